f() if true; then echo compound; fi
f
X=1 ; g() { echo $X; }; X=2 g; echo $X
o() { i() { echo inner; }; }; o; i
echo() { printf 'my %s\n' "$1"; }
echo hi; command echo plain; unset -f echo; echo normal
w() { while :; do return 4; done; }; w; echo $?
n() { (return 5); echo $?; }; n
rec() { [ $1 = 0 ] || rec $(($1-1)); }; rec 50; echo deep $?
nl()
{
  echo newline body
}
nl
