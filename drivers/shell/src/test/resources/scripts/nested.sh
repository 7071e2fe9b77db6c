for i in 1 2; do case $i in 1) if true; then while :; do echo w; break; done; fi;; 2) until false; do (echo u; exit); break; done;; esac; done
f() { for x in a b; do { echo $x | while read y; do echo "[$y]"; done; }; done; }; f
echo "$(for i in 1 2; do echo "n $(echo "m $i")"; done)"
