exec 3>f
echo three >&3
exec 3>&-
cat f
exec 4<f; read x <&4; echo "got $x"; exec 4<&-
echo a >&5; echo $?
{ echo to3 >&3; echo to1; } 3>g; cat g
exec 6>&1 >h; echo hidden; exec >&6 6>&-; echo shown; cat h
{ echo e >&2; } 2>&1 | sed s/e/E/
echo q 3>&1 1>&2 2>&3 3>&-
/bin/echo prog 3>i >&3; cat i
