printf '%s-%d|%5d|%-5d|%05d|%+d\n' a 1 2 3 4 5
printf '%x %X %o %u %c%c\n' 255 255 8 7 abc def
printf '%s\n' a b c
printf '%s %s\n' a b c
printf '%10s|%-10s|%.2s|%10.3s\n' abc abc abc abcdef
printf 'a\tb\n\101\\x\n'
printf '%b|%s\n' 'a\tb\0101' 'a\tb'
printf '%%|%5s|%*d\n' x 4 7
printf 'no newline'; echo
printf '%d %d %d\n' 0x10 010 "'A"
printf '%d\n' abc; echo $?
printf '%d\n' 12x; echo $?
printf '%.2f %e %g\n' 3.14159 1234.5 0.0001
printf '%s|%d|\n'
printf '%b' 'stop\c no' after; echo
printf '%i %5.3d|%#x %#o\n' 3 7 255 8
printf -- '-x\n'
