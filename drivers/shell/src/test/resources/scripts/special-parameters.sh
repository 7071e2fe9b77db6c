echo $# $? ; false; echo $?
[ $$ -gt 0 ] && echo pid
(echo "same $(( $$ ))" >f; ); read a b <f; [ $b = $$ ] && echo same
echo "${!-none}"; true & [ -n "$!" ] && echo bang; wait
echo $PPID | grep -c '^[0-9]*$'
echo $LINENO
echo "$LINENO"
