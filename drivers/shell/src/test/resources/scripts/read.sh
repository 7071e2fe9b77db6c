printf 'one two  three \n' | { read a b; echo "[$a] [$b]"; }
printf 'a\\ b c\\\nd\n' | { read x y; echo "[$x] [$y]"; }
printf 'a\\ b c\\n\n' | { read -r x y; echo "[$x] [$y]"; }
printf 'no newline' | { read x; echo "$? [$x]"; }
printf '' | { read x; echo "$? [$x]"; }
printf 'a:b:c:d\n' | { IFS=: read x y z; echo "[$x] [$y] [$z]"; }
printf 'a:b:\n' | { IFS=: read x y; echo "[$x] [$y]"; }
printf '  lead trail  \n' | { IFS= read -r x; echo "[$x]"; }
printf '  lead trail  \n' | { read -r x; echo "[$x]"; }
printf 'a\n' | { read x y z; echo "[$x] [$y] [$z]"; }
printf '1\n2\n3\n' | { read x; read y; cat; echo $x $y; }
printf 'a::b\n' | { IFS=: read x y z; echo "[$x] [$y] [$z]"; }
