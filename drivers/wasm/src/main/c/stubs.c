// SPDX-License-Identifier: 0BSD
// POSIX's functions over WASI and the driver's own imports. What there is no way to do fails, and says so.
#include <stdarg.h>
#include <string.h>
#include <stdint.h>
#include <limits.h>
#include <termios.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <utime.h>
#include <setjmp.h>
#include <grp.h>
#include <mntent.h>

#define OWN(name) __attribute__((import_module("sockerless"), import_name(#name)))
struct attributes { uint32_t mode, uid, gid, nlink; uint64_t device; };
int own_attributes(const char *, size_t, int, struct attributes *) OWN(attributes_get);
int own_fd_attributes(int, struct attributes *) OWN(fd_attributes_get);
int own_mode_set(const char *, size_t, int) OWN(mode_set);
int own_owner_set(const char *, size_t, int, int, int) OWN(owner_set);
int own_fd_path(int, char *, size_t) OWN(fd_path_get);
int own_creation_mode(int) OWN(creation_mode_set);
int own_self(uint32_t *) OWN(self_get);
int own_cwd(char *, size_t) OWN(cwd_get);
int own_hostname(char *, size_t) OWN(hostname_get);

static int fail(int e) { errno = e; return -1; }
static int result(int e) { return e ? fail(e) : 0; }
static mode_t mask = 022;

__attribute__((constructor(101))) static void begin(void) {
  static char cwd[PATH_MAX];
  if (own_cwd(cwd, sizeof cwd) == 0) chdir(cwd);
}

static const char *whole(const char *path, char *to) {
  if (*path == '/' || !*path) return path;
  if (!getcwd(to, PATH_MAX)) return path;
  size_t n = strlen(to);
  if (n + 2 + strlen(path) > PATH_MAX) return path;
  if (n && to[n - 1] != '/') to[n++] = '/';
  strcpy(to + n, path);
  return to;
}

static void fill(struct stat *st, const struct attributes *a) {
  st->st_mode = a->mode;
  st->st_uid = a->uid;
  st->st_gid = a->gid;
  st->st_rdev = a->device;
  st->st_blksize = 4096;
  st->st_blocks = (st->st_size + 4095) / 4096 * 8;
}

int __real_stat(const char *, struct stat *);
int __real_lstat(const char *, struct stat *);
int __real_fstat(int, struct stat *);
static int named(const char *path, struct stat *st, int follow) {
  char buffer[PATH_MAX];
  struct attributes a;
  const char *p = whole(path, buffer);
  int e = own_attributes(p, strlen(p), follow, &a);
  if (e) return fail(e);
  fill(st, &a);
  return 0;
}
int __wrap_stat(const char *path, struct stat *st) { return __real_stat(path, st) ? -1 : named(path, st, 1); }
int __wrap_lstat(const char *path, struct stat *st) { return __real_lstat(path, st) ? -1 : named(path, st, 0); }
int __wrap_fstat(int fd, struct stat *st) {
  struct attributes a;
  if (__real_fstat(fd, st)) return -1;
  int e = own_fd_attributes(fd, &a);
  if (e) return fail(e);
  fill(st, &a);
  return 0;
}

mode_t umask(mode_t m) { mode_t old = mask; mask = m & 0777; return old; }
int __real_mkdir(const char *, mode_t);
int __wrap_mkdir(const char *path, mode_t m) { own_creation_mode(m & ~mask & 07777); return __real_mkdir(path, m); }
int __real_open(const char *, int, ...);
int __wrap_open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t m = flags & O_CREAT ? va_arg(list, int) : 0;
  va_end(list);
  if (flags & O_CREAT) own_creation_mode(m & ~mask & 07777);
  return __real_open(path, flags, m);
}
FILE *__real_fopen(const char *, const char *);
FILE *__wrap_fopen(const char *path, const char *how) { own_creation_mode(0666 & ~mask); return __real_fopen(path, how); }
int chmod(const char *path, mode_t m) {
  char buffer[PATH_MAX];
  const char *p = whole(path, buffer);
  return result(own_mode_set(p, strlen(p), m & 07777));
}
int fchmod(int fd, mode_t m) {
  char path[PATH_MAX];
  int e = own_fd_path(fd, path, sizeof path);
  return e ? fail(e) : chmod(path, m);
}
static int owner(const char *path, int follow, uid_t u, gid_t g) {
  char buffer[PATH_MAX];
  const char *p = whole(path, buffer);
  return result(own_owner_set(p, strlen(p), follow, u, g));
}
int chown(const char *path, uid_t u, gid_t g) { return owner(path, 1, u, g); }
int lchown(const char *path, uid_t u, gid_t g) { return owner(path, 0, u, g); }
int fchown(int fd, uid_t u, gid_t g) {
  char path[PATH_MAX];
  int e = own_fd_path(fd, path, sizeof path);
  return e ? fail(e) : chown(path, u, g);
}

static uint32_t self(int what) { uint32_t v[4] = {0}; own_self(v); return v[what]; }
uid_t getuid(void) { return self(0); }
uid_t geteuid(void) { return self(0); }
gid_t getgid(void) { return self(1); }
gid_t getegid(void) { return self(1); }
pid_t __wrap_getpid(void) { return self(2); }
pid_t getppid(void) { return 0; }
pid_t getpgrp(void) { return self(2); }
pid_t getsid(pid_t p) { return self(2); }
pid_t setsid(void) { return fail(EPERM); }
int getgroups(int n, gid_t to[]) { if (n > 0) to[0] = getgid(); return 1; }
int setuid(uid_t u) { return u == getuid() ? 0 : fail(EPERM); }
int seteuid(uid_t u) { return setuid(u); }
int setgid(gid_t g) { return g == getgid() ? 0 : fail(EPERM); }
int setegid(gid_t g) { return setgid(g); }
int setreuid(uid_t r, uid_t e) { return setuid(e); }
int setregid(gid_t r, gid_t e) { return setgid(e); }
int setgroups(size_t n, const gid_t *g) { return fail(EPERM); }
int initgroups(const char *n, gid_t g) { return fail(EPERM); }
int gethostname(char *to, size_t n) { return result(own_hostname(to, n)); }
long gethostid(void) { return 0; }
int __wrap_uname(struct utsname *u) {
  memset(u, 0, sizeof *u);
  strcpy(u->sysname, "Linux");
  strcpy(u->release, "wasi-preview1");
  strcpy(u->version, "#1 Sockerless");
  strcpy(u->machine, "wasm32");
  return gethostname(u->nodename, sizeof u->nodename);
}

char *realpath(const char *path, char *to) {
  char buffer[PATH_MAX], done[PATH_MAX] = "/", rest[PATH_MAX], link[PATH_MAX];
  const char *p = whole(path, buffer);
  if (!*path) { errno = ENOENT; return 0; }
  if (strlen(p) >= PATH_MAX) { errno = ENAMETOOLONG; return 0; }
  strcpy(rest, p);
  size_t n = 1;
  for (int links = 0; *rest;) {
    char *s = rest + strspn(rest, "/"), *e = s + strcspn(s, "/");
    char name[PATH_MAX];
    memcpy(name, s, e - s);
    name[e - s] = 0;
    memmove(rest, e, strlen(e) + 1);
    if (!*name || !strcmp(name, ".")) continue;
    size_t before = n;
    if (!strcmp(name, "..")) {
      while (n > 1 && done[--n] != '/') ;
      done[n] = 0;
      continue;
    }
    if (n + strlen(name) + 2 > PATH_MAX) { errno = ENAMETOOLONG; return 0; }
    if (n > 1) done[n++] = '/';
    strcpy(done + n, name);
    n += strlen(name);
    struct stat st;
    if (__wrap_lstat(done, &st)) return 0;
    if (S_ISLNK(st.st_mode)) {
      ssize_t got = readlink(done, link, sizeof link - 1);
      if (got < 0) return 0;
      if (++links > 40) { errno = ELOOP; return 0; }
      link[got] = 0;
      if (got + strlen(rest) + 1 > PATH_MAX) { errno = ENAMETOOLONG; return 0; }
      strcat(link, rest);
      strcpy(rest, link);
      n = *link == '/' ? 1 : before;
      done[n] = 0;
    } else if (*rest && !S_ISDIR(st.st_mode)) {
      errno = ENOTDIR;
      return 0;
    }
  }
  return to ? strcpy(to, done) : strdup(done);
}

static char *random_name(char *t) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  size_t n = strlen(t);
  if (n < 6 || strcmp(t + n - 6, "XXXXXX")) { errno = EINVAL; return 0; }
  unsigned char r[6];
  getentropy(r, 6);
  for (int i = 0; i < 6; i++) t[n - 6 + i] = letters[r[i] % 62];
  return t;
}
int mkstemp(char *t) { return random_name(t) ? __wrap_open(t, O_RDWR | O_CREAT | O_EXCL, 0600) : -1; }
char *mkdtemp(char *t) { return random_name(t) && !__wrap_mkdir(t, 0700) ? t : 0; }
char *mktemp(char *t) { if (!random_name(t)) *t = 0; return t; }

int own_dup(int, int, int *) OWN(fd_dup);
int dup(int fd) { int to; int e = own_dup(fd, -1, &to); return e ? fail(e) : to; }
int dup2(int fd, int to) { int got; int e = own_dup(fd, to, &got); return e ? fail(e) : got; }
int pipe(int p[2]) { return fail(ENOSYS); }
pid_t fork(void) { return fail(ENOSYS); }
pid_t vfork(void) { return fail(ENOSYS); }
pid_t waitpid(pid_t p, int *s, int o) { return fail(ECHILD); }
pid_t wait(int *s) { return fail(ECHILD); }
int own_exec(const char *, size_t, char *const *, char *const *, const char *, size_t, int) OWN(proc_exec);
static int run(const char *file, char *const argv[], char *const env[], int search) {
  char cwd[PATH_MAX];
  fflush(0);
  if (!getcwd(cwd, sizeof cwd)) return -1;
  return fail(own_exec(file, strlen(file), argv, env, cwd, strlen(cwd), search));
}
extern char **environ;
int execve(const char *f, char *const a[], char *const e[]) { return run(f, a, e, 0); }
int execv(const char *f, char *const a[]) { return run(f, a, environ, 0); }
int execvp(const char *f, char *const a[]) { return run(f, a, environ, 1); }
int execlp(const char *f, const char *a, ...) { return fail(ENOSYS); }
int execl(const char *f, const char *a, ...) { return fail(ENOSYS); }
FILE *popen(const char *c, const char *m) { errno = ENOSYS; return 0; }
int pclose(FILE *f) { return fail(ENOSYS); }
int system(const char *c) { return fail(ENOSYS); }
int kill(pid_t p, int s) { return p == __wrap_getpid() && s == 0 ? 0 : fail(s ? ENOSYS : ESRCH); }
unsigned alarm(unsigned s) { return 0; }
int nice(int n) { return n ? fail(EPERM) : 0; }
int getpriority(int w, unsigned i) { return 0; }
int setpriority(int w, unsigned i, int n) { return n ? fail(EPERM) : 0; }
int getrlimit(int w, struct rlimit *r) { r->rlim_cur = r->rlim_max = 1024; return 0; }
int setrlimit(int w, const struct rlimit *r) { return fail(EPERM); }
int sched_getaffinity(pid_t p, size_t n, void *to) { memset(to, 0, n); *(unsigned char *) to = 1; return n < 8 ? n : 8; }

int sigaction(int s, const struct sigaction *a, struct sigaction *old) { if (old) memset(old, 0, sizeof *old); return 0; }
int sigemptyset(sigset_t *s) { memset(s, 0, sizeof *s); return 0; }
int sigfillset(sigset_t *s) { memset(s, 255, sizeof *s); return 0; }
int sigaddset(sigset_t *s, int n) { return 0; }
int sigdelset(sigset_t *s, int n) { return 0; }
int sigismember(const sigset_t *s, int n) { return 0; }
int sigprocmask(int h, const sigset_t *s, sigset_t *o) { return 0; }
int sigsuspend(const sigset_t *s) { return fail(EINTR); }

int setjmp(jmp_buf b) { return 0; }
void longjmp(jmp_buf b, int v) { abort(); }
int tcgetattr(int fd, struct termios *t) { return fail(ENOTTY); }
int tcsetattr(int fd, int h, const struct termios *t) { return fail(ENOTTY); }
int tcflush(int fd, int q) { return fail(ENOTTY); }
int ttyname_r(int fd, char *to, size_t n) { if (!isatty(fd)) return ENOTTY; strncpy(to, "/dev/tty", n); return 0; }
char *ttyname(int fd) { return isatty(fd) ? "/dev/tty" : 0; }
int settimeofday(const struct timeval *t, const void *z) { return fail(EPERM); }
int stime(const time_t *t) { return fail(EPERM); }
int clock_settime(clockid_t c, const struct timespec *t) { return fail(EPERM); }
int chroot(const char *p) { return fail(EPERM); }
int fchdir(int fd) { char p[PATH_MAX]; int e = own_fd_path(fd, p, sizeof p); return e ? fail(e) : chdir(p); }
int mknod(const char *p, mode_t m, dev_t d) { return fail(EPERM); }
int mkfifo(const char *p, mode_t m) { return fail(EPERM); }
int vhangup(void) { return fail(EPERM); }
int socket(int d, int t, int p) { return fail(EAFNOSUPPORT); }
int getpagesize(void) { return 65536; }
void sync(void) {}
char *getlogin(void) { return 0; }
static int nowhere(void) { return fail(ENOSYS); }
int statfs(const char *p, struct statfs *s) { return nowhere(); }
int statvfs(const char *p, struct statvfs *s) { return nowhere(); }
FILE *setmntent(const char *f, const char *m) { return __real_fopen(f, m); }
int endmntent(FILE *f) { return !f || !fclose(f); }
struct mntent *getmntent_r(FILE *f, struct mntent *m, char *b, int n) { return 0; }
struct mntent *getmntent(FILE *f) { return 0; }
int bind(int s, const struct sockaddr *a, unsigned n) { return nowhere(); }
int listen(int s, int n) { return nowhere(); }
ssize_t sendto(int s, const void *b, size_t n, int f, const struct sockaddr *a, unsigned m) { return nowhere(); }
int getlogin_r(char *to, size_t n) { return ENXIO; }
