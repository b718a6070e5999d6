// Put before the C library by LD_PRELOAD: at one call among those that change files, the process is
// killed, or the call fails as on a full disk.
//   UNMASK_CALLS=kill:N    SIGKILL just before the N-th such call
//   UNMASK_CALLS=full:N    the N-th and all later writes fail with ENOSPC
//   UNMASK_CALLS=count     at its end the process appends their number to UNMASK_CALLS_COUNT
// Only the program named in UNMASK_CALLS_PROGRAM is meant, not the children that it starts.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long calls, at;
static int kills, fills;

__attribute__((constructor)) static void begin(void) {
  const char* what = getenv("UNMASK_CALLS");
  const char* program = getenv("UNMASK_CALLS_PROGRAM");
  if (!what || !program || strcmp(program, program_invocation_short_name) != 0) return;
  kills = strncmp(what, "kill:", 5) == 0;
  fills = strncmp(what, "full:", 5) == 0;
  if (kills || fills) at = atol(what + 5);
  if (strcmp(what, "count") == 0) at = -1;
}

__attribute__((destructor)) static void end(void) {
  const char* file = getenv("UNMASK_CALLS_COUNT");
  if (at != -1 || !file) return;
  FILE* out = fopen(file, "w");
  if (!out) return;
  fprintf(out, "%ld\n", calls);
  fclose(out);
}

// Whether this call is to fail for want of room.
static int reached(int writes, int fd) {
  if (at == 0 || (fd >= 0 && fd <= 2)) return 0;
  const long call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
  if (kills && call == at) kill(getpid(), SIGKILL);
  return fills && writes && call >= at;
}

#define REAL(name) __typeof__(name)* real = (__typeof__(name)*)dlsym(RTLD_NEXT, #name)
#define FULL(writes, fd)        \
  if (reached(writes, fd)) {    \
    errno = ENOSPC;             \
    return -1;                  \
  }

ssize_t write(int fd, const void* bytes, size_t size) {
  REAL(write);
  FULL(1, fd);
  return real(fd, bytes, size);
}
ssize_t writev(int fd, const struct iovec* parts, int count) {
  REAL(writev);
  FULL(1, fd);
  return real(fd, parts, count);
}
ssize_t pwrite(int fd, const void* bytes, size_t size, off_t offset) {
  REAL(pwrite);
  FULL(1, fd);
  return real(fd, bytes, size, offset);
}
ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t offset) {
  REAL(pwrite64);
  FULL(1, fd);
  return real(fd, bytes, size, offset);
}
int ftruncate(int fd, off_t size) {
  REAL(ftruncate);
  FULL(0, fd);
  return real(fd, size);
}
int ftruncate64(int fd, off64_t size) {
  REAL(ftruncate64);
  FULL(0, fd);
  return real(fd, size);
}
int fsync(int fd) {
  REAL(fsync);
  FULL(0, fd);
  return real(fd);
}
int fdatasync(int fd) {
  REAL(fdatasync);
  FULL(0, fd);
  return real(fd);
}
int rename(const char* from, const char* to) {
  REAL(rename);
  FULL(0, -1);
  return real(from, to);
}
int renameat2(int a, const char* from, int b, const char* to, unsigned flags) {
  REAL(renameat2);
  FULL(0, -1);
  return real(a, from, b, to, flags);
}
int unlink(const char* path) {
  REAL(unlink);
  FULL(0, -1);
  return real(path);
}
int unlinkat(int fd, const char* path, int flags) {
  REAL(unlinkat);
  FULL(0, -1);
  return real(fd, path, flags);
}
int mkdir(const char* path, mode_t mode) {
  REAL(mkdir);
  FULL(0, -1);
  return real(path, mode);
}
