// SPDX-License-Identifier: 0BSD
// What POSIX has and wasi-libc has not, as far as the userland wants it. Included before every source file.
#pragma once
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

char *realpath(const char *, char *);
int mkstemp(char *);
char *mkdtemp(char *);
char *mktemp(char *);
int settimeofday(const struct timeval *, const void *);
int stime(const time_t *);
int clock_settime(clockid_t, const struct timespec *);
pid_t fork(void);
pid_t vfork(void);
int execv(const char *, char *const[]);
int execvp(const char *, char *const[]);
int execve(const char *, char *const[], char *const[]);
int pipe(int[2]);
int dup(int);
int dup2(int, int);
int ttyname_r(int, char *, size_t);
char *ttyname(int);
int chroot(const char *);
int fchdir(int);
int seteuid(uid_t);
int setegid(gid_t);
int setuid(uid_t);
int setgid(gid_t);
int setreuid(uid_t, uid_t);
int setregid(gid_t, gid_t);
uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
int getgroups(int, gid_t[]);
pid_t getppid(void);
pid_t getpgrp(void);
pid_t getsid(pid_t);
pid_t setsid(void);
int kill(pid_t, int);
int chmod(const char *, mode_t);
int fchmod(int, mode_t);
int fchmodat(int, const char *, mode_t, int);
int chown(const char *, uid_t, gid_t);
int lchown(const char *, uid_t, gid_t);
int fchown(int, uid_t, gid_t);
mode_t umask(mode_t);
int mknod(const char *, mode_t, dev_t);
int mkfifo(const char *, mode_t);
int gethostname(char *, size_t);
long gethostid(void);
void sync(void);
int nice(int);
unsigned alarm(unsigned);
FILE *popen(const char *, const char *);
int pclose(FILE *);
int system(const char *);
int getpagesize(void);
int vhangup(void);
int socket(int, int, int);
void tzset(void);
char *getlogin(void);
extern char *tzname[2];
extern long timezone;
int fcntl(int, int, ...);
struct utsname;

#define F_DUPFD 0
#define F_DUPFD_CLOEXEC 1030
#define F_GETLK 5
#define F_SETLK 6
#define F_SETLKW 7
#define P_tmpdir "/tmp"
#define S_ISUID 04000
#define S_ISGID 02000
#define S_ISVTX 01000

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2
#define SA_RESTART 0x10000000
#define SA_NOCLDSTOP 1
struct sigaction {
  void (*sa_handler)(int);
  unsigned long sa_flags;
  sigset_t sa_mask;
};
int sigaction(int, const struct sigaction *, struct sigaction *);
int sigemptyset(sigset_t *);
int sigfillset(sigset_t *);
int sigaddset(sigset_t *, int);
int sigdelset(sigset_t *, int);
int sigismember(const sigset_t *, int);
int sigprocmask(int, const sigset_t *, sigset_t *);
int sigsuspend(const sigset_t *);

#undef S_IFIFO
#define S_IFIFO 0010000
#undef S_ISFIFO
#define S_ISFIFO(m) (((m) & S_IFMT) == S_IFIFO)
#define s_ifmt_checked

#include <sched.h>
int sched_getaffinity(pid_t, size_t, void *);
int execlp(const char *, const char *, ...);
int execl(const char *, const char *, ...);
struct sockaddr;
int bind(int, const struct sockaddr *, unsigned);
int listen(int, int);
ssize_t sendto(int, const void *, size_t, int, const struct sockaddr *, unsigned);
