for i in a b 'c d' $(echo e f); do echo "<$i>"; done
for i; do echo "p <$i>"; done
for i in; do echo no; done; echo $? "$i"
for i in 1 2 3 4; do
  if [ $i = 2 ]; then continue; fi
  if [ $i = 4 ]; then break; fi
  echo $i
done
for i in 1 2; do for j in a b; do [ $j = b ] && continue 2; echo $i$j; done; done
for i in 1 2; do for j in a b; do break 2; done; done; echo $i$j
for
 i in x
do echo $i
done
