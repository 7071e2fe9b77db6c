echo 'a  b' "c  d" e\ \ f 'it'"'"'s' "a'b" 'a"b'
echo "dollar \$x back \` quote \" slash \\ other \n line \
joined" un\
joined
echo '' "" a"b"'c'd\e
printf '<%s>\n' "a b" 'c
d' \$HOME "$(echo "nested \"q\"")"
