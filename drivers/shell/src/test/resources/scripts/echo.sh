echo -n no newline; echo
echo 'a\tb\nc' 'oct\0101' '\\' 'end\c hidden'; echo
echo -e x; echo -- y; echo - z; echo
echo "a\\\\b" '\x41' \\n
