#pragma once
#include <stdio.h>
#define MNTOPT_NOAUTO "noauto"
struct mntent { char *mnt_fsname, *mnt_dir, *mnt_type, *mnt_opts; int mnt_freq, mnt_passno; };
FILE *setmntent(const char *, const char *);
int endmntent(FILE *);
struct mntent *getmntent_r(FILE *, struct mntent *, char *, int);
struct mntent *getmntent(FILE *);
