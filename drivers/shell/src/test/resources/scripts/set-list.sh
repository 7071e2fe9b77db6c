set -o | head -n 4
set +o | head -n 4
zz="a'b c"; set | grep ^zz=
