f() { echo "f $# $1"; return 3; echo no; }
f a b; echo $?
g() ( x=inside; echo $x )
x=out; g; echo $x
h() { x=changed; }; h; echo $x
fact() { if [ $1 -le 1 ]; then echo 1; else echo $(( $1 * $(fact $(($1-1))) )); fi; }
fact 6
k() { for i in "$@"; do echo "k $i"; done; }; k 'a b' c
set -- outer; f inner; echo $1
r() { return; }; false; r; echo $?
r2() { false; return; }; r2; echo $?
unset -f f; f 2>/dev/null; echo $?
if() { :; }
