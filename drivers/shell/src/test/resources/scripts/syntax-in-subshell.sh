echo first
x=$(if)
echo no
