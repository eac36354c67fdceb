// Loaded before a program: it sees the machine's time of day plus SET_CLOCK_SECONDS. Other clocks, and whatever waits, stay as
// they are (libfaketime moves the timers of Swift's tasks too, which then never fire).
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long ahead;

__attribute__((constructor)) static void read_setting(void) {
    const char *seconds = getenv("SET_CLOCK_SECONDS");
    ahead = seconds ? atol(seconds) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    long failed = syscall(SYS_clock_gettime, clock, time);
    if (!failed && clock == CLOCK_REALTIME) time->tv_sec += ahead;
    return (int)failed;
}
