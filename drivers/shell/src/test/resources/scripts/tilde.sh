HOME=/somewhere
echo ~ ~/x "~" '~' \~ a~ ~root
x=~/y; echo $x; x=a:~/b:~; echo $x
echo a=~ ${u:-~/d} "${u:-~}"
