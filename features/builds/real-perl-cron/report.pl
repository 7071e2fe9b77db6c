use strict; use warnings;
print join(",", map { $_ * $_ } 1 .. 5), "\n";
