/* Preloaded into a program: logs, in order, what it writes to the files of one folder and when it
   makes sure of them. One record: a letter, the file's name, offset, length, then the bytes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static ssize_t plain_write(int fd, const void *data, size_t size) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = next("write");
    return real(fd, data, size);
}

static const char *watched(int fd, char *path) {
    const char *folder = getenv("PROOF_FOLDER");
    char link[64];
    if (!folder || fd == log_fd) return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, PATH_MAX - 1);
    if (size <= 0) return NULL;
    path[size] = 0;
    size_t length = strlen(folder);
    if (strncmp(path, folder, length) || path[length] != '/') return NULL;
    return path + length + 1;
}

static void note(char what, const char *name, int64_t offset, int64_t size, const void *data) {
    char head[PATH_MAX + 64];
    int length = snprintf(head, sizeof head, "%c %s %lld %lld\n", what, name, (long long)offset,
                          (long long)size);
    pthread_mutex_lock(&one_at_a_time);
    if (log_fd < 0) log_fd = open(getenv("PROOF_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    plain_write(log_fd, head, length);
    if (data) plain_write(log_fd, data, size);
    pthread_mutex_unlock(&one_at_a_time);
}

#define PWRITE(NAME, OFFSET)                                                                  \
    ssize_t NAME(int fd, const void *data, size_t size, OFFSET at) {                          \
        static ssize_t (*real)(int, const void *, size_t, OFFSET);                            \
        if (!real) real = next(#NAME);                                                        \
        char path[PATH_MAX];                                                                  \
        const char *name = watched(fd, path);                                                 \
        ssize_t done = real(fd, data, size, at);                                              \
        if (name && done > 0) note('W', name, at, done, data);                                \
        return done;                                                                          \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t size) {
    char path[PATH_MAX];
    const char *name = watched(fd, path);
    off_t at = name ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t done = plain_write(fd, data, size);
    if (name && done > 0) note('W', name, at, done, data);
    return done;
}

#define SYNC(NAME)                                                                            \
    int NAME(int fd) {                                                                        \
        static int (*real)(int);                                                              \
        if (!real) real = next(#NAME);                                                        \
        char path[PATH_MAX];                                                                  \
        const char *name = watched(fd, path);                                                 \
        int done = real(fd);                                                                  \
        if (name && !done) note('S', name, 0, 0, NULL);                                       \
        return done;                                                                          \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(NAME, OFFSET)                                                                \
    int NAME(int fd, OFFSET size) {                                                           \
        static int (*real)(int, OFFSET);                                                      \
        if (!real) real = next(#NAME);                                                        \
        char path[PATH_MAX];                                                                  \
        const char *name = watched(fd, path);                                                 \
        int done = real(fd, size);                                                            \
        if (name && !done) note('T', name, size, 0, NULL);                                    \
        return done;                                                                          \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)
