for i in 1 2 3; do echo $i; done >f
while read x; do echo "r $x"; done <f
if true; then echo in; fi >g; cat g
case a in a) echo c;; esac >>g; cat g
f() { echo body; echo err >&2; } >h 2>&1
f; cat h
{ read a; read b; echo "$b $a"; } <f
