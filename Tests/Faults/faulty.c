/* Makes the system calls by which files become durable fail, hang, or end the process, at the n-th of them.

   Loaded into the real daemon with LD_PRELOAD. Calls are counted over all threads, in a file that survives a kill:

     FAULTY_COUNT   the file of the count; without it no call is faulty
     FAULTY_CALLS   which count: a list of sync, rename, unlink, hardlink (all of these unless given), open, read, write
     FAULTY_PATH    only those whose path, or whose file, has this in it
     FAULTY_AT      the first that is faulty, from 1; 0: none, only count
     FAULTY_TIMES   how many are, from there on (1 unless given)
     FAULTY_DO      before, after: SIGKILL before or behind the call; fail: EIO instead of it; hang: 4 s before it
     FAULTY_CLOCK   a file of eight bytes: so many seconds the wall clock is ahead, from one moment to the next.
                    libfaketime would do it, too, but it shortens waits on the monotonic clock
     FAULTY_CHANCE  with a seed in FAULTY_SEED: so many of a hundred calls fail, from FAULTY_AT on
     FAULTY_ERROR   the errno of those that fail (EIO unless given)
*/
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static atomic_long *count, *ahead;
static long at, times, chance, error;
static unsigned long seed;
static const char *calls, *place, *what;

static atomic_long *shared(const char *file) {
    if (!file) return NULL;
    int descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || ftruncate(descriptor, sizeof(atomic_long)) != 0) abort();
    void *place = mmap(NULL, sizeof(atomic_long), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (place == MAP_FAILED) abort();
    return place;
}

__attribute__((constructor)) static void begin(void) {
    ahead = shared(getenv("FAULTY_CLOCK"));
    count = shared(getenv("FAULTY_COUNT"));
    calls = getenv("FAULTY_CALLS") ? getenv("FAULTY_CALLS") : "sync,rename,unlink,hardlink";
    error = getenv("FAULTY_ERROR") ? atol(getenv("FAULTY_ERROR")) : EIO;
    place = getenv("FAULTY_PATH");
    what = getenv("FAULTY_DO");
    at = getenv("FAULTY_AT") ? atol(getenv("FAULTY_AT")) : 0;
    times = getenv("FAULTY_TIMES") ? atol(getenv("FAULTY_TIMES")) : 1;
    chance = getenv("FAULTY_CHANCE") ? atol(getenv("FAULTY_CHANCE")) : 0;
    seed = getenv("FAULTY_SEED") ? strtoul(getenv("FAULTY_SEED"), NULL, 10) : 0;
}

/* The same number gives the same answer (SplitMix64). */
static int unlucky(long number) {
    unsigned long mixed = seed + 0x9E3779B97F4A7C15UL * (unsigned long)number;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
    return (long)((mixed ^ (mixed >> 31)) % 100) < chance;
}

static int concerns(const char *kind, int descriptor, const char *path) {
    if (!count || !strstr(calls, kind)) return 0;
    if (!place) return 1;
    if (path) return strstr(path, place) != NULL;
    char link[64], target[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, target, sizeof target - 1);
    if (length < 0) return 0;
    target[length] = 0;
    return strstr(target, place) != NULL;
}

/* 0: go on; -1: fail; 1: go on, and die behind the call. */
static int judge(const char *kind, int descriptor, const char *path) {
    if (!concerns(kind, descriptor, path)) return 0;
    long number = atomic_fetch_add(count, 1) + 1;
    if (chance && number >= at && unlucky(number)) return -1;
    if (!at || !what || number < at || number >= at + times) return 0;
    if (!strcmp(what, "before")) kill(getpid(), SIGKILL);
    if (!strcmp(what, "after")) return 1;
    if (!strcmp(what, "fail")) return -1;
    if (!strcmp(what, "hang")) nanosleep(&(struct timespec){4, 0}, NULL);
    return 0;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    int is_wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
    if (result == 0 && ahead && is_wall) now->tv_sec += atomic_load(ahead);
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec precise;
    int result = clock_gettime(CLOCK_REALTIME, &precise);
    if (result == 0) *now = (struct timeval){precise.tv_sec, precise.tv_nsec / 1000};
    return result;
}

time_t time(time_t *place) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return (time_t)-1;
    if (place) *place = now.tv_sec;
    return now.tv_sec;
}

#define FAULTY(kind, descriptor, path, type, name, parameters, arguments)      \
    type name parameters {                                                     \
        static type (*real) parameters;                                        \
        if (!real) real = (type(*) parameters)dlsym(RTLD_NEXT, #name);         \
        int verdict = judge(kind, descriptor, path);                           \
        if (verdict < 0) return errno = (int)error, -1;                        \
        type result = real arguments;                                           \
        if (verdict > 0) kill(getpid(), SIGKILL);                              \
        return result;                                                         \
    }

FAULTY("sync", f, NULL, int, fsync, (int f), (f))
FAULTY("sync", f, NULL, int, fdatasync, (int f), (f))
FAULTY("sync", f, NULL, int, syncfs, (int f), (f))
FAULTY("rename", -1, to, int, rename, (const char *from, const char *to), (from, to))
FAULTY("rename", -1, to, int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
FAULTY("rename", -1, to, int, renameat2, (int a, const char *from, int b, const char *to, unsigned f),
       (a, from, b, to, f))
FAULTY("unlink", -1, path, int, unlink, (const char *path), (path))
FAULTY("unlink", -1, path, int, unlinkat, (int a, const char *path, int f), (a, path, f))
FAULTY("hardlink", -1, to, int, link, (const char *from, const char *to), (from, to))
FAULTY("hardlink", -1, to, int, linkat, (int a, const char *from, int b, const char *to, int f), (a, from, b, to, f))
FAULTY("read", f, NULL, ssize_t, read, (int f, void *to, size_t size), (f, to, size))
FAULTY("read", f, NULL, ssize_t, pread64, (int f, void *to, size_t size, off64_t at), (f, to, size, at))
FAULTY("write", f, NULL, ssize_t, write, (int f, const void *from, size_t size), (f, from, size))
FAULTY("write", f, NULL, ssize_t, pwrite64, (int f, const void *from, size_t size, off64_t at), (f, from, size, at))

/* By the file's own path, or that of the folder in which it is opened. */
#define FAULTY_OPEN(name, before, in, path, arguments)                                    \
    int name(before const char *path, int flags, ...) {                                   \
        static int (*real)(before const char *, int, ...);                                \
        if (!real) real = (int (*)(before const char *, int, ...))dlsym(RTLD_NEXT, #name); \
        va_list rest;                                                                     \
        va_start(rest, flags);                                                            \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;           \
        va_end(rest);                                                                     \
        int verdict = judge("open", in, path[0] == '/' ? path : NULL);                    \
        if (verdict < 0) return errno = (int)error, -1;                                   \
        int result = real arguments;                                                      \
        if (verdict > 0) kill(getpid(), SIGKILL);                                         \
        return result;                                                                    \
    }
#define FOLDER int folder,
FAULTY_OPEN(open, , AT_FDCWD, path, (path, flags, mode))
FAULTY_OPEN(open64, , AT_FDCWD, path, (path, flags, mode))
FAULTY_OPEN(openat, FOLDER, folder, path, (folder, path, flags, mode))
FAULTY_OPEN(openat64, FOLDER, folder, path, (folder, path, flags, mode))
