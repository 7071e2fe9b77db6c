x=$(printf '\303\251\377'); echo "${#x}"; printf '%s' "$x" | od -An -tx1 | tr -d ' '
printf '\0a' | od -An -tx1 | tr -d ' '
echo 'é' | wc -c | tr -d ' '
case é in ??) echo two;; esac
