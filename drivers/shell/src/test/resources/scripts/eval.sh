eval 'echo a; x=3'; echo $x
eval echo '$x' "'b  c'"; eval; echo $?
y=x; eval "z=\$$y"; echo $z
eval 'exit_code() { return 4; }'; exit_code; echo $?
eval false; echo $?
eval 'for i in 1 2; do echo $i; done' | cat
eval "echo 'unterminated"
echo not reached
