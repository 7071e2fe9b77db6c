echo "$#" "$1" "$2" "[$3]" "$0"
shift
echo "$#" "$1"
set -- a b c d e f g h i j k
echo "$10 ${10} ${11} ${12-none}"
shift 9
echo "$@"
shift 5
echo not reached
