#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/statfs.h>
#include <unistd.h>

/* Magic numbers that linux/magic.h of Debian 12 does not name. */
#define MAGIC_CIFS 0xFF534D42u
#define MAGIC_SMB2 0xFE534D42u
#define MAGIC_SMB 0x517Bu
#define MAGIC_NFS 0x6969u
#define MAGIC_FUSE 0x65735546u
#define MAGIC_9P 0x01021997u
#define MAGIC_CEPH 0x00C36400u
#define MAGIC_AFS 0x6B414653u
#define MAGIC_CODA 0x73757245u

int linux_open_path(int directory, const char *name) {
    return openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

int linux_reopen_for_reading(int path_fd) {
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", path_fd);
    return open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

int linux_rename_without_replacing(int from_directory, const char *from, int to_directory, const char *to) {
    return renameat2(from_directory, from, to_directory, to, RENAME_NOREPLACE);
}

int linux_is_being_written(int fd) {
    /* A read lease is refused with EAGAIN exactly while a writer has the file open. Should a writer come while
     * we hold it, the kernel tells us by a signal: by one that is ignored unless somebody asks for it. */
    fcntl(fd, F_SETSIG, SIGURG);
    if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
        fcntl(fd, F_SETLEASE, F_UNLCK);
        return 0;
    }
    return errno == EAGAIN ? 1 : -1;
}

int linux_file_system_of(int fd) {
    struct statfs facts;
    if (fstatfs(fd, &facts) != 0) {
        return -1;
    }
    switch ((uint32_t)facts.f_type) {
    case MAGIC_CIFS:
    case MAGIC_SMB2:
    case MAGIC_SMB:
    case MAGIC_NFS:
    case MAGIC_FUSE:
    case MAGIC_9P:
    case MAGIC_CEPH:
    case MAGIC_AFS:
    case MAGIC_CODA:
        return LINUX_FILE_SYSTEM_NETWORK;
    default:
        return LINUX_FILE_SYSTEM_LOCAL;
    }
}

int linux_sync_file_system(int fd) { return syncfs(fd); }

int linux_event_counter(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int linux_inotify(void) { return inotify_init1(IN_CLOEXEC | IN_NONBLOCK); }

int linux_name_this_thread(const char *name) {
    char cut[16];
    strncpy(cut, name, sizeof cut - 1);
    cut[sizeof cut - 1] = '\0';
    int failure = pthread_setname_np(pthread_self(), cut);
    if (failure != 0) {
        errno = failure;
        return -1;
    }
    return 0;
}

int linux_open_unnamed(int directory, mode_t mode) {
    return openat(directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
}

int linux_link_unnamed(int fd, int directory, const char *name) {
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, path, directory, name, AT_SYMLINK_FOLLOW);
}

pid_t linux_thread_id(void) { return gettid(); }
