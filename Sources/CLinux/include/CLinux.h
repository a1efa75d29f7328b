/* What Linux offers and Swift's Glibc module does not show.
 *
 * Every function answers as the system call does: -1 and errno on failure.
 * _GNU_SOURCE is defined in CLinux.c only: in a header that is built as a
 * module it would change what every importer sees of the C library.
 */
#ifndef CLINUX_H
#define CLINUX_H

#include <stdint.h>
#include <sys/types.h>

#include "CLinuxEpoll.h"
#include "CLinuxSignals.h"

/* What kind of file system holds an open file. */
enum linux_file_system {
    LINUX_FILE_SYSTEM_LOCAL = 0,
    /* NFS, SMB, FUSE, 9p, Ceph, AFS: inotify does not see other machines' changes. */
    LINUX_FILE_SYSTEM_NETWORK = 1
};

/* Opens NAME without following a link and without any side effect (O_PATH). */
int linux_open_path(int directory, const char *name);

/* Opens what PATH_FD (from linux_open_path) stands for, for reading, never blocking. */
int linux_reopen_for_reading(int path_fd);

/* Renames; fails with EEXIST where the target is there. EINVAL: the file system cannot. */
int linux_rename_without_replacing(int from_directory, const char *from, int to_directory, const char *to);

/* LOCAL or NETWORK, or -1. */
int linux_file_system_of(int fd);

/* 1 when somebody has FD's file open for writing, 0 when nobody has, -1 when it cannot be known (not our file). */
int linux_is_being_written(int fd);

/* Writes back everything of the file system that holds FD. */
int linux_sync_file_system(int fd);

/* A non-blocking, close-on-exec event counter. */
int linux_event_counter(void);

/* A non-blocking, close-on-exec inotify instance. */
int linux_inotify(void);

/* Names the calling thread; longer names are cut to the kernel's 15 bytes. */
int linux_name_this_thread(const char *name);

/* Links an unnamed file (opened with linux_open_unnamed) under NAME. */
int linux_link_unnamed(int fd, int directory, const char *name);

/* Opens a file without a name in DIRECTORY for writing (O_TMPFILE). */
int linux_open_unnamed(int directory, mode_t mode);

/* The calling thread's number, as /proc/self/task shows it. */
pid_t linux_thread_id(void);

#endif
