echo a >no/such/file
echo $?
cat <nosuch
echo $?
echo b >/
echo $?
: >no/such
echo not reached
