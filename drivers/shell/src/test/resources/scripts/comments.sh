echo a # comment
# whole line
echo a#b '#c' \#d
echo e;# f
: # '
echo \
continued
