// Put before the C library by LD_PRELOAD: at one call among those that change files, the process is
// killed, or calls fail as on a full disk.
//   UNMASK_CALLS=kill:N      SIGKILL just before the N-th such call
//   UNMASK_CALLS=full:N      from the N-th call on, what needs room fails with ENOSPC
//   UNMASK_CALLS=full:N:M    M calls long: then there is room again
//   UNMASK_CALLS=count       at its end the process writes their number, and the most kilobytes of
//                            address space that it had, to UNMASK_CALLS_COUNT
// The first process of the program named in UNMASK_CALLS_PROGRAM is meant, also where it execs
// itself, but no child of that name. Only files under UNMASK_CALLS_DISK are on the full disk.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { nothing, counting, killing, filling };
static int task = nothing;
static long calls, first, last;

__attribute__((constructor)) static void begin(void) {
  const char* what = getenv("UNMASK_CALLS");
  const char* program = getenv("UNMASK_CALLS_PROGRAM");
  if (!what || !program || strcmp(program, program_invocation_short_name) != 0) return;
  char self[24];
  snprintf(self, sizeof self, "%ld", (long)getpid());
  setenv("UNMASK_CALLS_OWNER", self, 0);
  if (strcmp(getenv("UNMASK_CALLS_OWNER"), self) != 0) return;
  last = -1;
  if (sscanf(what, "kill:%ld", &first) == 1) task = killing;
  if (sscanf(what, "full:%ld:%ld", &first, &last) >= 1) task = filling;
  if (strcmp(what, "count") == 0) task = counting;
  last = last < 0 ? __LONG_MAX__ : first + last - 1;
}

static long peakKilobytes(void) {
  char line[256];
  long peak = 0;
  FILE* status = fopen("/proc/self/status", "r");
  if (!status) return 0;
  while (fgets(line, sizeof line, status))
    if (sscanf(line, "VmPeak: %ld", &peak) == 1) break;
  fclose(status);
  return peak;
}

__attribute__((destructor)) static void end(void) {
  const char* file = getenv("UNMASK_CALLS_COUNT");
  if (task != counting || !file) return;
  FILE* out = fopen(file, "w");
  if (!out) return;
  fprintf(out, "%ld %ld\n", calls, peakKilobytes());
  fclose(out);
}

// Files alone are meant: what is written to a pipe, a socket or an event counter takes no room.
static int isFile(int fd) {
  struct stat info;
  return fd > 2 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

// The disk that is full holds what lies under UNMASK_CALLS_DISK; other files are on another one.
static int onDisk(const char* path) {
  const char* disk = getenv("UNMASK_CALLS_DISK");
  return !disk || path[0] != '/' || strncmp(path, disk, strlen(disk)) == 0;
}
static int fileOnDisk(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < 0) return 1;
  path[size] = 0;
  return onDisk(path);
}

// Counts a call; whether its number is one at which the disk is full.
static int reached(void) {
  if (task == nothing) return 0;
  const long call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
  if (task == killing && call == first) kill(getpid(), SIGKILL);
  return task == filling && call >= first && call <= last;
}

#define REAL(name) \
  static __typeof__(name)* real; \
  if (!real) real = (__typeof__(name)*)dlsym(RTLD_NEXT, #name)
#define WRITING(fd)                                   \
  if (isFile(fd) && reached() && fileOnDisk(fd)) {    \
    errno = ENOSPC;                                   \
    return -1;                                        \
  }
#define MAKING(path)                  \
  if (reached() && onDisk(path)) {    \
    errno = ENOSPC;                   \
    return -1;                        \
  }

ssize_t write(int fd, const void* bytes, size_t size) {
  REAL(write);
  WRITING(fd);
  return real(fd, bytes, size);
}
ssize_t writev(int fd, const struct iovec* parts, int count) {
  REAL(writev);
  WRITING(fd);
  return real(fd, parts, count);
}
ssize_t pwrite(int fd, const void* bytes, size_t size, off_t offset) {
  REAL(pwrite);
  WRITING(fd);
  return real(fd, bytes, size, offset);
}
ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t offset) {
  REAL(pwrite64);
  WRITING(fd);
  return real(fd, bytes, size, offset);
}
int mkdir(const char* path, mode_t mode) {
  REAL(mkdir);
  MAKING(path);
  return real(path, mode);
}

// What needs no room: a kill may come before it all the same.
int ftruncate(int fd, off_t size) {
  REAL(ftruncate);
  reached();
  return real(fd, size);
}
int ftruncate64(int fd, off64_t size) {
  REAL(ftruncate64);
  reached();
  return real(fd, size);
}
int fsync(int fd) {
  REAL(fsync);
  reached();
  return real(fd);
}
int fdatasync(int fd) {
  REAL(fdatasync);
  reached();
  return real(fd);
}
int rename(const char* from, const char* to) {
  REAL(rename);
  reached();
  return real(from, to);
}
int renameat2(int a, const char* from, int b, const char* to, unsigned flags) {
  REAL(renameat2);
  reached();
  return real(a, from, b, to, flags);
}
int unlink(const char* path) {
  REAL(unlink);
  reached();
  return real(path);
}
int unlinkat(int fd, const char* path, int flags) {
  REAL(unlinkat);
  reached();
  return real(fd, path, flags);
}
int rmdir(const char* path) {
  REAL(rmdir);
  reached();
  return real(path);
}

// Opening changes something only where it makes a file.
#define OPEN(...)                                                             \
  va_list more;                                                               \
  va_start(more, flags);                                                      \
  const mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0; \
  va_end(more);                                                               \
  if ((flags & O_CREAT) && access(path, F_OK) != 0) {                         \
    MAKING(path);                                                             \
  }                                                                           \
  return real(__VA_ARGS__, flags, mode)

int open(const char* path, int flags, ...) {
  REAL(open);
  OPEN(path);
}
int open64(const char* path, int flags, ...) {
  REAL(open64);
  OPEN(path);
}
int openat(int folder, const char* path, int flags, ...) {
  REAL(openat);
  OPEN(folder, path);
}
