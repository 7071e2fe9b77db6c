set -C
echo a >n
echo b >n
echo $?
echo c >|n; cat n
echo d >>n; cat n
echo e >/dev/null; echo $?
