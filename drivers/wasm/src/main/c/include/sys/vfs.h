#pragma once
#include <stdint.h>
typedef struct { int __val[2]; } fsid_t;
struct statfs {
  long f_type, f_bsize;
  uint64_t f_blocks, f_bfree, f_bavail, f_files, f_ffree;
  fsid_t f_fsid;
  long f_namelen, f_frsize;
};
int statfs(const char *, struct statfs *);
