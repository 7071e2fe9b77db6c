b=$PWD
mkdir -p a/b; ln -s a/b link
cd a/b; echo ${PWD#$b}; cd ..; pwd | sed "s,$b,BASE,"; cd "$b"
cd link; echo ${PWD#$b}; pwd -P | sed "s,$b,BASE,"; cd ..; [ "$PWD" = "$b" ] && echo logical
cd -P link; echo ${PWD#$b}; cd "$b"
cd a; cd - | sed "s,$b,BASE,"; cd - >/dev/null; [ "$PWD" = "$b" ]; echo $?
cd "$b"; cd nosuch; echo $?
cd; [ "$PWD" = "$HOME" ] && echo home
cd /; pwd; cd ./tmp; pwd; cd ../usr/../etc; pwd
CDPATH=$b; cd a | sed "s,$b,BASE,"
