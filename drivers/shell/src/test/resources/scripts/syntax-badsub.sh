echo a
echo ${a!b}
echo c
