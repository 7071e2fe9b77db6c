mkdir d; echo x >f; >e; ln -s f l; ln -s no broken; ln f hard; mkfifo p
t() { printf '%s ' "$*"; test "$@"; echo $?; }
for o in -e -f -d -L -h -s -r -x -p -S -b -c; do for n in d f e l broken p /dev/null; do t $o $n; done; done
t f -ef hard; t f -ef e
touch -d '2001-01-01' old; t f -nt old; t old -nt f; t old -ot f
chmod u+s e; t -u e; t -g e; t -k e; chmod 755 f; t -x f
t -O f; t -t 1
