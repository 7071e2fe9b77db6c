umask; umask 077; umask; >a; mkdir b; ls -ld a b | cut -c1-10
umask -S; umask u=rwx,g=rx,o=; umask; umask 022; >c; ls -l c | cut -c1-10
(umask 0); umask
