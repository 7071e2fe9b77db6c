true && echo a || echo b
false && echo a || echo b
false || false || echo c
true && true && echo d
false && echo no; echo $?
true || echo no; echo e
{ echo f; false; } || echo g
(exit 2) || echo $?
true &&
  echo newline
! false && echo h
