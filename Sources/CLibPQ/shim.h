#pragma once
#include <libpq-fe.h>
#include <poll.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

/// An event descriptor that `poll` can wait on; -1 when the process has none left.
static inline int sicstine_wake_open(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
static inline void sicstine_wake_fire(int fd) { uint64_t one = 1; ssize_t ignored = write(fd, &one, sizeof one); (void)ignored; }
static inline void sicstine_wake_drain(int fd) { uint64_t count; ssize_t ignored = read(fd, &count, sizeof count); (void)ignored; }

/// Waits for the socket or the event descriptor, whichever is first; returns what `poll` returns.
static inline int sicstine_wait(int socket, short events, int wake, int milliseconds, int *is_woken) {
    struct pollfd descriptors[2] = {{.fd = socket, .events = events}, {.fd = wake, .events = POLLIN}};
    int ready = poll(descriptors, 2, milliseconds);
    *is_woken = ready > 0 && descriptors[1].revents != 0;
    return ready;
}

/// libpq prints notices on standard error by default; they can quote data, so they are dropped.
static inline void sicstine_ignore_notice(void *unused, const PGresult *result) { (void)unused; (void)result; }
static inline void sicstine_silence(PGconn *connection) { PQsetNoticeReceiver(connection, sicstine_ignore_notice, NULL); }
