echo if then else fi for in do done case esac while until
in=1; echo $in
for in in in; do echo $in; done
for do in do; do echo $do; done
