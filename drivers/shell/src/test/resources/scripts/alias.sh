alias hi='echo hello' two='echo a; echo b'
hi there
two
alias hi
unalias hi
hi
echo $?
alias nosuch; echo $?
alias sp='echo ' w=world
sp w
alias if2='if'
if2 true; then echo aliased keyword; fi
