ec\
ho joined
if tr\
ue; th\
en echo yes; fi
echo "a\
b" 'a\
b'
x=1\
2; echo $x
echo $\
x ${\
x}
