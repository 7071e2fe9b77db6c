trap 'echo got usr1' USR1
kill -USR1 $$; echo after
trap 'echo got term' TERM
kill -TERM $$
kill -s TERM $$; kill -15 $$
trap '' HUP; kill -HUP $$; echo survived
trap - TERM; (kill -TERM $$; sleep 1)
echo not reached
