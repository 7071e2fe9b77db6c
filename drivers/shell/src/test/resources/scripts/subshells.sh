x=1; (x=2; echo $x; exit 3); echo $? $x
(cd /; pwd); [ "$PWD" = "$(pwd)" ] && echo same
(exit 0) && (exit 1) || echo no
((echo nested))
( (echo two); echo three )
(f() { echo f; }; f); f 2>/dev/null || echo none
(set -f; echo *nothing*); (trap 'echo sub trap' EXIT; echo body)
{ (exit 9); }; echo $?
a=$( (echo par) ); echo $a
