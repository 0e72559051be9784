// CoreGraphics: displays, the window server's list, the session, the pointer.

#include "played.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#define NAME(SYMBOL, TEXT)                                                                     \
    static struct string SYMBOL##_text = { IMMORTAL(STRING), TEXT, sizeof TEXT - 1, sizeof TEXT - 1 }; \
    EXPORT CFTypeRef SYMBOL = &SYMBOL##_text

NAME(kCGWindowNumber, "kCGWindowNumber");
NAME(kCGWindowLayer, "kCGWindowLayer");
NAME(kCGWindowName, "kCGWindowName");
NAME(kCGWindowBounds, "kCGWindowBounds");
NAME(kCGWindowOwnerPID, "kCGWindowOwnerPID");
NAME(kCGWindowOwnerName, "kCGWindowOwnerName");
NAME(kCGWindowIsOnscreen, "kCGWindowIsOnscreen");
NAME(kCGWindowAlpha, "kCGWindowAlpha");

enum { ON_SCREEN_ONLY = 1 };

static CFTypeRef bounds(CGRect r) {
    CFTypeRef keys[] = { string_new("X"), string_new("Y"), string_new("Width"), string_new("Height") };
    CFTypeRef values[] = { float_new(r.origin.x), float_new(r.origin.y), float_new(r.size.width), float_new(r.size.height) };
    CFTypeRef d = dictionary_new(keys, values, 4);
    for (int i = 0; i < 4; i++) CFRelease(keys[i]);
    return d;
}

static CFTypeRef describe(const struct window *w) {
    CFTypeRef keys[] = { kCGWindowNumber, kCGWindowLayer, kCGWindowBounds, kCGWindowOwnerPID, kCGWindowOwnerName, kCGWindowAlpha, kCGWindowIsOnscreen };
    CFTypeRef values[] = { int_new(w->id), int_new(w->layer), bounds(w->frame), int_new(w->app->pid), string_new(w->app->name), float_new(w->alpha), kCFNull };
    // The last one is there for windows on the screen only.
    bool on = window_on_screen(w);
    values[6] = boolean(on);
    return dictionary_new(keys, values, on ? 7 : 6);
}

EXPORT CFTypeRef CGWindowListCopyWindowInfo(uint32_t option, uint32_t relative) {
    if (relative) die("CGWindowListCopyWindowInfo: no relative window is played");
    lock();
    int n = 0;
    for (struct window *w = world.windows; w; w = w->next) n++;
    CFTypeRef *found = calloc(n + 1, sizeof *found);
    n = 0;
    for (struct window *w = world.windows; w; w = w->next)
        if (w->announced && !w->no_server && (window_on_screen(w) || !(option & ON_SCREEN_ONLY))) found[n++] = describe(w);
    unlock();
    CFTypeRef list = array_new(found, n);
    while (n) CFRelease(found[--n]);
    free(found);
    return list;
}

EXPORT CFTypeRef CGSessionCopyCurrentDictionary(void) {
    CFTypeRef keys[4], values[4];
    int n = 0;
    lock();
    keys[n] = string_new("kCGSSessionOnConsoleKey");
    values[n++] = boolean(world.on_console);
    keys[n] = string_new("kCGSessionLoginDoneKey");
    values[n++] = boolean(true);
    if (world.locked) {
        keys[n] = string_new("CGSSessionScreenIsLocked");
        values[n++] = boolean(true);
    }
    if (world.secure_input) {
        keys[n] = string_new("kCGSSessionSecureInputPID");
        values[n++] = int_new(world.secure_input);
    }
    unlock();
    CFTypeRef d = dictionary_new(keys, values, n);
    while (n) CFRelease(keys[--n]);
    return d;
}

EXPORT CGError CGWarpMouseCursorPosition(CGPoint p) {
    lock();
    world.pointer = p;
    changed();
    unlock();
    return 0;
}

EXPORT CGError CGAssociateMouseAndMouseCursorPosition(int connected) {
    (void)connected;
    return 0;
}

static struct display *display(uint32_t id) {
    for (int i = 0; i < world.display_count; i++)
        if (world.displays[i].id == id) return &world.displays[i];
    return NULL;
}

#define OF_DISPLAY(TYPE, NAME, VALUE)       \
    EXPORT TYPE NAME(uint32_t id) {         \
        lock();                             \
        struct display *d = display(id);    \
        TYPE value = d ? (VALUE) : (TYPE){ 0 }; \
        unlock();                           \
        return value;                       \
    }

OF_DISPLAY(CGRect, CGDisplayBounds, d->bounds)
OF_DISPLAY(int, CGDisplayIsBuiltin, d->builtin)
OF_DISPLAY(int, CGDisplayIsAsleep, d->asleep)
OF_DISPLAY(uint32_t, CGDisplayMirrorsDisplay, d->mirrors)
OF_DISPLAY(uint32_t, CGDisplayVendorNumber, d->vendor)
OF_DISPLAY(uint32_t, CGDisplayModelNumber, d->model)
OF_DISPLAY(uint32_t, CGDisplaySerialNumber, d->serial)

EXPORT CFTypeRef CGDisplayCreateUUIDFromDisplayID(uint32_t id) {
    lock();
    struct display *d = display(id);
    CFTypeRef uuid = d ? uuid_new(d->uuid) : NULL;
    unlock();
    return uuid;
}

EXPORT uint32_t CGMainDisplayID(void) {
    lock();
    uint32_t id = world.display_count ? world.displays[0].id : 0;
    unlock();
    return id;
}

EXPORT CGError CGGetActiveDisplayList(uint32_t most, uint32_t *ids, uint32_t *count) {
    lock();
    uint32_t n = 0;
    for (int i = 0; i < world.display_count; i++)
        if (!world.displays[i].asleep && n < most) ids[n++] = world.displays[i].id;
    *count = n;
    unlock();
    return 0;
}

typedef void (*reconfigured)(uint32_t display, uint32_t flags, void *info);
struct listener { reconfigured callback; void *info; struct listener *next; };
static struct listener *listeners;

EXPORT CGError CGDisplayRegisterReconfigurationCallback(reconfigured callback, void *info) {
    lock();
    struct listener *l = malloc(sizeof *l);
    *l = (struct listener){ callback, info, listeners };
    listeners = l;
    unlock();
    return 0;
}

EXPORT CGError CGDisplayRemoveReconfigurationCallback(reconfigured callback, void *info) {
    lock();
    CGError error = 1001;
    for (struct listener **p = &listeners; *p; p = &(*p)->next)
        if ((*p)->callback == callback && (*p)->info == info) {
            struct listener *l = *p;
            *p = l->next;
            free(l);
            error = 0;
            break;
        }
    unlock();
    return error;
}

static void forget_displays(void) {
    for (int i = 0; i < world.display_count; i++) free(world.displays[i].uuid);
    world.display_count = 0;
}

void displays_reset(void) { forget_displays(); }

struct change { uint32_t id, flags; };

static void tell(void *data) {
    struct change *c = data;
    struct listener told[16];
    int n = 0;
    lock();
    for (struct listener *l = listeners; l && n < 16; l = l->next) told[n++] = *l;
    unlock();
    for (int i = 0; i < n; i++) told[i].callback(c->id, c->flags, told[i].info);
    free(c);
}

static void announce(uint32_t id, uint32_t flags) {
    struct change *c = malloc(sizeof *c);
    *c = (struct change){ id, flags };
    on_main(tell, c);
}

// The displays that play_displays puts in place of those that are there.
static struct display wanted[8];
static int wanted_count;

// play_display adds a display to those that play_displays will put in place; the
// first is the main one.
EXPORT void play_display(uint32_t id, const char *uuid, double x, double y, double width, double height, double menu_bar, bool builtin, uint32_t serial) {
    lock();
    if (wanted_count == 8) die("no more than 8 displays are played");
    wanted[wanted_count++] = (struct display){ .id = id, .bounds = { { x, y }, { width, height } }, .uuid = strdup(uuid), .builtin = builtin, .menu_bar = menu_bar, .vendor = 0x610, .model = 0xa0 + id, .serial = serial };
    unlock();
}

// play_displays puts displays in place, as when some are plugged in or out or
// the Mac wakes up, and tells of it. Windows that are on none move to the main
// one.
EXPORT void play_displays(void) {
    enum { BEGIN = 1 << 0, MOVED = 1 << 1, ADD = 1 << 4, REMOVE = 1 << 5, SHAPE = 1 << 12 };
    lock();
    struct display old[8];
    int count = world.display_count;
    memcpy(old, world.displays, sizeof old);
    for (int i = 0; i < count; i++) announce(old[i].id, BEGIN);
    memcpy(world.displays, wanted, sizeof wanted);
    world.display_count = wanted_count;
    wanted_count = 0;
    for (int i = 0; i < count; i++) {
        struct display *d = display(old[i].id);
        if (!d) announce(old[i].id, REMOVE);
        else if (memcmp(&d->bounds, &old[i].bounds, sizeof d->bounds)) announce(d->id, MOVED | SHAPE);
    }
    for (int i = 0; i < world.display_count; i++) {
        bool known = false;
        for (int j = 0; j < count; j++) known = known || old[j].id == world.displays[i].id;
        if (!known) announce(world.displays[i].id, ADD);
    }
    for (int i = 0; i < count; i++) free(old[i].uuid);
    for (struct window *w = world.display_count ? world.windows : NULL; w; w = w->next) {
        bool seen = false;
        for (int i = 0; i < world.display_count; i++) {
            CGRect b = world.displays[i].bounds, f = w->frame;
            seen = seen || (f.origin.x < b.origin.x + b.size.width && f.origin.x + f.size.width > b.origin.x && f.origin.y < b.origin.y + b.size.height && f.origin.y + f.size.height > b.origin.y);
        }
        if (!seen) {
            CGRect f = w->frame;
            f.origin = (CGPoint){ world.displays[0].bounds.origin.x, world.displays[0].bounds.origin.y + world.displays[0].menu_bar };
            window_place(w, f, true);
        }
    }
    changed();
    unlock();
}
