set -e
if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then set -- server "$@"; fi
file_env() { var="$1"; def="${2:-}"; eval val="\${$var:-}"; if [ -z "$val" ]; then val=$def; fi; export "$var=$val"; }
file_env PASSWORD secret; echo "$PASSWORD"
set -- sh -c 'echo "run $PASSWORD $#"; exit 9' x y z
exec "$@"
