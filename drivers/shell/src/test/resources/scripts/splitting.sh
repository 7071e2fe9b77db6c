x='  a  b	c
d  '
printf '<%s>' $x; echo
printf '<%s>' "$x"; echo
IFS=:; y='a:b::c:'; printf '<%s>' $y; echo
IFS=': '; y=' a : b :: c : '; printf '<%s>' $y; echo
IFS=' :'; y='::a'; printf '<%s>' $y; echo
unset IFS; printf '<%s>' $x; echo
IFS=; printf '<%s>' $x; echo
IFS=x; z=axbxc; printf '<%s>' $z q$z$z ; echo
IFS=,; set -- a,b c; printf '<%s>' $* "$*" $1; echo
a=x,y; b=$a; echo "$b"
for i in $a; do echo $i; done
