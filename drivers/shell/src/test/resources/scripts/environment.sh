A=1 B='two words' env | grep '^[AB]=' | sort
C=3; env | grep ^C= || echo no C
export C; env | grep ^C=; export D=4 E; env | grep '^[DE]='
unset C; env | grep ^C= || echo gone
A=x true; echo ${A-unset}
A=y : ; echo ${A-unset}
A=1 eval 'echo $A'; echo $A
export -p | grep ' D='
x=5 y=$x; echo $y
PATH=/nowhere; cat /dev/null; echo $?
