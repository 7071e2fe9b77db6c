trap 'exit 7' EXIT
false
