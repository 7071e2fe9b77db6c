#pragma once
#define major(d) ((unsigned) ((unsigned long long) (d) >> 32))
#define minor(d) ((unsigned) (d))
#define makedev(a, b) ((unsigned long long) (a) << 32 | (unsigned) (b))
