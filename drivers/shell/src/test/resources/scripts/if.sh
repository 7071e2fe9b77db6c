if true; then echo a; fi
if false; then echo no; else echo b; fi
if false; then :; elif true; then echo c; else :; fi
if false; then :; elif false; then :; fi; echo $?
if ! false; then echo d; fi
if echo cond; false; then echo no; else echo $?; fi
if [ -z "" ] && [ -n x ]; then echo e; fi
