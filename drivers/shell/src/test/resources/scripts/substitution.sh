echo $(echo a; echo b) "$(echo a; echo b)"
x=$(printf 'a\n\n\n'); echo "[$x]"
echo `echo back` "`echo \"quoted in\"`" `echo \`echo nested\``
echo $(echo $(echo $(echo deep)))
x=$(exit 3); echo $?
x=$(false)$(true); echo $?
echo "$(cat <<X
in here $(echo more)
X
)"
y=$(case a in a) echo one;; (b) echo two;; esac); echo $y
echo $(
# comment with ' quote
echo after comment
)
