sh -c 'kill -9 $$'; echo $?
sh -c 'kill -TERM $$' 2>/dev/null; echo $?
kill -l 9; kill -l 143; kill -l TERM 2>/dev/null; echo $?
kill 2>/dev/null; echo $?
kill -NOSUCH $$; echo $?
