x='3 '; echo $((x+1))
x=abc; (echo $((x+1))); echo $?
x=1+2; (echo $((x))); echo $?
