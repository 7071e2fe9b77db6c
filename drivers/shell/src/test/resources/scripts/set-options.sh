set -eu; case $- in *e*u*|*u*e*) echo both;; esac
set +eu; case $- in *e*) echo no;; *) echo none;; esac
set -o noglob; echo *; set +o noglob
set -- -a -b; echo "$@"; set - x; echo "$@"
set a b; echo $#
set --; echo $#
set -a; av=exported; set +a; env | grep ^av=
set -n
echo not run
