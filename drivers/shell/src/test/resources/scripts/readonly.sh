readonly R=1 S; readonly -p
(R=2; echo no); echo $?
(unset R; echo no); echo $?
(export R=3; echo no); echo $?
R=4 true
echo not reached
