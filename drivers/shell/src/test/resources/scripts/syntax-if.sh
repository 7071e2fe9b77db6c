echo before
if true; then echo a
