break; echo $?
continue; echo $?
f() { break; }; for i in 1 2; do f; echo $i; done
for i in 1 2; do eval break; done; echo $i
return 3
echo not reached
