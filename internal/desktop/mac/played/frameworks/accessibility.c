// AXUIElement and AXValue: how a program asks an application, and how long that
// takes.

#include "accessibility.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ax_value { object object; uint32_t kind; unsigned char bytes[32]; };
struct operation { struct key key; char *name; CFTypeRef value; struct operation *next; };

static struct string prompt_option = { IMMORTAL(STRING), "AXTrustedCheckOptionPrompt", 26, 26 };
EXPORT CFTypeRef kAXTrustedCheckOptionPrompt = &prompt_option;

struct element *element_of(CFTypeRef e, const char *function) { return (struct element *)checked(e, ELEMENT, function); }
bool same(struct key a, struct key b) { return a.kind == b.kind && a.pid == b.pid && a.window == b.window && a.part == b.part; }

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

AXError ask(struct element *e, struct app **found, bool *in_time) {
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
        *in_time = !passed(deadline) || (!a->hung && !before(deadline, answer)); // however late this thread runs
    }
    if (a->gone) {
        unlock();
        return CANNOT_COMPLETE;
    }
    *found = a;
    return 0;
}

bool exists(struct key k) {
    struct window *w = k.kind == APPLICATION ? NULL : window_find(k.window);
    return k.kind == APPLICATION || (w && (k.kind == WINDOW || w->buttons[k.part] != BUTTON_ABSENT));
}

EXPORT AXError AXUIElementCopyAttributeValue(CFTypeRef reference, CFTypeRef attribute, CFTypeRef *value) {
    struct element *e = element_of(reference, "AXUIElementCopyAttributeValue");
    const char *name = string_text(attribute);
    *value = NULL;
    if (e->key.kind == SYSTEM_WIDE) {
        if (strcmp(name, "AXFocusedApplication")) return UNSUPPORTED;
        lock();
        int32_t front = world.front;
        unlock();
        if (!front) return NO_VALUE;
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
    return *found ? 0 : NO_VALUE;
}

// app_recover ends a hang: what was asked is done, what happened is posted.
void app_recover(struct app *a) {
    a->hung = false;
    struct queue held = a->held;
    a->held = (struct queue){ NULL, NULL };
    for (struct held *h = held.first; h; h = h->next) post(a, h->subject, h->name);
    held_drop(&held);
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
    held_drop(&a->held);
    while (a->operations) {
        struct operation *o = a->operations;
        a->operations = o->next;
        if (o->value) CFRelease(o->value);
        free(o->name);
        free(o);
    }
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
}
