unset u; e=; v=value
echo "${u-d}" "${u:-d}" "${e-d}" "${e:-d}" "${v-d}" "${v:-d}"
echo "${u+d}" "${u:+d}" "${e+d}" "${e:+d}" "${v+d}" "${v:+d}"
echo "${u=assigned}" "$u" "${e=no}" "${e:=yes}" "$e"
echo ${x:-a b} "${x:-"a  b"}" ${x:-'q  q'} ${x:-$v} "${x:-$(echo sub  sub)}"
echo "${x:-}end" ${#v} ${#} ${#x}
printf '<%s>' ${x:-one two} "${x:-one two}" ${x-} "${x-}"; echo
