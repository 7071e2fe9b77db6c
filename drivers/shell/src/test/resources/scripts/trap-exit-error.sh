trap 'echo cleaned' EXIT
set -e
false
echo no
