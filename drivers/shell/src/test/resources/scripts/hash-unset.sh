x=1; unset x; echo ${x-gone}; unset nosuch; echo $?
f() { :; }; unset -f f; command -v f; echo $?
unset -v y; echo $?
hash cat; echo $?; hash nosuchcmd; echo $?
unset 1bad
echo not reached
