echo one >f; echo two >>f; cat <f; cat f
cat <f >g; cat g
>empty; wc -c <empty | tr -d ' '
echo err >&2
{ echo out; echo err2 >&2; } >o 2>&1; cat o
(echo a; echo b >&2) 2>/dev/null
echo x 2>&1 >h; cat h
ls nosuch 2>/dev/null || echo failed
echo y >|h; cat h
echo 12>h; cat h
echo a 1>h 2>&1; cat h
