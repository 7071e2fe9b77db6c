local x=1
echo "not reached $?"
