/* The commands that the drivers' contract uses, in one program for WASI, with as much of a shell as its scripts need.
   Pipelines run within one process: the first command's output is handed to the filters behind it piece by piece. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MOST 256

struct attributes { uint32_t mode, uid, gid; };
__attribute__((import_module("sockerless"), import_name("path_attributes_get")))
int32_t path_attributes_get(int32_t fd, int32_t follow, const char *path, size_t length, struct attributes *out);

typedef struct sink {
  int fd;               /* used when there is no filter and no buffer */
  struct filter *filter;
  char **buffer;
  size_t *length;
} sink;

typedef struct filter { int kind; long left; long count; sink out; } filter;
enum { HEAD, WC, CAT };

static char *variables[MOST][2];
static int status;

static void fail(const char *what) { fprintf(stderr, "box: %s: %s\n", what, strerror(errno)); }

static const char *get(const char *name) {
  for (int i = 0; i < MOST && variables[i][0]; i++)
    if (!strcmp(variables[i][0], name)) return variables[i][1];
  const char *value = getenv(name);
  return value ? value : "";
}

static void set(const char *name, const char *value) {
  for (int i = 0; i < MOST; i++)
    if (!variables[i][0] || !strcmp(variables[i][0], name)) {
      variables[i][0] = strdup(name);
      variables[i][1] = strdup(value);
      return;
    }
}

/* Returns whether anybody wants more. */
static int emit(sink *out, const char *bytes, size_t length) {
  if (out->filter) {
    filter *f = out->filter;
    f->count += length;
    if (f->kind == WC) return 1;
    if (f->kind == CAT) return emit(&f->out, bytes, length);
    size_t part = (long)length < f->left ? length : (size_t)f->left;
    f->left -= part;
    return emit(&f->out, bytes, part) && f->left > 0;
  }
  if (out->buffer) {
    *out->buffer = realloc(*out->buffer, *out->length + length + 1);
    memcpy(*out->buffer + *out->length, bytes, length);
    *out->length += length;
    return 1;
  }
  while (length > 0) {
    ssize_t n = write(out->fd, bytes, length);
    if (n < 0) { fail("write"); status = 1; return 0; }
    bytes += n;
    length -= n;
  }
  return 1;
}

static void emitf(sink *out, const char *format, long value) {
  char text[64];
  emit(out, text, snprintf(text, sizeof text, format, value));
}

static int copy(int fd, sink *out, long most) {
  static char bytes[65536];
  while (most != 0) {
    size_t want = most > 0 && most < (long)sizeof bytes ? (size_t)most : sizeof bytes;
    ssize_t n = read(fd, bytes, want);
    if (n < 0) { fail("read"); return 1; }
    if (n == 0 || !emit(out, bytes, n)) return 0;
    if (most > 0) most -= n;
  }
  return 0;
}

static int wait_for(double seconds) {
  struct timespec t = {(time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9)};
  return nanosleep(&t, NULL);
}

static int print(int argc, char **argv, sink *out) {
  int next = 2;
  for (const char *p = argc > 1 ? argv[1] : ""; *p; p++) {
    if (*p == '\\' && p[1] == 'n') { emit(out, "\n", 1); p++; }
    else if (*p == '%' && p[1] == 's') {
      if (next < argc) emit(out, argv[next], strlen(argv[next]));
      next++; p++;
    } else emit(out, p, 1);
  }
  return 0;
}

static int show_attributes(int argc, char **argv, sink *out) {
  struct attributes a;
  const char *path = argv[argc - 1];
  int error = path_attributes_get(3, 1, path, strlen(path), &a);
  if (error) { fprintf(stderr, "stat: %d\n", error); return 1; }
  for (const char *p = argv[2]; *p; p++) {
    if (*p == '%' && *++p == 'a') emitf(out, "%lo", a.mode & 07777);
    else if (*p == 'u') emitf(out, "%ld", a.uid);
    else if (*p == 'g') emitf(out, "%ld", a.gid);
    else emit(out, p, 1);
  }
  emit(out, "\n", 1);
  return 0;
}

static int list(const char *path, sink *out) {
  DIR *d = opendir(path);
  if (!d) { fail(path); return 1; }
  for (struct dirent *e; (e = readdir(d));)
    if (e->d_name[0] != '.') { emit(out, e->d_name, strlen(e->d_name)); emit(out, "\n", 1); }
  closedir(d);
  return 0;
}

static int command(int argc, char **argv, sink *out) {
  const char *slash = strrchr(argv[0], '/');
  const char *name = slash ? slash + 1 : argv[0];
  if (!strcmp(name, "true") || !strcmp(name, ":")) return 0;
  if (!strcmp(name, "false")) return 1;
  if (!strcmp(name, "exit")) exit(argc > 1 ? atoi(argv[1]) : status);
  if (!strcmp(name, "echo")) {
    for (int i = 1; i < argc; i++) {
      if (i > 1) emit(out, " ", 1);
      emit(out, argv[i], strlen(argv[i]));
    }
    emit(out, "\n", 1);
    return 0;
  }
  if (!strcmp(name, "printf")) return print(argc, argv, out);
  if (!strcmp(name, "sleep")) return wait_for(atof(argv[1]));
  if (!strcmp(name, "stat")) return show_attributes(argc, argv, out);
  if (!strcmp(name, "ls")) return list(argc > 1 ? argv[1] : "/", out);
  if (!strcmp(name, "yes")) {
    static char block[8192];
    for (size_t i = 0; i < sizeof block; i++) block[i] = i % 2 ? '\n' : 'y';
    while (emit(out, block, sizeof block)) {}
    return 0;
  }
  if (!strcmp(name, "spin")) for (volatile long i = 0;; i++) {}
  if (!strcmp(name, "seq")) {
    for (long i = atol(argv[1]); i <= atol(argv[2]); i++) emitf(out, "%ld\n", i);
    return 0;
  }
  if (!strcmp(name, "eat")) {
    long mebibytes = 0;
    for (char *volatile p; (p = malloc(1 << 20)) != NULL; mebibytes++) *p = 1;
    emitf(out, "%ld\n", mebibytes);
    return 0;
  }
  if (!strcmp(name, "env")) {
    extern char **environ;
    for (char **e = environ; *e; e++) { emit(out, *e, strlen(*e)); emit(out, "\n", 1); }
    return 0;
  }
  if (!strcmp(name, "cat")) {
    int failed = argc < 2 ? copy(0, out, -1) : 0;
    for (int i = 1; i < argc; i++) {
      int fd = open(argv[i], O_RDONLY);
      if (fd < 0) { fail(argv[i]); failed = 1; continue; }
      failed |= copy(fd, out, -1);
      close(fd);
    }
    return failed;
  }
  if (!strcmp(name, "wc")) {
    long count = 0;
    char bytes[4096];
    for (ssize_t n; (n = read(0, bytes, sizeof bytes)) > 0;) count += n;
    emitf(out, "%ld\n", count);
    return 0;
  }
  if (!strcmp(name, "head")) {
    int fd = argc > 3 ? open(argv[3], O_RDONLY) : 0;
    if (fd < 0) { fail(argv[3]); return 1; }
    return copy(fd, out, atol(argv[2]));
  }
  int failed = 0;
  if (!strcmp(name, "rm")) for (int i = 1; i < argc; i++) if (unlink(argv[i])) { fail(argv[i]); failed = 1; }
  if (!strcmp(name, "rm")) return failed;
  if (!strcmp(name, "mkdir")) return mkdir(argv[1], 0755) ? (fail(argv[1]), 1) : 0;
  if (!strcmp(name, "rmdir")) return rmdir(argv[1]) ? (fail(argv[1]), 1) : 0;
  if (!strcmp(name, "mv")) return rename(argv[1], argv[2]) ? (fail(argv[1]), 1) : 0;
  if (!strcmp(name, "ln"))
    return (!strcmp(argv[1], "-s") ? symlink(argv[2], argv[3]) : link(argv[1], argv[2])) ? (fail("ln"), 1) : 0;
  if (!strcmp(name, "readlink")) {
    char target[4096];
    ssize_t n = readlink(argv[1], target, sizeof target);
    if (n < 0) { fail(argv[1]); return 1; }
    emit(out, target, n);
    emit(out, "\n", 1);
    return 0;
  }
  if (!strcmp(name, "read")) {
    char line[4096], c;
    size_t n = 0;
    ssize_t got;
    while ((got = read(0, &c, 1)) > 0 && c != '\n')
      if (n + 1 < sizeof line) line[n++] = c;
    line[n] = 0;
    if (argc > 1) set(argv[1], line);
    return got <= 0;
  }
  fprintf(stderr, "box: %s: not found\n", name);
  return 127;
}

static void script(const char *text, sink *out);

typedef struct { char **words; int count; } words;

static void push(words *to, char *one) {
  to->words = realloc(to->words, (to->count + 2) * sizeof(char *));
  to->words[to->count++] = one;
  to->words[to->count] = NULL;
}

static void add(char **to, size_t *n, const char *from, size_t length) {
  *to = realloc(*to, *n + length + 1);
  memcpy(*to + *n, from, length);
  *n += length;
  (*to)[*n] = 0;
}

/* One word of a command; an expansion that is not quoted is split. */
static const char *word(const char *p, words *into) {
  char *text = calloc(1, 1);
  size_t n = 0;
  int quoted = 0, any = 0;
  for (char quote = 0; *p && (quote || !strchr(" \t\n;|&<>", *p)); p++) {
    if (quote == '\'' ? *p == '\'' : quote && *p == '"') { quote = 0; continue; }
    if (!quote && (*p == '\'' || *p == '"')) { quote = *p; quoted = 1; continue; }
    if (*p != '$' || quote == '\'') { add(&text, &n, p, 1); any = 1; continue; }
    char *value;
    if (p[1] == '(') {
      const char *end = p + 2;
      for (int depth = 1; depth; end++) depth += *end == '(' ? 1 : *end == ')' ? -1 : 0;
      char *inner = strndup(p + 2, end - p - 3);
      size_t length = 0;
      value = calloc(1, 1);
      sink capture = {-1, NULL, &value, &length};
      script(inner, &capture);
      while (length && value[length - 1] == '\n') length--;
      value[length] = 0;
      p = end - 1;
    } else {
      const char *end = p + 1;
      while (isalnum((unsigned char)*end) || *end == '_') end++;
      value = strdup(get(strndup(p + 1, end - p - 1)));
      p = end - 1;
    }
    if (quote) { add(&text, &n, value, strlen(value)); continue; }
    for (char *v = value; *v; v++) {
      if (!isspace((unsigned char)*v)) { add(&text, &n, v, 1); any = 1; continue; }
      if (any) push(into, text);
      text = calloc(1, 1);
      n = 0;
      any = 0;
    }
  }
  if (any || quoted || n) push(into, text);
  return p;
}

static int redirect(int fd, int append, const char *path) {
  fd = open(path, O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC), 0644);
  if (fd < 0) fail(path);
  return fd;
}

/* A pipeline of simple commands. */
static const char *pipeline(const char *p, sink *out) {
  static filter filters[8];
  int used = 0, first = 1, opened = -1, silent = 0;
  words head = {NULL, 0};
  sink last = *out;
  for (;;) {
    words one = {NULL, 0};
    while (*p && !strchr("\n;|&", *p)) {
      if (isspace((unsigned char)*p)) { p++; continue; }
      if (*p == '>' || (*p == '2' && p[1] == '>')) {
        int error = *p == '2';
        p += 1 + error;
        if (*p == '&') { last.fd = 2; last.buffer = NULL; p += 2; continue; }
        int append = *p == '>';
        p += append;
        while (*p == ' ') p++;
        words target = {NULL, 0};
        p = word(p, &target);
        if (error) { silent = 1; continue; }
        opened = redirect(1, append, target.words[0]);
        last = (sink){opened, NULL, NULL, NULL};
        continue;
      }
      p = word(p, &one);
    }
    if (first) head = one;
    else {
      filter *f = &filters[used++];
      *f = (filter){!strcmp(one.words[0], "head") ? HEAD : !strcmp(one.words[0], "wc") ? WC : CAT, 0, 0, *out};
      if (f->kind == HEAD) f->left = atol(one.words[2]);
    }
    first = 0;
    if (*p != '|' || p[1] == '|') break;
    p++;
  }
  if (silent) fclose(stderr);
  if (used) {
    for (int i = 0; i + 1 < used; i++) filters[i].out = (sink){-1, &filters[i + 1], NULL, NULL};
    filters[used - 1].out = last;
    last = (sink){-1, &filters[0], NULL, NULL};
  }
  if (head.count == 1 && strchr(head.words[0], '=') && !used) {
    char *equals = strchr(head.words[0], '=');
    *equals = 0;
    set(head.words[0], equals + 1);
    status = 0;
  } else if (head.count) {
    status = opened == -1 || opened >= 0 ? command(head.count, head.words, &last) : 1;
  }
  for (int i = 0; i < used; i++)
    if (filters[i].kind == WC) emitf(&filters[i].out, "%ld\n", filters[i].count);
  if (opened >= 0) close(opened);
  return p;
}

static void script(const char *p, sink *out) {
  while (*p) {
    while (isspace((unsigned char)*p) || *p == ';') p++;
    if (!*p) return;
    if (!strncmp(p, "for ", 4)) {
      char name[64];
      int n = 0;
      for (p += 4; *p != ' '; p++) name[n++] = *p;
      name[n] = 0;
      words over = {NULL, 0};
      for (p += 4; *p != ';'; ) if (*p == ' ') p++; else p = word(p, &over);
      p = strstr(p, "do ") + 3;
      const char *end = strstr(p, "; done");
      char *body = strndup(p, end - p);
      for (int i = 0; i < over.count; i++) { set(name, over.words[i]); script(body, out); }
      p = end + 6;
      continue;
    }
    p = pipeline(p, out);
    while (*p == ' ') p++;
    if (!strncmp(p, "||", 2) || !strncmp(p, "&&", 2)) {
      int skip = (*p == '|') == (status == 0);
      p += 2;
      if (skip) while (*p && *p != ';' && *p != '\n') p++;
    }
  }
}

int main(int argc, char **argv) {
  const char *slash = strrchr(argv[0], '/');
  sink out = {1, NULL, NULL, NULL};
  if (!strcmp(slash ? slash + 1 : argv[0], "sh")) {
    if (argc < 3) { fprintf(stderr, "box: only sh -c SCRIPT\n"); return 2; }
    script(argv[2], &out);
    return status;
  }
  return command(argc, argv, &out);
}
