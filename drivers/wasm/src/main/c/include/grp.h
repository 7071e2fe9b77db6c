#pragma once
#include <sys/types.h>
struct group { char *gr_name, *gr_passwd; gid_t gr_gid; char **gr_mem; };
int setgroups(size_t, const gid_t *);
int initgroups(const char *, gid_t);
