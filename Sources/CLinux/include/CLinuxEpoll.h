/* epoll(7), level-triggered, with plain types: `struct epoll_event` is packed and has a union.
 *
 * Every function answers as the system call does: -1 and errno on failure.
 */
#ifndef CLINUX_EPOLL_H
#define CLINUX_EPOLL_H

/* What is waited for, and what came; BROKEN (an error, or hung up) always comes unasked. */
enum linux_epoll_interest {
    LINUX_EPOLL_IN = 1,
    LINUX_EPOLL_OUT = 2,
    LINUX_EPOLL_BROKEN = 4
};

/* The most that one wait brings. */
#define LINUX_EPOLL_BATCH 64

struct linux_epoll_ready {
    int fd;
    int readiness;
};

/* A close-on-exec epoll instance. */
int linux_epoll(void);

/* INTEREST is IN, OUT or both. */
int linux_epoll_add(int epoll, int fd, int interest);
int linux_epoll_change(int epoll, int fd, int interest);
int linux_epoll_remove(int epoll, int fd);

/* Waits; fills READY with at most COUNT (and LINUX_EPOLL_BATCH) entries and returns how many. */
int linux_epoll_wait(int epoll, struct linux_epoll_ready *ready, int count, int milliseconds);

#endif
