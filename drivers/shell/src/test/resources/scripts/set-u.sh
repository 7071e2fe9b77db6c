set -u
x=; echo "[$x]" "${y-d}" "$#" "$@" "${z+p}"
set --; echo "[$*]" "[$@]"
(echo $1); echo $?
(echo ${#nope}); echo $?
(echo $((nope+1))); echo $?
echo $nope
echo not reached
