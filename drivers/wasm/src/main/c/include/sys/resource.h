#pragma once
#include_next <sys/resource.h>
#define PRIO_PROCESS 0
#define RLIMIT_NOFILE 7
typedef unsigned long long rlim_t;
struct rlimit { rlim_t rlim_cur, rlim_max; };
int getrlimit(int, struct rlimit *);
int setrlimit(int, const struct rlimit *);
int getpriority(int, unsigned);
int setpriority(int, unsigned, int);
