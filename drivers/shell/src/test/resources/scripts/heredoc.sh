x=value
cat <<EOF
plain $x ${x} $(echo sub) `echo back` $((1+1)) \$x \\ \" "q" 'q'
line \
joined
EOF
cat <<'EOF'
raw $x $(echo) \\ \
EOF
cat <<-EOF
	tabs
		more $x
	EOF
cat <<"A" <<B
first
A
second
B
cat <<E1; cat <<E2
one
E1
two
E2
