x=global; y=why
f() { local x; echo "[$x]"; x=local; local y=mine z; echo $x $y; g; }
g() { echo "g sees $x $y"; x=fromg; }
f; echo $x $y
h() { local x=1; unset x; echo "${x-unset}"; }; h; echo $x
k() { local a=1 b="two words"; echo $a "$b"; }; k; echo ${a-none}
l() { for q in 1; do local q=5; done; echo $q; }; l; echo $q
