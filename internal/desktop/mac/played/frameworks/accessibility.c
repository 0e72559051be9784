// AXUIElement, AXValue and AXObserver: how a program asks an application, and
// how long that takes.

#include "played.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct element { object object; struct key key; double timeout; };
struct ax_value { object object; uint32_t kind; unsigned char bytes[32]; };
struct registration { struct key key; char *name; void *tag; struct registration *next; };
struct observer;
typedef void (*observed)(const void *observer, CFTypeRef element, CFTypeRef notification, void *tag);
struct held { struct key subject; char *name; void *tag; struct held *next; };
struct observer {
    object object;
    int32_t pid;
    observed callback;
    struct source *source;
    struct registration *registrations;
    struct held *queue;
    struct observer *next;
};
struct operation { struct key key; char *name; CFTypeRef value; struct operation *next; };

static struct observer *observers;
static struct string prompt_option = { IMMORTAL(STRING), "AXTrustedCheckOptionPrompt", 26, 26 };
EXPORT CFTypeRef kAXTrustedCheckOptionPrompt = &prompt_option;

enum {
    FAILURE = -25200, ILLEGAL_ARGUMENT = -25201, INVALID_ELEMENT = -25202, CANNOT_COMPLETE = -25204, NOTIFICATION_UNSUPPORTED = -25207,
    ALREADY_REGISTERED = -25209, NOT_REGISTERED = -25210, API_DISABLED = -25211
};

static struct element *element_of(CFTypeRef e, const char *function) { return (struct element *)checked(e, ELEMENT, function); }
static bool same(struct key a, struct key b) { return a.kind == b.kind && a.pid == b.pid && a.window == b.window && a.part == b.part; }

CFTypeRef element_new(struct key key) {
    struct element *e = create(ELEMENT, sizeof *e);
    e->key = key;
    return e;
}

EXPORT CFTypeID AXUIElementGetTypeID(void) { return ELEMENT; }
EXPORT CFTypeID AXValueGetTypeID(void) { return AX_VALUE; }
EXPORT CFTypeRef AXUIElementCreateApplication(int32_t pid) { return element_new((struct key){ APPLICATION, pid, 0, 0 }); }
EXPORT CFTypeRef AXUIElementCreateSystemWide(void) { return element_new((struct key){ SYSTEM_WIDE, 0, 0, 0 }); }

EXPORT AXError AXUIElementGetPid(CFTypeRef reference, int32_t *pid) {
    *pid = element_of(reference, "AXUIElementGetPid")->key.pid;
    return 0;
}

EXPORT AXError AXUIElementSetMessagingTimeout(CFTypeRef reference, float seconds) {
    struct element *e = element_of(reference, "AXUIElementSetMessagingTimeout");
    if (seconds < 0) return ILLEGAL_ARGUMENT;
    lock();
    if (e->key.kind == SYSTEM_WIDE) world.ax_timeout = seconds > 0 ? seconds : 6;
    else e->timeout = seconds;
    unlock();
    return 0;
}

EXPORT Boolean AXIsProcessTrustedWithOptions(CFTypeRef options) {
    extern CFTypeRef CFDictionaryGetValue(CFTypeRef, CFTypeRef);
    bool prompt = false;
    CFTypeRef wish = options ? CFDictionaryGetValue(options, kAXTrustedCheckOptionPrompt) : NULL;
    if (wish && !truth(wish, &prompt)) die("AXIsProcessTrustedWithOptions: the option is no CFBoolean");
    lock();
    bool trusted = world.trusted;
    world.prompts += prompt && !trusted;
    unlock();
    return trusted;
}

// ask waits for the application of an element to listen. Its main thread does
// one thing after the other. If the answer is 0 the lock is held; in_time is
// false when the application comes to do it, but after the program has stopped
// waiting.
static AXError ask(struct element *e, struct app **found, bool *in_time) {
    lock();
    AXError error = 0;
    struct app *a = app_find(e->key.pid);
    if (!world.trusted) error = API_DISABLED;
    else if (!a) error = e->key.kind == APPLICATION ? CANNOT_COMPLETE : INVALID_ELEMENT;
    else if (a->unready > 0) {
        a->unready--;
        error = CANNOT_COMPLETE;
    }
    if (error) {
        unlock();
        return error;
    }
    a->asked++;
    changed();
    struct timespec deadline = after(e->timeout > 0 ? e->timeout : world.ax_timeout);
    struct timespec answer = later(after(0), a->busy);
    *in_time = true;
    if (a->delay > 0) {
        struct timespec start = after(0);
        double ahead = (a->busy.tv_sec - start.tv_sec) + (a->busy.tv_nsec - start.tv_nsec) / 1e9;
        answer = a->busy = after(a->delay + (ahead > 0 ? ahead : 0));
    }
    while (!a->gone && *in_time && (a->hung || !passed(answer))) {
        struct timespec until = a->hung ? deadline : earlier(answer, deadline);
        wait_until(&a->wake, &until);
        *in_time = !passed(deadline) || (!a->hung && passed(answer));
    }
    if (a->gone) {
        unlock();
        return CANNOT_COMPLETE;
    }
    *found = a;
    return 0;
}

// exists says whether what an element stands for is still there.
static bool exists(struct key k) {
    struct window *w = k.kind == APPLICATION ? NULL : window_find(k.window);
    return k.kind == APPLICATION || (w && (k.kind == WINDOW || w->buttons[k.part] != BUTTON_ABSENT));
}

EXPORT AXError AXUIElementCopyAttributeValue(CFTypeRef reference, CFTypeRef attribute, CFTypeRef *value) {
    struct element *e = element_of(reference, "AXUIElementCopyAttributeValue");
    const char *name = string_text(attribute);
    *value = NULL;
    if (e->key.kind == SYSTEM_WIDE) {
        if (strcmp(name, "AXFocusedApplication")) return -25205;
        lock();
        int32_t front = world.front;
        unlock();
        if (!front) return -25212;
        *value = AXUIElementCreateApplication(front);
        return 0;
    }
    struct app *a;
    bool in_time;
    AXError error = ask(e, &a, &in_time);
    if (error) return error;
    error = !in_time ? CANNOT_COMPLETE : !exists(e->key) ? INVALID_ELEMENT : element_copy(a, e->key, name, value);
    unlock();
    return error;
}

static CFTypeRef value_new(uint32_t kind, const void *bytes, size_t size) {
    struct ax_value *v = create(AX_VALUE, sizeof *v);
    v->kind = kind;
    memcpy(v->bytes, bytes, size);
    return v;
}

static const size_t sizes[] = { 0, sizeof(CGPoint), sizeof(CGSize), sizeof(CGRect), sizeof(CFRange), sizeof(AXError) };

EXPORT CFTypeRef AXValueCreate(uint32_t kind, const void *bytes) {
    if (!kind || kind >= sizeof sizes / sizeof *sizes) return NULL;
    return value_new(kind, bytes, sizes[kind]);
}

EXPORT uint32_t AXValueGetType(CFTypeRef v) { return ((struct ax_value *)checked(v, AX_VALUE, "AXValueGetType"))->kind; }

EXPORT Boolean AXValueGetValue(CFTypeRef reference, uint32_t kind, void *bytes) {
    struct ax_value *v = (struct ax_value *)checked(reference, AX_VALUE, "AXValueGetValue");
    if (v->kind != kind) return false;
    memcpy(bytes, v->bytes, sizes[kind]);
    return true;
}

EXPORT AXError AXUIElementCopyMultipleAttributeValues(CFTypeRef reference, CFTypeRef attributes, uint32_t options, CFTypeRef *values) {
    extern CFIndex CFArrayGetCount(CFTypeRef);
    extern CFTypeRef CFArrayGetValueAtIndex(CFTypeRef, CFIndex);
    struct element *e = element_of(reference, "AXUIElementCopyMultipleAttributeValues");
    if (options) die("AXUIElementCopyMultipleAttributeValues: no option is played");
    *values = NULL;
    struct app *a;
    bool in_time;
    AXError error = ask(e, &a, &in_time);
    if (error) return error;
    if (!in_time || !exists(e->key)) {
        unlock();
        return in_time ? INVALID_ELEMENT : CANNOT_COMPLETE;
    }
    CFIndex n = CFArrayGetCount(attributes);
    CFTypeRef *found = calloc(n + 1, sizeof *found);
    for (CFIndex i = 0; i < n; i++) {
        error = element_copy(a, e->key, string_text(CFArrayGetValueAtIndex(attributes, i)), &found[i]);
        if (error) found[i] = value_new(5, &error, sizeof error);
    }
    unlock();
    *values = array_new(found, n);
    for (CFIndex i = 0; i < n; i++) CFRelease(found[i]);
    free(found);
    return 0;
}

// perform does what was asked, or leaves it to an application that hangs: it
// will do it when it is back, however long ago the program stopped waiting.
static AXError perform(struct element *e, const char *name, CFTypeRef value) {
    struct app *a;
    bool in_time;
    AXError error = ask(e, &a, &in_time);
    if (error) return error;
    if (a->hung) {
        struct operation *o = malloc(sizeof *o), **end = &a->operations;
        *o = (struct operation){ e->key, strdup(name), value ? CFRetain(value) : NULL, NULL };
        while (*end) end = &(*end)->next;
        *end = o;
    } else {
        error = !exists(e->key) ? INVALID_ELEMENT : value ? element_set(a, e->key, name, value) : element_perform(a, e->key, name);
    }
    unlock();
    return in_time ? error : CANNOT_COMPLETE;
}

EXPORT AXError AXUIElementSetAttributeValue(CFTypeRef reference, CFTypeRef attribute, CFTypeRef value) {
    if (!value) return ILLEGAL_ARGUMENT;
    return perform(element_of(reference, "AXUIElementSetAttributeValue"), string_text(attribute), value);
}

EXPORT AXError AXUIElementPerformAction(CFTypeRef reference, CFTypeRef action) {
    return perform(element_of(reference, "AXUIElementPerformAction"), string_text(action), NULL);
}

EXPORT AXError _AXUIElementGetWindow(CFTypeRef reference, uint32_t *id) {
    struct element *e = element_of(reference, "_AXUIElementGetWindow");
    if (e->key.kind == APPLICATION || e->key.kind == SYSTEM_WIDE) return ILLEGAL_ARGUMENT;
    struct app *a;
    bool in_time;
    AXError error = ask(e, &a, &in_time);
    if (error) return error;
    struct window *w = window_find(e->key.window);
    error = !in_time ? CANNOT_COMPLETE : !w ? INVALID_ELEMENT : w->no_number ? FAILURE : 0;
    if (!error) *id = w->id;
    unlock();
    return error;
}

EXPORT AXError AXUIElementCopyElementAtPosition(CFTypeRef reference, float x, float y, CFTypeRef *found) {
    struct element *e = element_of(reference, "AXUIElementCopyElementAtPosition");
    *found = NULL;
    lock();
    for (struct window *w = world.windows; w && !*found; w = w->next) {
        CGRect f = w->frame;
        bool inside = x >= f.origin.x && x < f.origin.x + f.size.width && y >= f.origin.y && y < f.origin.y + f.size.height;
        if (inside && window_on_screen(w) && (e->key.kind == SYSTEM_WIDE || w->app->pid == e->key.pid)) *found = element_new((struct key){ WINDOW, w->app->pid, w->id, 0 });
    }
    unlock();
    return *found ? 0 : -25212;
}

static bool has_news(struct source *s) { return s->owner && ((struct observer *)s->owner)->queue; }

static void tell(struct source *s) {
    struct observer *o = s->owner;
    struct held *h = o->queue;
    if (!try_retain(&o->object)) return;
    o->queue = h->next;
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

static void append(struct held **queue, struct key subject, const char *name, void *tag) {
    struct held *h = malloc(sizeof *h);
    *h = (struct held){ subject, strdup(name), tag, NULL };
    while (*queue) queue = &(*queue)->next;
    *queue = h;
}

// post has an application post a notification; one that hangs does so later.
// Observers of its element hear of all windows, but for those destroyed.
void post(struct app *a, struct key subject, const char *name) {
    if (a->hung) {
        append(&a->held, subject, name, NULL);
        return;
    }
    bool end = !strcmp(name, "AXUIElementDestroyed");
    for (struct observer *o = observers; o; o = o->next)
        for (struct registration *r = o->pid == a->pid ? o->registrations : NULL; r; r = r->next)
            if (!strcmp(r->name, name) && (same(r->key, subject) || (r->key.kind == APPLICATION && !end))) {
                append(&o->queue, subject, name, r->tag);
                source_wake(o->source);
            }
}

void post_window(struct window *w, const char *name) {
    if (!w->no_accessibility) post(w->app, (struct key){ WINDOW, w->app->pid, w->id, 0 }, name);
}

static void drop(struct held **queue) {
    while (*queue) {
        struct held *h = *queue;
        *queue = h->next;
        free(h->name);
        free(h);
    }
}

// app_recover ends a hang: what was asked is done, what happened is posted.
void app_recover(struct app *a) {
    a->hung = false;
    struct held *held = a->held;
    a->held = NULL;
    for (struct held *h = held; h; h = h->next) post(a, h->subject, h->name);
    drop(&held);
    while (a->operations) {
        struct operation *o = a->operations;
        a->operations = o->next;
        if (exists(o->key)) o->value ? element_set(a, o->key, o->name, o->value) : element_perform(a, o->key, o->name);
        if (o->value) CFRelease(o->value);
        free(o->name);
        free(o);
    }
    pthread_cond_broadcast(&a->wake);
    changed();
}

void app_forget(struct app *a) {
    drop(&a->held);
    while (a->operations) {
        struct operation *o = a->operations;
        a->operations = o->next;
        if (o->value) CFRelease(o->value);
        free(o->name);
        free(o);
    }
}

void accessibility_reset(void) {
    for (struct observer *o = observers; o; o = o->next) drop(&o->queue);
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
    drop(&o->queue);
    while (o->registrations) {
        struct registration *r = o->registrations;
        o->registrations = r->next;
        free(r->name);
        free(r);
    }
    unlock();
    CFRelease(o->source);
}

static bool equal_element(const object *a, const object *b) { return same(((const struct element *)a)->key, ((const struct element *)b)->key); }

static unsigned long hash_element(const object *o) {
    struct key k = ((const struct element *)o)->key;
    return ((unsigned long)k.pid * 31 + k.window) * 31 + k.kind * 8 + k.part;
}

static void describe_element(const object *o, char *text, size_t size) {
    struct key k = ((const struct element *)o)->key;
    snprintf(text, size, "kind %d of process %d, window %u", k.kind, k.pid, k.window);
}

static bool equal_value(const object *a, const object *b) {
    const struct ax_value *x = (const struct ax_value *)a, *y = (const struct ax_value *)b;
    return x->kind == y->kind && !memcmp(x->bytes, y->bytes, sizes[x->kind]);
}

__attribute__((constructor)) static void declare(void) {
    classes[ELEMENT] = (struct class){ "AXUIElement", NULL, equal_element, hash_element, describe_element };
    classes[AX_VALUE] = (struct class){ "AXValue", NULL, equal_value, NULL, NULL };
    classes[OBSERVER] = (struct class){ "AXObserver", finish_observer, NULL, NULL, NULL };
}
