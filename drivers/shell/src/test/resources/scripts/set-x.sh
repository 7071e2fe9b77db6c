set -x
echo a 'b c' "$HOME" >/dev/null
x=1 y='a b'
x=$(echo sub)
for i in 1 2; do : $i; done
f() { : in "$1"; }
f 'it'"'"'s'
[ a = a ] && : yes
PS4='> '
: done
case a in a) : arm;; esac
set +x
echo end
