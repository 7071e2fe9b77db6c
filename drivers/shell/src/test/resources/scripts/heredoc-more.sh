while read a b; do echo "$b-$a"; done <<EOF
1 2
3 4 5
EOF
cat <<EOF | tr a-z A-Z
piped ${x:-default "q"}
EOF
f() { cat <<EOF
in $1
EOF
}
f a; f b
cat <<EOF && echo after
x
EOF
x=$(cat <<\EOF
sub $notexpanded
EOF
); echo "$x"
cat <<EOF
EOF
cat <<EOF
"${u:-a}" ${u:-"b"} ${u:-'c'}
EOF
read y <<X
only line
X
echo $y
i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo 0123456789012345678901234567890123456789; done >big
cat <<EOF | wc -c | tr -d ' '
$(cat big)
EOF
