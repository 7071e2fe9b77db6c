echo a
&& echo b
