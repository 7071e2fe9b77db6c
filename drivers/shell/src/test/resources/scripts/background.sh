(exit 5) & wait $!; echo $?
p=; for i in 1 2 3; do (exit $i) & p="$p $!"; done
for q in $p; do wait $q; echo $?; done
{ echo bg >f; } & wait; cat f
wait; echo $?
wait 99999999; echo $?
true & false & wait; echo $?
sleep 5 & kill $!; wait $!; echo $?
x=$(echo sub & wait); echo $x
cat & wait $!; echo $?
