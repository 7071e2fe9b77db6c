mkdir d d/e; touch a.txt b.txt c.c .hidden d/x.txt d/e/y.txt 'sp ace' '[z]'
echo *
echo *.txt ?.c [ab].txt [!a].txt [a-c].* .h* */*.txt d/*/* d/
echo nothing*here "*" '*.txt' \*.txt *"."txt
x='*.c'; echo $x "$x"
echo '['*
echo [[]*
echo d*/ */
set -f; echo *.txt; set +f
echo [[:alpha:]].txt [[:digit:]]*
for f in *.txt; do echo "f $f"; done
echo sp*
