trap 'echo a "b" '"'c'" INT
trap 'x' TERM EXIT
trap
trap - INT; trap
trap - EXIT
trap 'y' NOSUCH; echo $?
trap 2>&1 | sed 's/^/> /'
