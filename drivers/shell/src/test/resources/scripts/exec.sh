(exec echo replaced; echo no)
(exec sh -c 'exit 5'); echo $?
(exec nosuch; echo no); echo $?
exec >f; echo to file; exec 1>&2; exec cat f
echo not reached
