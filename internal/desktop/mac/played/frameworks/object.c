// CoreFoundation's objects: reference counts, and the list of all that live.

#include "played.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct class classes[KINDS];

#define DEAD 0xdeadu
#define KEPT 4096 // released objects that are kept, to recognise their use

static pthread_mutex_t objects_lock = PTHREAD_MUTEX_INITIALIZER;
static object living = { .previous = &living, .next = &living };
static object *kept[KEPT];
static unsigned kept_next;

void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "played macOS: ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    va_end(arguments);
    abort();
}

void *create(enum kind kind, size_t size) {
    object *o = calloc(1, size);
    if (!o) die("there is no memory");
    o->magic = ALIVE;
    o->kind = kind;
    atomic_store(&o->references, 1);
    pthread_mutex_lock(&objects_lock);
    o->next = &living;
    o->previous = living.previous;
    living.previous->next = o;
    living.previous = o;
    pthread_mutex_unlock(&objects_lock);
    return o;
}

static object *alive(CFTypeRef reference, const char *function) {
    object *o = (object *)reference;
    if (!o) die("%s(NULL)", function);
    if (o->magic == DEAD) die("%s: the %s was released already", function, o->kind < KINDS ? classes[o->kind].name : "object");
    if (o->magic != ALIVE || o->kind == NO_KIND || o->kind >= KINDS) die("%s: %p is no object", function, reference);
    return o;
}

object *checked(CFTypeRef reference, enum kind kind, const char *function) {
    object *o = alive(reference, function);
    if (o->kind != kind) die("%s: a %s is no %s", function, classes[o->kind].name, classes[kind].name);
    return o;
}

EXPORT CFTypeRef CFRetain(CFTypeRef reference) {
    object *o = alive(reference, "CFRetain");
    if (!o->immortal && atomic_fetch_add(&o->references, 1) < 1) die("CFRetain: the %s is being released", classes[o->kind].name);
    return reference;
}

bool try_retain(object *o) {
    long n = atomic_load(&o->references);
    while (n > 0)
        if (atomic_compare_exchange_weak(&o->references, &n, n + 1)) return true;
    return false;
}

EXPORT void CFRelease(CFTypeRef reference) {
    object *o = alive(reference, "CFRelease");
    if (o->immortal) return;
    long left = atomic_fetch_sub(&o->references, 1) - 1;
    if (left < 0) die("CFRelease: the %s was released more often than retained", classes[o->kind].name);
    if (left > 0) return;
    if (classes[o->kind].finish) classes[o->kind].finish(o);
    pthread_mutex_lock(&objects_lock);
    o->previous->next = o->next;
    o->next->previous = o->previous;
    o->magic = DEAD;
    free(kept[kept_next]);
    kept[kept_next] = o;
    kept_next = (kept_next + 1) % KEPT;
    pthread_mutex_unlock(&objects_lock);
}

void retain(const void *o) { CFRetain(o); }
void release(const void *o) { CFRelease(o); }

EXPORT CFTypeID CFGetTypeID(CFTypeRef reference) { return alive(reference, "CFGetTypeID")->kind; }
EXPORT CFIndex CFGetRetainCount(CFTypeRef reference) { return atomic_load(&alive(reference, "CFGetRetainCount")->references); }

EXPORT Boolean CFEqual(CFTypeRef a, CFTypeRef b) {
    object *x = alive(a, "CFEqual"), *y = alive(b, "CFEqual");
    if (x == y) return true;
    return x->kind == y->kind && classes[x->kind].equal && classes[x->kind].equal(x, y);
}

EXPORT unsigned long CFHash(CFTypeRef reference) {
    object *o = alive(reference, "CFHash");
    return classes[o->kind].hash ? classes[o->kind].hash(o) : (unsigned long)o >> 4;
}

// counts says whether somebody has to release an object: run loops belong to
// their threads.
static bool counts(const object *o) { return !o->immortal && o->kind != RUN_LOOP; }

// play_objects counts the objects that live.
EXPORT long play_objects(void) {
    long n = 0;
    pthread_mutex_lock(&objects_lock);
    for (object *o = living.next; o != &living; o = o->next) n += counts(o);
    pthread_mutex_unlock(&objects_lock);
    return n;
}

// play_living describes the n-th of the objects that live.
EXPORT bool play_living(long n, char *text, long size) {
    pthread_mutex_lock(&objects_lock);
    object *o = living.next;
    while (o != &living && (!counts(o) || n-- > 0)) o = o->next;
    bool found = o != &living;
    if (found) {
        int used = snprintf(text, size, "%s (%ld) ", classes[o->kind].name, atomic_load(&o->references));
        if (classes[o->kind].describe && used < size) classes[o->kind].describe(o, text + used, size - used);
    }
    pthread_mutex_unlock(&objects_lock);
    return found;
}
