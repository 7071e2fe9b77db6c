command -v cat echo if nosuch; echo $?
f() { :; }; command -v f
command -V echo; command -V nosuch; echo $?
command -v /bin/sh; command -v :
alias ll='ls -l'; command -v ll
type cd f export; type nosuch; echo $?
command echo via; command nosuch; echo $?
command export EV=1; echo $EV
command -p cat </dev/null; echo $?
