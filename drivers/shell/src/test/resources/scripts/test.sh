t() { "$@"; echo $?; }
t [ a = a ]; t [ a != a ]; t [ -z '' ]; t [ -n '' ]; t [ x ]; t [ '' ]; t [ ]
t [ 1 -lt 2 ]; t [ 2 -le 1 ]; t [ 3 -gt 2 ]; t [ 3 -ge 4 ]; t [ 1 -eq 01 ]; t [ 1 -ne 1 ]
t [ ! a ]; t [ ! '' ]; t [ a -a '' ]; t [ a -o '' ]; t [ '(' a ')' ]; t [ ! a = b ]
t [ -n = -n ]; t [ = = = ]; t [ '!' = '!' ]; t test a; t test
t [ 1 -eq x ]
t [ a b ]
t [ a = ]
t [ a
t [ ' 3 ' -eq 3 ]
