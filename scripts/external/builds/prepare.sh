# What the Dockerfiles of features/builds are built on: a root file system with a compiler and some interpreters.
packages busybox-static
if fresh builds 1; then
  quietly "$here/image" "$target/tools.tar" perl-base python3.11-minimal libpython3.11-minimal libpython3.11-stdlib \
    gcc-12 cpp-12 binutils binutils-x86-64-linux-gnu libc6-dev libgcc-12-dev linux-libc-dev make nginx nginx-common
  made
fi
