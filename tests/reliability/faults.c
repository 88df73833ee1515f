/* Preloaded into a program: every so often a write to the files of one folder, or making sure of
   them, fails with the error number of a broken, full or read-only disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static int fails(int fd, const char *rate_name) {
    const char *folder = getenv("PROOF_FOLDER"), *rate = getenv(rate_name);
    static unsigned seed = 2016;
    char link[64], path[PATH_MAX];
    if (!folder || !rate || access(getenv("PROOF_ARMED"), F_OK)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, PATH_MAX - 1);
    if (size <= 0) return 0;
    path[size] = 0;
    size_t length = strlen(folder);
    if (strncmp(path, folder, length) || path[length] != '/') return 0;
    if (rand_r(&seed) % atoi(rate)) return 0;
    errno = atoi(getenv("PROOF_ERRNO"));
    return 1;
}

#define PWRITE(NAME, OFFSET)                                                                  \
    ssize_t NAME(int fd, const void *data, size_t size, OFFSET at) {                          \
        static ssize_t (*real)(int, const void *, size_t, OFFSET);                            \
        if (!real) real = next(#NAME);                                                        \
        if (fails(fd, "PROOF_WRITES")) return -1;                                             \
        return real(fd, data, size, at);                                                      \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t size) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = next("write");
    if (fails(fd, "PROOF_WRITES")) return -1;
    return real(fd, data, size);
}

#define SYNC(NAME)                                                                            \
    int NAME(int fd) {                                                                        \
        static int (*real)(int);                                                              \
        if (!real) real = next(#NAME);                                                        \
        if (fails(fd, "PROOF_SYNCS")) return -1;                                              \
        return real(fd);                                                                      \
    }
SYNC(fsync)
SYNC(fdatasync)
