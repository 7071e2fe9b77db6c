echo a
;; echo b
