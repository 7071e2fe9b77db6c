v=
(echo ${missing?told why}; echo no) ; echo $?
(echo ${missing?}; echo no); echo $?
(echo ${v:?is null}; echo no); echo $?
echo ${v?fine}
echo ${missing:?}
echo not reached
