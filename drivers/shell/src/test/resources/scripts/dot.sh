echo 'echo sourced $x; y=set; return 3; echo no' >s
x=1; . ./s; echo $? $y
echo 'echo args $#' >s2; . ./s2
. ./nosuch
echo not reached
