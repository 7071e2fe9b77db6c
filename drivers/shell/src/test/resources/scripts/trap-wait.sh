trap 'echo trapped' USR1
(sleep 0.1; kill -USR1 $$) & j=$!
wait; s=$?
echo $((s > 128))
wait $j; echo end
