echo abc | tr a-c x-z | sed 's/x/[&]/'
true | false; echo $?
false | true; echo $?
! true; echo $?
! false | false; echo $?
printf '3\n1\n2\n' | sort | head -n 1
echo x | { read y; echo "in $y"; }; echo "out [$y]"
echo a | while read l; do echo "l $l"; done
yes | head -n 2
seq 1 1000 | (cat >/dev/null; exit 4); echo $?
exit 3 | exit 5; echo $?
echo multi |

cat
