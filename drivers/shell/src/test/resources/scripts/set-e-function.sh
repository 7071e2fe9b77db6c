set -e
f() { echo start; false; echo no; }
trap 'echo status $?' EXIT
f
echo not reached
