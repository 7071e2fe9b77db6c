set -e
false || echo or
if false; then :; fi
! true
false && true
while false; do :; done
f() { false; echo in f; }
f || echo no
echo before
(exit 3)
echo not reached
