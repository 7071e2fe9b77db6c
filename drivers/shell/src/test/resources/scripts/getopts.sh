o() { OPTIND=1; while getopts ab:c opt "$@"; do echo "$opt ${OPTARG-none} $OPTIND"; done; shift $((OPTIND-1)); echo "rest $*"; }
o -a -b val -c x y
o -acb val
o -bval -- -a
o -x; o -b
s() { OPTIND=1; while getopts :ab: opt "$@"; do echo "$opt ${OPTARG-none}"; done; }
s -a -z -b; s -b v - -a
o
