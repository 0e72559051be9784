// Time, the lock of the world, and how tests wait for what happens.

#include "played.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

pthread_mutex_t world_lock;
static pthread_cond_t change, noticed;

struct pending { int kind; int32_t pid; struct pending *next; };
static struct pending *notices;

__attribute__((constructor)) static void prepare(void) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&world_lock, &attributes);
    condition(&change);
    condition(&noticed);
}

void lock(void) {
    if (pthread_mutex_lock(&world_lock)) die("the world is locked already");
}

void unlock(void) {
    if (pthread_mutex_unlock(&world_lock)) die("the world is not locked");
}

void condition(pthread_cond_t *c) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(c, &attributes);
}

static struct timespec now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t;
}

static struct timespec plus(struct timespec t, double seconds) {
    double whole = floor(fmin(seconds, 1e8));
    t.tv_sec += (time_t)whole;
    t.tv_nsec += (long)((fmin(seconds, 1e8) - whole) * 1e9);
    if (t.tv_nsec >= 1000000000) {
        t.tv_nsec -= 1000000000;
        t.tv_sec++;
    }
    return t;
}

struct timespec after(double seconds) { return plus(now(), seconds); }

bool before(struct timespec a, struct timespec b) { return a.tv_sec < b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec < b.tv_nsec); }

struct timespec later(struct timespec a, struct timespec b) { return before(a, b) ? b : a; }
struct timespec earlier(struct timespec a, struct timespec b) { return before(a, b) ? a : b; }
bool passed(struct timespec t) { return !before(now(), t); }

bool wait_until(pthread_cond_t *c, const struct timespec *deadline) {
    if (!deadline) return !pthread_cond_wait(c, &world_lock);
    return pthread_cond_timedwait(c, &world_lock, deadline) != ETIMEDOUT;
}

void changed(void) {
    world.sequence++;
    pthread_cond_broadcast(&change);
}

void notice(enum notice kind, int32_t pid) {
    struct pending *p = malloc(sizeof *p), **end = &notices;
    *p = (struct pending){ kind, pid, NULL };
    while (*end) end = &(*end)->next;
    *end = p;
    pthread_cond_broadcast(&noticed);
    changed();
}

// notices_reset drops what was not told yet, and wakes who waits for more.
void notices_reset(void) {
    while (notices) {
        struct pending *p = notices;
        notices = p->next;
        free(p);
    }
    pthread_cond_broadcast(&noticed);
}

// play_notice waits for the next notice and returns its kind, 0 when the Mac
// was stopped.
EXPORT int play_notice(int32_t *pid) {
    lock();
    while (world.running && !notices) wait_until(&noticed, NULL);
    int kind = 0;
    if (notices) {
        struct pending *p = notices;
        notices = p->next;
        kind = p->kind;
        *pid = p->pid;
        free(p);
    }
    unlock();
    return kind;
}

EXPORT uint64_t play_sequence(void) {
    lock();
    uint64_t n = world.sequence;
    unlock();
    return n;
}

// play_wait waits until something happened after the given state, or time is
// up, and returns the state then.
EXPORT uint64_t play_wait(uint64_t since, double seconds) {
    struct timespec deadline = after(seconds);
    lock();
    while (world.sequence == since && wait_until(&change, &deadline));
    uint64_t n = world.sequence;
    unlock();
    return n;
}
