echo before
echo 'never ended
more
