// CFNotificationCenter: the distributed one, which delivers on the main thread.

#include "notifications.h"

#include <stdlib.h>
#include <string.h>

typedef void (*heard)(CFTypeRef center, void *observer, CFTypeRef name, const void *object, CFTypeRef about);

struct observer { void *observer; heard call; char *name; struct observer *next; };

static object center = IMMORTAL(NULL_KIND);
static struct observer *observers;
static pthread_mutex_t board = PTHREAD_MUTEX_INITIALIZER;

EXPORT CFTypeRef CFNotificationCenterGetDistributedCenter(void) { return &center; }

EXPORT void CFNotificationCenterAddObserver(CFTypeRef c, void *observer, heard call, CFTypeRef name, const void *object, CFIndex behaviour) {
    if (c != &center || object || behaviour != 4) die("CFNotificationCenterAddObserver: only the distributed center is played, with immediate delivery");
    struct observer *o = malloc(sizeof *o);
    pthread_mutex_lock(&board);
    *o = (struct observer){ observer, call, strdup(string_text(name)), observers };
    observers = o;
    pthread_mutex_unlock(&board);
}

EXPORT void CFNotificationCenterRemoveEveryObserver(CFTypeRef c, const void *observer) {
    if (c != &center) die("CFNotificationCenterRemoveEveryObserver: only the distributed center is played");
    pthread_mutex_lock(&board);
    for (struct observer **p = &observers; *p;)
        if ((*p)->observer == observer) {
            struct observer *o = *p;
            *p = o->next;
            free(o->name);
            free(o);
        } else p = &(*p)->next;
    pthread_mutex_unlock(&board);
}

struct posted { char *name; CFTypeRef about; };

static void deliver(void *data) {
    struct posted *p = data;
    struct observer found[64];
    int n = 0;
    pthread_mutex_lock(&board);
    for (struct observer *o = observers; o && n < 64; o = o->next)
        if (!strcmp(o->name, p->name)) found[n++] = *o;
    pthread_mutex_unlock(&board);
    for (int i = 0; i < n; i++) {
        CFTypeRef name = string_new(p->name);
        found[i].call(&center, found[i].observer, name, NULL, p->about);
        CFRelease(name);
    }
    if (p->about) CFRelease(p->about);
    free(p->name);
    free(p);
}

void distribute(const char *name, CFTypeRef about) {
    struct posted *p = malloc(sizeof *p);
    *p = (struct posted){ strdup(name), about };
    lock();
    on_main(deliver, p);
    unlock();
}

// about is a dictionary of lines: "key=text", "key#number" or "key?1".
static CFTypeRef parse(const char *lines) {
    CFTypeRef keys[16], values[16];
    int n = 0;
    char *copy = strdup(lines), *rest = copy, *line;
    while ((line = strsep(&rest, "\n")) && n < 16) {
        char *mark = strpbrk(line, "=#?");
        if (!mark) continue;
        char kind = *mark;
        *mark = 0;
        keys[n] = string_new(line);
        double number = atof(mark + 1);
        if (kind == '=') values[n++] = string_new(mark + 1);
        else if (kind == '?') values[n++] = boolean(mark[1] == '1');
        else values[n++] = number == (int64_t)number ? int_new((int64_t)number) : float_new(number);
    }
    free(copy);
    CFTypeRef d = dictionary_new(keys, values, n);
    for (int i = 0; i < n; i++) CFRelease(keys[i]);
    return d;
}

// play_distribute has a program send a notification to all others.
EXPORT void play_distribute(const char *name, const char *lines) { distribute(name, *lines ? parse(lines) : NULL); }

EXPORT int play_observers(void) {
    int n = 0;
    pthread_mutex_lock(&board);
    for (struct observer *o = observers; o; o = o->next) n++;
    pthread_mutex_unlock(&board);
    return n;
}
