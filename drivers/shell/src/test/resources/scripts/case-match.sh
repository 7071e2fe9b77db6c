t() { case $1 in
  a|b) echo ab;;
  [0-9]) echo digit ;;
  [!a-z]*) echo notlower;;
  *.txt) echo text;;
  'q*') echo quoted;;
  "") echo empty;;
  (x\ y) echo spaced;;
  *) echo other
esac; }
for w in a b 5 A f.txt 'q*' qq '' 'x y' -; do t "$w"; done
case x in y) ;; esac; echo $?
case x in x) false;; esac; echo $?
p='*'; case abc in $p) echo pat;; esac
case abc in "$p") echo no;; *) echo lit;; esac
case '\' in '\') echo bs;; esac
case ']' in []]) echo br;; esac
case a-b in a[-x]b) echo dash;; esac
case $(echo sub) in s?b) echo sub;; esac
case abc in a*c|d) echo alt;; esac
case if in if) echo kw;; esac
