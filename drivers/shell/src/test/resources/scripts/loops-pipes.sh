seq 1 200 | while read n; do [ $((n%50)) = 0 ] && echo $n; done
i=0; while [ $i -lt 20 ]; do i=$((i+1)); echo "$i" | cat; done | tail -n 1
for i in 1 2 3; do echo $i; done | { s=0; while read n; do s=$((s+n)); done; echo $s; }
head -c 200000 /dev/zero | tr '\0' x | wc -c | tr -d ' '
x=$(head -c 100000 /dev/zero | tr '\0' y); echo ${#x}
