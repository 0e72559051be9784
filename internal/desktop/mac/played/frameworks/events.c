// Events and event taps: keys go from the keyboard through the taps to the hot
// keys and to the application in front.

#include "played.h"

#include <stdlib.h>

struct event { object object; uint32_t type; uint64_t flags; CGPoint location; int64_t fields[128]; };
typedef CFTypeRef (*tapped)(void *proxy, uint32_t type, CFTypeRef event, void *info);

// A question is an event that waits for a tap's answer.
struct question { struct event *event; bool answered, abandoned, swallowed; struct question *next; };

struct tap {
    object object;
    tapped callback;
    void *info;
    uint64_t mask;
    bool valid, enabled, listens;
    int disabled;    // notices of this that wait
    uint32_t reason; // their type
    struct question *questions;
    struct source *source;
    struct tap *next; // in the order in which they see events
};

enum { KEY_DOWN = 10, KEY_UP = 11, FLAGS_CHANGED = 12, REPEAT_FIELD = 8, KEYCODE_FIELD = 9, SOURCE_PID_FIELD = 41, WINDOW_FIELD = 91 };
#define TAP_DISABLED_BY_TIMEOUT 0xFFFFFFFEu

static struct tap *taps;
static pthread_cond_t answers;
static uint64_t held_flags;
static bool held_keys[256];

static struct event *event_of(CFTypeRef e, const char *function) { return (struct event *)checked(e, EVENT, function); }
static struct tap *tap_of(CFTypeRef t, const char *function) { return (struct tap *)checked(t, MACH_PORT, function); }

EXPORT CFTypeRef CGEventCreate(CFTypeRef source) {
    if (source) die("CGEventCreate: no event source is played");
    struct event *e = create(EVENT, sizeof *e);
    lock();
    e->location = world.pointer;
    e->flags = held_flags;
    unlock();
    return e;
}

EXPORT CGPoint CGEventGetLocation(CFTypeRef e) { return event_of(e, "CGEventGetLocation")->location; }
EXPORT uint32_t CGEventGetType(CFTypeRef e) { return event_of(e, "CGEventGetType")->type; }
EXPORT uint64_t CGEventGetFlags(CFTypeRef e) { return event_of(e, "CGEventGetFlags")->flags; }
EXPORT void CGEventSetFlags(CFTypeRef e, uint64_t flags) { event_of(e, "CGEventSetFlags")->flags = flags; }

EXPORT int64_t CGEventGetIntegerValueField(CFTypeRef e, uint32_t field) {
    return field < 128 ? event_of(e, "CGEventGetIntegerValueField")->fields[field] : 0;
}

EXPORT CFTypeRef CGEventCreateKeyboardEvent(CFTypeRef source, uint16_t keycode, bool down) {
    struct event *e = (struct event *)CGEventCreate(source);
    e->type = down ? KEY_DOWN : KEY_UP;
    e->fields[KEYCODE_FIELD] = keycode;
    return e;
}

EXPORT uint64_t CGEventSourceFlagsState(int32_t state) {
    (void)state;
    lock();
    uint64_t flags = held_flags;
    unlock();
    return flags;
}

EXPORT bool CGEventSourceKeyState(int32_t state, uint16_t keycode) {
    (void)state;
    lock();
    bool held = keycode < 256 && held_keys[keycode];
    unlock();
    return held;
}

static bool has_questions(struct source *s) {
    struct tap *t = s->owner;
    return t && t->valid && (t->questions || t->disabled);
}

static void answer(struct source *s) {
    struct tap *t = s->owner;
    if (!try_retain(&t->object)) return;
    if (t->disabled) {
        t->disabled--;
        uint32_t reason = t->reason;
        unlock();
        t->callback(NULL, reason, NULL, t->info);
    } else {
        struct question *q = t->questions;
        t->questions = q->next;
        struct event *e = q->event;
        unlock();
        CFTypeRef result = t->callback(NULL, e->type, e, t->info);
        if (result && result != e) die("an event tap may only give its event back");
        lock();
        q->swallowed = !result && !t->listens;
        q->answered = true;
        bool alone = q->abandoned;
        pthread_cond_broadcast(&answers);
        unlock();
        if (alone) {
            CFRelease(e);
            free(q);
        }
    }
    CFRelease(t);
    lock();
}

EXPORT CFTypeRef CGEventTapCreate(uint32_t location, uint32_t place, uint32_t options, uint64_t mask, tapped callback, void *info) {
    if (location != 1) die("CGEventTapCreate: only taps of the session are played");
    lock();
    bool trusted = world.trusted;
    unlock();
    if (!trusted) return NULL;
    struct tap *t = create(MACH_PORT, sizeof *t);
    t->callback = callback;
    t->info = info;
    t->mask = mask;
    t->listens = options;
    t->valid = t->enabled = true;
    lock();
    struct tap **p = &taps;
    while (place && *p) p = &(*p)->next;
    t->next = *p;
    *p = t;
    unlock();
    return t;
}

EXPORT void CGEventTapEnable(CFTypeRef reference, bool on) {
    struct tap *t = tap_of(reference, "CGEventTapEnable");
    lock();
    t->enabled = on;
    changed();
    unlock();
}

EXPORT bool CGEventTapIsEnabled(CFTypeRef reference) {
    struct tap *t = tap_of(reference, "CGEventTapIsEnabled");
    lock();
    bool on = t->enabled && t->valid;
    unlock();
    return on;
}

EXPORT CFTypeRef CFMachPortCreateRunLoopSource(CFTypeRef allocator, CFTypeRef port, CFIndex order) {
    struct tap *t = tap_of(port, "CFMachPortCreateRunLoopSource");
    if (allocator || order) die("CFMachPortCreateRunLoopSource: neither allocator nor order is played");
    lock();
    if (!t->source) t->source = source_new(has_questions, answer, t);
    unlock();
    return CFRetain(t->source);
}

EXPORT void CFMachPortInvalidate(CFTypeRef port) {
    struct tap *t = tap_of(port, "CFMachPortInvalidate");
    lock();
    t->valid = false;
    pthread_cond_broadcast(&answers);
    unlock();
    if (t->source) source_end(t->source);
}

EXPORT Boolean CFMachPortIsValid(CFTypeRef port) {
    struct tap *t = tap_of(port, "CFMachPortIsValid");
    lock();
    bool valid = t->valid;
    unlock();
    return valid;
}

static void finish_tap(object *o) {
    struct tap *t = (struct tap *)o;
    lock();
    for (struct tap **p = &taps; *p; p = &(*p)->next)
        if (*p == t) {
            *p = t->next;
            break;
        }
    t->valid = false;
    unlock();
    if (t->source) {
        source_end(t->source);
        CFRelease(t->source);
    }
}

// through_tap asks a tap about an event, with the lock held, and says whether it
// was swallowed. A tap that takes too long is disabled, and the event goes on.
static bool through_tap(struct tap *t, struct event *e) {
    struct question *q = calloc(1, sizeof *q), **end = &t->questions;
    q->event = e;
    retain(e);
    while (*end) end = &(*end)->next;
    *end = q;
    if (t->source) source_wake(t->source);
    struct timespec deadline = after(world.tap_timeout);
    bool in_time = true;
    while (!q->answered && t->valid && in_time) in_time = wait_until(&answers, &deadline);
    bool swallowed = q->answered && q->swallowed;
    if (!q->answered) {
        q->abandoned = true;
        for (struct question **p = &t->questions; *p; p = &(*p)->next)
            if (*p == q) { // not even looked at
                *p = q->next;
                q->answered = true;
                break;
            }
        if (t->valid) {
            t->enabled = false;
            t->reason = TAP_DISABLED_BY_TIMEOUT;
            t->disabled++;
            if (t->source) source_wake(t->source);
            changed();
        }
    }
    if (q->answered) {
        release(e);
        free(q);
    }
    return swallowed;
}

enum verdict { PASSED, SWALLOWED, HOT_KEY };

static enum verdict travel(struct event *e) {
    bool key = e->type == KEY_DOWN || e->type == KEY_UP;
    lock();
    enum verdict v = PASSED;
    struct tap *asked[8];
    int n = 0;
    for (struct tap *t = taps; t && n < 8; t = t->next)
        if (try_retain(&t->object)) asked[n++] = t;
    for (int i = 0; i < n && v == PASSED; i++) {
        struct tap *t = asked[i];
        bool wants = t->enabled && t->valid && t->mask & (uint64_t)1 << e->type && !(world.secure_input && (key || e->type == FLAGS_CHANGED));
        if (wants && through_tap(t, e)) v = SWALLOWED;
    }
    if (v == PASSED && key && hot_key(e->fields[KEYCODE_FIELD], e->flags, e->type == KEY_DOWN)) v = HOT_KEY;
    unlock();
    while (n) CFRelease(asked[--n]);
    return v;
}

EXPORT void CGEventPost(uint32_t location, CFTypeRef e) {
    (void)location;
    travel(event_of(e, "CGEventPost"));
}

// play_key is a key that goes down or up with modifiers held, and says what
// became of it: 0 passed on, 1 swallowed by a tap, 2 a hot key.
EXPORT int play_key(uint16_t keycode, uint64_t flags, bool down, bool repeat) {
    struct event *e = (struct event *)CGEventCreateKeyboardEvent(NULL, keycode, down);
    e->flags = flags;
    e->fields[REPEAT_FIELD] = repeat;
    lock();
    if (keycode < 256) held_keys[keycode] = down;
    held_flags = flags;
    unlock();
    int v = travel(e);
    CFRelease(e);
    return v;
}

// play_flags is a modifier that goes down or up: flags are those held then.
EXPORT int play_flags(uint16_t keycode, uint64_t flags) {
    struct event *e = (struct event *)CGEventCreate(NULL);
    e->type = FLAGS_CHANGED;
    e->flags = flags;
    e->fields[KEYCODE_FIELD] = keycode;
    lock();
    held_flags = flags;
    unlock();
    int v = travel(e);
    CFRelease(e);
    return v;
}

// play_mouse is the mouse at a place, moved or with a button that goes down or
// up. The window that is there is told with it.
EXPORT int play_mouse(uint32_t type, double x, double y) {
    struct event *e = (struct event *)CGEventCreate(NULL);
    e->type = type;
    e->location = (CGPoint){ x, y };
    lock();
    world.pointer = e->location;
    for (struct window *w = world.windows; w && !e->fields[WINDOW_FIELD]; w = w->next) {
        CGRect f = w->frame;
        if (window_on_screen(w) && x >= f.origin.x && x < f.origin.x + f.size.width && y >= f.origin.y && y < f.origin.y + f.size.height) e->fields[WINDOW_FIELD] = w->id;
    }
    changed();
    unlock();
    int v = travel(e);
    CFRelease(e);
    return v;
}

void taps_reset(void) {
    held_flags = 0;
    for (int i = 0; i < 256; i++) held_keys[i] = false;
}

__attribute__((constructor)) static void declare(void) {
    condition(&answers);
    classes[MACH_PORT] = (struct class){ "CFMachPort", finish_tap, NULL, NULL, NULL };
    classes[EVENT] = (struct class){ "CGEvent", NULL, NULL, NULL, NULL };
}

// play_invalidate_taps makes every tap invalid without telling it, as macOS does
// over sleep, and returns how many there were.
EXPORT int32_t play_invalidate_taps(void) {
    for (int32_t dead = 0;; dead++) {
        object *source = 0;
        bool found = false;
        lock();
        for (struct tap *t = taps; t && !found; t = t->next)
            if ((found = t->valid)) {
                t->valid = false;
                if ((source = (object *)t->source)) retain(source);
            }
        pthread_cond_broadcast(&answers);
        unlock();
        if (!found) return dead;
        if (source) {
            source_end((void *)source);
            CFRelease(source);
        }
    }
}

// play_disable_taps disables every tap and tells it why, as the system does with
// one that was slow once, and as some versions do without a reason.
EXPORT void play_disable_taps(uint32_t reason) {
    lock();
    for (struct tap *t = taps; t; t = t->next) {
        if (!t->valid) continue;
        t->enabled = false;
        t->reason = reason;
        t->disabled++;
        if (t->source) source_wake(t->source);
    }
    changed();
    unlock();
}
