{ echo a; echo b; } | cat
{ echo c; }; { echo d
}
{ false; echo $?; }
echo }; echo { x
x={; echo $x
