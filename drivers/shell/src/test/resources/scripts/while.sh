i=0
while [ $i -lt 3 ]; do i=$((i+1)); echo $i; done
until [ $i = 0 ]; do i=$((i-1)); echo u$i; done
while false; do :; done; echo $?
while :; do break; done; echo $?
while true; do (exit 7); break; done; echo $?
i=0; while i=$((i+1)); [ $i -lt 5 ]; do [ $i = 3 ] && continue; echo w$i; done
