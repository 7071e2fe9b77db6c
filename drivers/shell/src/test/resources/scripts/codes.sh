nosuchcommand; echo $?
./nosuchfile; echo $?
echo 'echo x' >noexec; ./noexec; echo $?
mkdir dir; ./dir; echo $?
printf '#!/bin/sh\nexit 42\n' >ok; chmod +x ok; ./ok; echo $?
printf '#!/no/such\n' >badi; chmod +x badi; ./badi; echo $?
echo 'echo script $0 $1; exit 6' >plain; chmod +x plain; ./plain arg; echo $?
(exit 256); echo $?
(exit 300); echo $?
false; (exit); echo $?
exit 77
