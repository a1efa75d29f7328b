#include "CLinuxEpoll.h"

#include <sys/epoll.h>
#include <unistd.h>

int linux_epoll(void) { return epoll_create1(EPOLL_CLOEXEC); }

static struct epoll_event described(int fd, int interest) {
    struct epoll_event event = {0};
    if (interest & LINUX_EPOLL_IN) event.events |= EPOLLIN;
    if (interest & LINUX_EPOLL_OUT) event.events |= EPOLLOUT;
    event.data.fd = fd;
    return event;
}

int linux_epoll_add(int epoll, int fd, int interest) {
    struct epoll_event event = described(fd, interest);
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int linux_epoll_change(int epoll, int fd, int interest) {
    struct epoll_event event = described(fd, interest);
    return epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event);
}

int linux_epoll_remove(int epoll, int fd) {
    struct epoll_event event = {0};
    return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, &event);
}

int linux_epoll_wait(int epoll, struct linux_epoll_ready *ready, int count, int milliseconds) {
    struct epoll_event events[LINUX_EPOLL_BATCH];
    int found = epoll_wait(epoll, events, count < LINUX_EPOLL_BATCH ? count : LINUX_EPOLL_BATCH, milliseconds);
    for (int i = 0; i < found; i++) {
        ready[i].fd = events[i].data.fd;
        ready[i].readiness = 0;
        if (events[i].events & EPOLLIN) ready[i].readiness |= LINUX_EPOLL_IN;
        if (events[i].events & EPOLLOUT) ready[i].readiness |= LINUX_EPOLL_OUT;
        if (events[i].events & (EPOLLERR | EPOLLHUP)) ready[i].readiness |= LINUX_EPOLL_BROKEN;
    }
    return found;
}
