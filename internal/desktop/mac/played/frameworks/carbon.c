// Carbon's hot keys, and secure input. Its functions are for the main thread.

#include "played.h"

#include <stdlib.h>

struct hot_key_id { uint32_t signature, id; };
struct carbon_event { uint32_t kind; struct hot_key_id id; };
struct event_type { uint32_t class, kind; };
typedef OSStatus (*handler)(void *call, struct carbon_event *, void *data);

struct hot_key { uint32_t keycode, modifiers; struct hot_key_id id; bool down; struct hot_key *next; };
struct installed { handler handler; void *data; struct installed *next; };

enum { KEYBOARD = 'k' << 24 | 'e' << 16 | 'y' << 8 | 'b', DIRECT_OBJECT = '-' << 24 | '-' << 16 | '-' << 8 | '-', HOT_KEY_ID = 'h' << 24 | 'k' << 16 | 'i' << 8 | 'd', PRESSED = 5, RELEASED = 6 };
enum { EXISTS = -9878, INVALID = -9879, NOT_FOUND = -9870, NOT_HANDLED = -9874 };
enum { COMMAND = 1 << 8, SHIFT = 1 << 9, OPTION = 1 << 11, CONTROL = 1 << 12 };

static struct hot_key *hot_keys;
static struct installed *handlers;
static int target;

static void on_main_only(const char *function) {
    if (!is_main()) die("%s: Carbon is not thread safe, and this is not the main thread", function);
}

EXPORT void *GetEventDispatcherTarget(void) { return &target; }

EXPORT Boolean IsSecureEventInputEnabled(void) {
    lock();
    bool on = world.secure_input;
    unlock();
    return on;
}

EXPORT OSStatus InstallEventHandler(void *to, handler h, unsigned long count, const struct event_type *types, void *data, void **reference) {
    on_main_only("InstallEventHandler");
    if (to != &target) die("InstallEventHandler: this target is not played");
    for (unsigned long i = 0; i < count; i++)
        if (types[i].class != KEYBOARD || (types[i].kind != PRESSED && types[i].kind != RELEASED)) die("InstallEventHandler: only hot keys are played");
    lock();
    struct installed *i = malloc(sizeof *i);
    *i = (struct installed){ h, data, handlers };
    handlers = i;
    *reference = i;
    unlock();
    return 0;
}

EXPORT OSStatus RemoveEventHandler(void *reference) {
    on_main_only("RemoveEventHandler");
    lock();
    for (struct installed **p = &handlers; *p; p = &(*p)->next)
        if (*p == reference) {
            struct installed *i = *p;
            *p = i->next;
            free(i);
            break;
        }
    unlock();
    return 0;
}

EXPORT uint32_t GetEventClass(struct carbon_event *e) {
    (void)e;
    return KEYBOARD;
}

EXPORT uint32_t GetEventKind(struct carbon_event *e) { return e->kind; }

EXPORT OSStatus GetEventParameter(struct carbon_event *e, uint32_t name, uint32_t type, uint32_t *actual, unsigned long size, unsigned long *actual_size, void *data) {
    if (name != DIRECT_OBJECT || type != HOT_KEY_ID || size < sizeof e->id) return NOT_FOUND;
    if (actual) *actual = type;
    if (actual_size) *actual_size = sizeof e->id;
    *(struct hot_key_id *)data = e->id;
    return 0;
}

EXPORT OSStatus RegisterEventHotKey(uint32_t keycode, uint32_t modifiers, struct hot_key_id id, void *to, uint32_t options, void **reference) {
    on_main_only("RegisterEventHotKey");
    if (to != &target || options) die("RegisterEventHotKey: neither this target nor options are played");
    if (modifiers & ~(uint32_t)(COMMAND | SHIFT | OPTION | CONTROL)) return INVALID;
    lock();
    OSStatus status = 0;
    for (struct hot_key *k = hot_keys; k; k = k->next)
        if (k->keycode == keycode && k->modifiers == modifiers) status = EXISTS;
    if (!status) {
        struct hot_key *k = malloc(sizeof *k);
        *k = (struct hot_key){ keycode, modifiers, id, false, hot_keys };
        hot_keys = k;
        *reference = k;
    }
    changed();
    unlock();
    return status;
}

EXPORT OSStatus UnregisterEventHotKey(void *reference) {
    on_main_only("UnregisterEventHotKey");
    lock();
    bool found = false;
    for (struct hot_key **p = &hot_keys; *p && !found; p = &(*p)->next)
        if (*p == reference) {
            struct hot_key *k = *p;
            *p = k->next;
            free(k);
            found = true;
            break;
        }
    if (!found) die("UnregisterEventHotKey: there is no such hot key");
    changed();
    unlock();
    return 0;
}

static void dispatch(void *data) {
    struct carbon_event *e = data;
    struct installed called[16];
    int n = 0;
    lock();
    for (struct installed *i = handlers; i && n < 16; i = i->next) called[n++] = *i;
    unlock();
    for (int i = 0; i < n; i++)
        if (called[i].handler(NULL, e, called[i].data) != NOT_HANDLED) break;
    free(e);
}

bool hot_key(uint16_t keycode, uint64_t flags, bool down) {
    uint32_t modifiers = (flags & 0x20000 ? SHIFT : 0) | (flags & 0x40000 ? CONTROL : 0) | (flags & 0x80000 ? OPTION : 0) | (flags & 0x100000 ? COMMAND : 0);
    for (struct hot_key *k = hot_keys; k; k = k->next) {
        // The one that went down is released, whatever modifiers are still held.
        if (k->keycode != keycode || (down ? k->modifiers != modifiers : !k->down)) continue;
        k->down = down;
        struct carbon_event *e = malloc(sizeof *e);
        *e = (struct carbon_event){ down ? PRESSED : RELEASED, k->id };
        on_main(dispatch, e);
        return true;
    }
    return false;
}

// play_hot_keys counts the hot keys and handlers that are there: they are no
// objects, and have to be given back all the same.
EXPORT int play_hot_keys(void) {
    lock();
    int n = 0;
    for (struct hot_key *k = hot_keys; k; k = k->next) n++;
    for (struct installed *i = handlers; i; i = i->next) n++;
    unlock();
    return n;
}

