set -e
x=$(false) || echo caught
echo $(false) fine
f() { echo f; return 2; }
if f; then :; else echo $?; fi
{ false; } | true
true | false | true
echo on
x=$(echo part; false)
echo not reached
