a='hello world'
echo ${#a} "${#a}" ${#1} ${#2} ${#3} ${#@}
set -- x yy
echo ${#1} ${#2} $#
