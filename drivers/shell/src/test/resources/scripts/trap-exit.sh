trap 'echo exit trap $?' EXIT
echo body
(trap 'echo inner' 0; exit 2); echo $?
(echo inherits none)
f() { echo fun; }; f
exit 3
