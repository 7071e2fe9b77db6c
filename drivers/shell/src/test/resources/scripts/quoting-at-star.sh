set -- a 'b c' '' d
printf '<%s>' "$@"; echo
printf '<%s>' "$*"; echo
printf '<%s>' $@; echo
printf '<%s>' $*; echo
IFS=:
printf '<%s>' "$*"; echo
printf '<%s>' "x$@y"; echo
IFS=
printf '<%s>' "$*" $*; echo
set --
printf '<%s>' "$@" "" "x$@y" "$*"; echo
