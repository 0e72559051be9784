// AXObserver: applications tell what happens to their elements, on the run loop
// that the observer's source is on.

#include "accessibility.h"

#include <stdlib.h>
#include <string.h>

typedef void (*observed)(const void *observer, CFTypeRef element, CFTypeRef notification, void *tag);

struct registration { struct key key; char *name; void *tag; struct registration *next; };

struct observer {
    object object;
    int32_t pid;
    observed callback;
    struct source *source;
    struct registration *registrations;
    struct queue queue;
    struct observer *next;
};

static struct observer *observers;

static bool has_news(struct source *s) { return s->owner && ((struct observer *)s->owner)->queue.first; }

static void tell(struct source *s) {
    struct observer *o = s->owner;
    struct held *h = o->queue.first;
    if (!try_retain(&o->object)) return;
    o->queue.first = h->next;
    unlock();
    CFTypeRef element = element_new(h->subject), name = string_new(h->name);
    o->callback(o, element, name, h->tag);
    CFRelease(element);
    CFRelease(name);
    CFRelease(o);
    free(h->name);
    free(h);
    lock();
}

EXPORT AXError AXObserverCreate(int32_t pid, observed callback, CFTypeRef *observer) {
    *observer = NULL;
    lock();
    bool runs = app_find(pid);
    unlock();
    if (!runs) return CANNOT_COMPLETE;
    struct observer *o = create(OBSERVER, sizeof *o);
    o->pid = pid;
    o->callback = callback;
    o->source = source_new(has_news, tell, o);
    lock();
    o->next = observers;
    observers = o;
    unlock();
    *observer = o;
    return 0;
}

EXPORT CFTypeRef AXObserverGetRunLoopSource(CFTypeRef observer) { return ((struct observer *)checked(observer, OBSERVER, "AXObserverGetRunLoopSource"))->source; }

static AXError observe(CFTypeRef observer, CFTypeRef element, CFTypeRef notification, void *tag, bool add) {
    struct observer *o = (struct observer *)checked(observer, OBSERVER, "AXObserverAddNotification");
    struct element *e = element_of(element, "AXObserverAddNotification");
    const char *name = string_text(notification);
    struct app *a;
    bool in_time;
    AXError error = ask(e, &a, &in_time);
    if (error) return error;
    struct registration **p = &o->registrations;
    while (*p && (strcmp((*p)->name, name) || !same((*p)->key, e->key))) p = &(*p)->next;
    if (!in_time) error = CANNOT_COMPLETE;
    else if (!exists(e->key)) error = INVALID_ELEMENT;
    else if (e->key.pid != o->pid) error = ILLEGAL_ARGUMENT;
    else if (add && *p) error = ALREADY_REGISTERED;
    else if (!add && !*p) error = NOT_REGISTERED;
    else if (add && a->refuse_notifications > 0) {
        a->refuse_notifications--;
        error = CANNOT_COMPLETE;
    } else if (add) {
        *p = malloc(sizeof **p);
        **p = (struct registration){ e->key, strdup(name), tag, NULL };
    } else {
        struct registration *r = *p;
        *p = r->next;
        free(r->name);
        free(r);
    }
    unlock();
    return error;
}

EXPORT AXError AXObserverAddNotification(CFTypeRef observer, CFTypeRef element, CFTypeRef notification, void *tag) { return observe(observer, element, notification, tag, true); }
EXPORT AXError AXObserverRemoveNotification(CFTypeRef observer, CFTypeRef element, CFTypeRef notification) { return observe(observer, element, notification, NULL, false); }

void held_append(struct queue *queue, struct key subject, const char *name, void *tag) {
    struct held *h = malloc(sizeof *h);
    *h = (struct held){ subject, strdup(name), tag, NULL };
    if (queue->first) queue->last->next = h;
    else queue->first = h;
    queue->last = h;
}

// post has an application post a notification; one that hangs does so later.
// Observers of its element hear of all windows, but for those destroyed.
void post(struct app *a, struct key subject, const char *name) {
    if (a->hung) {
        held_append(&a->held, subject, name, NULL);
        return;
    }
    bool end = !strcmp(name, "AXUIElementDestroyed");
    for (struct observer *o = observers; o; o = o->next)
        for (struct registration *r = o->pid == a->pid ? o->registrations : NULL; r; r = r->next)
            if (!strcmp(r->name, name) && (same(r->key, subject) || (r->key.kind == APPLICATION && !end))) {
                held_append(&o->queue, subject, name, r->tag);
                source_wake(o->source);
            }
}

// observers_forget drops what observers asked of a window that is gone.
void observers_forget(uint32_t window) {
    for (struct observer *o = observers; o; o = o->next)
        for (struct registration **p = &o->registrations; *p;) {
            struct registration *r = *p;
            if (r->key.kind == APPLICATION || r->key.kind == SYSTEM_WIDE || r->key.window != window) {
                p = &r->next;
                continue;
            }
            *p = r->next;
            free(r->name);
            free(r);
        }
}

void post_window(struct window *w, const char *name) {
    if (!w->no_accessibility) post(w->app, (struct key){ WINDOW, w->app->pid, w->id, 0 }, name);
}

void held_drop(struct queue *queue) {
    while (queue->first) {
        struct held *h = queue->first;
        queue->first = h->next;
        free(h->name);
        free(h);
    }
}

void accessibility_reset(void) {
    for (struct observer *o = observers; o; o = o->next) held_drop(&o->queue);
}

static void finish_observer(object *object) {
    struct observer *o = (struct observer *)object;
    source_end(o->source);
    lock();
    for (struct observer **p = &observers; *p; p = &(*p)->next)
        if (*p == o) {
            *p = o->next;
            break;
        }
    held_drop(&o->queue);
    while (o->registrations) {
        struct registration *r = o->registrations;
        o->registrations = r->next;
        free(r->name);
        free(r);
    }
    unlock();
    CFRelease(o->source);
}

__attribute__((constructor)) static void declare(void) {
    classes[OBSERVER] = (struct class){ "AXObserver", finish_observer, NULL, NULL, NULL };
}
