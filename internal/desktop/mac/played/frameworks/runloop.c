// CFRunLoop, CFRunLoopSource and CFMachPort. Only the common modes are played;
// the default mode is one of them.

#include "played.h"

#include <stdlib.h>
#include <string.h>

struct run_loop {
    object object;
    pthread_cond_t wake;
    pthread_t thread;
    bool stopped, woken;
    int depth; // how many runs are active
    struct source **sources;
    int count, turn;
};

struct context { CFIndex version; void *info; void *callbacks[7]; void (*perform)(void *); };

static struct string default_mode = { IMMORTAL(STRING), "kCFRunLoopDefaultMode", 21, 21 };
static struct string common_modes = { IMMORTAL(STRING), "kCFRunLoopCommonModes", 21, 21 };
EXPORT CFTypeRef kCFRunLoopDefaultMode = &default_mode, kCFRunLoopCommonModes = &common_modes;

static pthread_key_t of_thread;
static struct run_loop *main_loop;

static struct run_loop *loop_of(CFTypeRef l, const char *function) { return (struct run_loop *)checked(l, RUN_LOOP, function); }
static struct source *source_of(CFTypeRef s, const char *function) { return (struct source *)checked(s, SOURCE, function); }

// thread_ended runs when a thread that has a run loop ends: the loop belongs to
// the thread.
static void thread_ended(void *data) {
    struct run_loop *l = data;
    lock();
    while (l->count) {
        struct source *s = l->sources[--l->count];
        s->loop = NULL;
        release(s);
    }
    unlock();
    CFRelease(l);
}

static struct run_loop *current(void) {
    struct run_loop *l = pthread_getspecific(of_thread);
    if (!l) {
        l = create(RUN_LOOP, sizeof *l);
        condition(&l->wake);
        l->thread = pthread_self();
        pthread_setspecific(of_thread, l);
    }
    return l;
}

EXPORT CFTypeRef CFRunLoopGetCurrent(void) { return current(); }
EXPORT CFTypeRef CFRunLoopGetMain(void) { return main_loop; }

static bool ready(struct source *s) { return s->valid && (s->ready ? s->ready(s) : s->signalled); }

// next is a source with something to do, in turn.
static struct source *next(struct run_loop *l) {
    for (int i = 0; i < l->count; i++) {
        struct source *s = l->sources[(l->turn + i) % l->count];
        if (ready(s)) {
            l->turn = (l->turn + i + 1) % l->count;
            return s;
        }
    }
    return NULL;
}

enum { FINISHED = 1, STOPPED = 2, TIMED_OUT = 3, HANDLED_SOURCE = 4 };

static int run(const struct timespec *deadline, bool one) {
    struct run_loop *l = current();
    lock();
    bool before = l->stopped;
    l->stopped = false;
    l->depth++;
    int result = 0;
    while (!result) {
        struct source *s = next(l);
        if (s) {
            retain(s);
            if (s->serve) {
                s->serve(s);
            } else {
                s->signalled = false;
                unlock();
                s->perform(s->info);
                lock();
            }
            unlock();
            CFRelease(s);
            lock();
            if (one) result = HANDLED_SOURCE;
        }
        if (l->stopped) result = STOPPED;
        else if (!l->count && !result) result = FINISHED;
        else if (s && deadline && !result && passed(*deadline)) result = TIMED_OUT;
        else if (!s && !result) {
            while (!l->woken && !l->stopped && !result)
                if (!wait_until(&l->wake, deadline)) result = TIMED_OUT;
            l->woken = false;
            if (l->stopped) result = STOPPED;
        }
    }
    l->depth--;
    l->stopped = before;
    unlock();
    return result;
}

EXPORT void CFRunLoopRun(void) { run(NULL, false); }

EXPORT int32_t CFRunLoopRunInMode(CFTypeRef mode, double seconds, Boolean one) {
    if (mode != kCFRunLoopDefaultMode) die("CFRunLoopRunInMode: only the default mode is played");
    struct timespec deadline = after(seconds);
    return run(&deadline, one);
}

static void wake(struct run_loop *l) {
    l->woken = true;
    pthread_cond_broadcast(&l->wake);
}

EXPORT void CFRunLoopWakeUp(CFTypeRef reference) {
    struct run_loop *l = loop_of(reference, "CFRunLoopWakeUp");
    lock();
    wake(l);
    unlock();
}

EXPORT void CFRunLoopStop(CFTypeRef reference) {
    struct run_loop *l = loop_of(reference, "CFRunLoopStop");
    lock();
    if (l->depth) l->stopped = true; // a loop that does not run has nothing to stop
    wake(l);
    unlock();
}

EXPORT void CFRunLoopAddSource(CFTypeRef loop, CFTypeRef source, CFTypeRef mode) {
    struct run_loop *l = loop_of(loop, "CFRunLoopAddSource");
    struct source *s = source_of(source, "CFRunLoopAddSource");
    if (mode != kCFRunLoopDefaultMode && mode != kCFRunLoopCommonModes) die("CFRunLoopAddSource: this mode is not played");
    lock();
    if (s->valid && s->loop != l) {
        if (s->loop) die("CFRunLoopAddSource: a source on two run loops is not played");
        s->loop = l;
        l->sources = realloc(l->sources, (l->count + 1) * sizeof *l->sources);
        l->sources[l->count++] = s;
        retain(s);
        wake(l);
    }
    unlock();
}

// unlink takes a source from its loop, with the lock held; the caller releases
// the loop's reference to it when the lock is free. It says whether there was
// one.
static bool unlink_source(struct source *s) {
    struct run_loop *l = s->loop;
    if (!l) return false;
    s->loop = NULL;
    for (int i = 0; i < l->count; i++)
        if (l->sources[i] == s) {
            memmove(l->sources + i, l->sources + i + 1, (l->count - i - 1) * sizeof *l->sources);
            l->count--;
            break;
        }
    wake(l);
    return true;
}

EXPORT void CFRunLoopRemoveSource(CFTypeRef loop, CFTypeRef source, CFTypeRef mode) {
    struct run_loop *l = loop_of(loop, "CFRunLoopRemoveSource");
    struct source *s = source_of(source, "CFRunLoopRemoveSource");
    (void)mode;
    lock();
    bool was = s->loop == l && unlink_source(s);
    unlock();
    if (was) CFRelease(s);
}

EXPORT Boolean CFRunLoopContainsSource(CFTypeRef loop, CFTypeRef source, CFTypeRef mode) {
    struct run_loop *l = loop_of(loop, "CFRunLoopContainsSource");
    struct source *s = source_of(source, "CFRunLoopContainsSource");
    (void)mode;
    lock();
    bool contains = s->loop == l;
    unlock();
    return contains;
}

EXPORT CFTypeRef CFRunLoopSourceCreate(CFTypeRef allocator, CFIndex order, const struct context *context) {
    if (allocator || order || context->version) die("CFRunLoopSourceCreate: only sources of version 0 and order 0 are played");
    struct source *s = create(SOURCE, sizeof *s);
    s->valid = true;
    s->info = context->info;
    s->perform = context->perform;
    return s;
}

struct source *source_new(bool (*is_ready)(struct source *), void (*serve)(struct source *), void *owner) {
    struct source *s = create(SOURCE, sizeof *s);
    s->valid = true;
    s->ready = is_ready;
    s->serve = serve;
    s->owner = owner;
    return s;
}

EXPORT void CFRunLoopSourceSignal(CFTypeRef source) {
    struct source *s = source_of(source, "CFRunLoopSourceSignal");
    lock();
    s->signalled = true; // the loop sleeps on: CFRunLoopWakeUp is the caller's
    unlock();
}

void source_wake(struct source *s) {
    if (s->loop) wake(s->loop);
}

void source_end(struct source *s) {
    lock();
    s->valid = false;
    s->owner = NULL;
    bool was = unlink_source(s);
    unlock();
    if (was) CFRelease(s);
}

EXPORT void CFRunLoopSourceInvalidate(CFTypeRef source) { source_end(source_of(source, "CFRunLoopSourceInvalidate")); }

// The main thread is one of the library's own, as foreign to the program as a
// thread can be.

struct task { void (*work)(void *); void *data; struct task *next; };
static struct task *tasks;
static struct source *main_source;

static bool has_tasks(struct source *s) { (void)s; return tasks; }

static void do_task(struct source *s) {
    (void)s;
    struct task *t = tasks;
    tasks = t->next;
    unlock();
    t->work(t->data);
    free(t);
    lock();
}

static void *serve_main(void *started) {
    lock();
    main_loop = current();
    main_loop->object.immortal = true;
    main_source = source_new(has_tasks, do_task, NULL);
    main_source->object.immortal = true;
    unlock();
    CFRunLoopAddSource(main_loop, main_source, kCFRunLoopCommonModes);
    lock();
    pthread_cond_broadcast(started);
    unlock();
    for (;;) CFRunLoopRun();
    return NULL;
}

void main_start(void) {
    if (main_loop) return;
    pthread_cond_t started;
    condition(&started);
    pthread_t thread;
    pthread_create(&thread, NULL, serve_main, &started);
    pthread_detach(thread);
    while (!main_source) wait_until(&started, NULL);
}

void on_main(void (*work)(void *), void *data) {
    struct task *t = malloc(sizeof *t), **end = &tasks;
    *t = (struct task){ work, data, NULL };
    while (*end) end = &(*end)->next;
    *end = t;
    source_wake(main_source);
}

bool is_main(void) { return main_loop && pthread_equal(main_loop->thread, pthread_self()); }

static void finish_loop(object *o) {
    struct run_loop *l = (struct run_loop *)o;
    pthread_cond_destroy(&l->wake);
    free(l->sources);
}

static void finish_source(object *o) {
    struct source *s = (struct source *)o;
    if (s->ended) s->ended(s->data);
}

__attribute__((constructor)) static void declare(void) {
    pthread_key_create(&of_thread, thread_ended);
    classes[RUN_LOOP] = (struct class){ "CFRunLoop", finish_loop, NULL, NULL, NULL };
    classes[SOURCE] = (struct class){ "CFRunLoopSource", finish_source, NULL, NULL, NULL };
}
