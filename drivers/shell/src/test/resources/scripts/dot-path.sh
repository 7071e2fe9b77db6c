mkdir lib; echo 'echo from path; f() { echo f; }' >lib/helper
PATH=$PWD/lib:$PATH; . helper; f
. nosuchhelper
echo not reached
