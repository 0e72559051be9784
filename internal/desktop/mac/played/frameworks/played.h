// A play of the frameworks of macOS that package mac uses, at their C
// interface: for tests on systems that have none. One Mac is played per
// process; functions whose names start with play_ bring about what users,
// applications and the system do on a real one.
//
// A wrong use of the frameworks (a released object used, a function called on
// the wrong thread) ends the process with a message.

#ifndef PLAYED_H
#define PLAYED_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define EXPORT __attribute__((visibility("default")))

typedef const void *CFTypeRef;
typedef long CFIndex;
typedef unsigned long CFTypeID;
typedef unsigned char Boolean;
typedef struct { CFIndex location, length; } CFRange;
typedef struct { double x, y; } CGPoint;
typedef struct { double width, height; } CGSize;
typedef struct { CGPoint origin; CGSize size; } CGRect;
typedef int32_t AXError;
typedef int32_t CGError;
typedef int32_t OSStatus;

_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Objects.

enum kind {
    NO_KIND, STRING, NUMBER, BOOLEAN, NULL_KIND, ARRAY, DICTIONARY, UUID, RUN_LOOP, SOURCE, MACH_PORT,
    ELEMENT, AX_VALUE, OBSERVER, EVENT, STORE, KINDS
};

typedef struct object {
    uint32_t magic;
    uint32_t kind;
    bool immortal;
    atomic_long references;
    struct object *previous, *next; // of all that live
} object;

struct class {
    const char *name;
    void (*finish)(object *);
    bool (*equal)(const object *, const object *);
    unsigned long (*hash)(const object *);
    void (*describe)(const object *, char *text, size_t size);
};

extern struct class classes[KINDS];

#define ALIVE 0x0b1ec7u
#define IMMORTAL(KIND) { ALIVE, KIND, true, 1, NULL, NULL }

void *create(enum kind, size_t size);
object *checked(CFTypeRef, enum kind, const char *function); // dies unless it lives and is of the kind
void retain(const void *);
void release(const void *);
bool try_retain(object *); // unless its last reference is being released

struct string { object object; const char *text; CFIndex bytes, units; };

CFTypeRef string_new(const char *text);
const char *string_text(CFTypeRef);
CFTypeRef int_new(int64_t);
CFTypeRef float_new(double);
CFTypeRef boolean(bool);
bool truth(CFTypeRef, bool *value); // false if it is neither a boolean nor a number
CFTypeRef array_new(const CFTypeRef *values, CFIndex count); // retains the values
CFTypeRef dictionary_new(const CFTypeRef *keys, const CFTypeRef *values, CFIndex count); // takes the references of the values over
CFTypeRef uuid_new(const char *text);

extern CFTypeRef kCFNull;

EXPORT CFTypeRef CFRetain(CFTypeRef);
EXPORT void CFRelease(CFTypeRef);
EXPORT Boolean CFEqual(CFTypeRef, CFTypeRef);

// The world: everything that is no object is guarded by one lock, which is
// never held while a callback runs.

extern pthread_mutex_t world_lock;
void lock(void);
void unlock(void);
struct timespec after(double seconds); // from now
bool passed(struct timespec), before(struct timespec, struct timespec);
struct timespec later(struct timespec, struct timespec), earlier(struct timespec, struct timespec);
// wait_until waits for a condition with the lock held; false when time is up.
bool wait_until(pthread_cond_t *, const struct timespec *deadline);
void condition(pthread_cond_t *);
void changed(void); // something happened that a test may wait for

// A queue of notifications.
struct queue { struct held *first, *last; };

struct window;
struct app {
    int32_t pid;
    char *bundle, *name;
    bool gone, hidden, hung, enhanced, animates, empty_when_locked;
    int unready, policy, refuse_notifications;
    double delay;
    struct timespec busy; // until then it does other things
    uint32_t focused;
    pthread_cond_t wake;
    struct operation *operations; // waiting for the end of the hang
    struct queue held;            // notifications that it will post then
    int enhanced_on, enhanced_off, asked;
    struct app *next;
};

enum button { CLOSE, FULLSCREEN, ZOOM, MINIMIZE, BUTTONS };
enum { BUTTON_ABSENT, BUTTON_DISABLED, BUTTON_ENABLED };

struct attribute { char *name, *text; double number; int kind; struct attribute *next; };
enum { ATTRIBUTE_NONE, ATTRIBUTE_TEXT, ATTRIBUTE_NUMBER, ATTRIBUTE_ERROR };

struct window {
    uint32_t id;
    struct app *app;
    CGRect frame, home, before; // before is the frame from before native fullscreen
    char *title, *role, *subrole, *identifier;
    bool minimized, fullscreen, modal, refuses_size, refuses_position, moves_back, silent_end, ignores_close;
    bool no_accessibility, no_server, no_number;
    bool announced; // before, nobody can see it
    int omit, buttons[BUTTONS], layer;
    uint32_t tabs;      // windows of one tab group share a number
    bool behind_tab;    // another tab of the group is shown
    uint64_t space;     // 0 is the desktop
    CGSize minimum, maximum, step;
    double alpha;
    int positions_set, sizes_set, raised;
    struct attribute *attributes;
    struct window *next; // in the order from front to back
};

struct display { uint32_t id; CGRect bounds; char *uuid; bool builtin, asleep; double menu_bar; uint32_t mirrors, vendor, model, serial; };

struct world {
    bool running, trusted, locked, on_console;
    int prompts;
    int32_t front, secure_input;
    uint64_t space;
    struct app *apps, *dead;
    struct window *windows;
    struct display displays[8];
    int display_count;
    CGPoint pointer;
    double ax_timeout, tap_timeout;
    uint64_t sequence;
};

extern struct world world;

struct app *app_find(int32_t pid);
struct window *window_find(uint32_t id);
void window_unlink(struct window *);
void window_to_front(struct window *);
void window_free(struct window *);
bool window_on_screen(const struct window *);
bool window_listed(struct window *); // in AXWindows
void window_close(struct window *);
void window_place(struct window *, CGRect wanted, bool by_itself);
void app_front(struct app *, struct window *focused, bool all_windows);
void app_focus(struct app *, struct window *);
void app_hide(struct app *, bool hidden);
void window_minimize(struct window *, bool minimized);
void window_fullscreen(struct window *, bool on);

// Notices are what NSWorkspace tells of.
enum notice { LAUNCHED = 1, TERMINATED, ACTIVATED, HIDDEN, UNHIDDEN, SPACE_CHANGED };
void notice(enum notice, int32_t pid);
void notices_reset(void);

// Accessibility.

enum element_kind { SYSTEM_WIDE, APPLICATION, WINDOW, BUTTON };
struct key { enum element_kind kind; int32_t pid; uint32_t window; int part; };

CFTypeRef element_new(struct key);
void post(struct app *, struct key subject, const char *notification);
void post_window(struct window *, const char *notification);
void observers_forget(uint32_t window);
void app_recover(struct app *);
void app_forget(struct app *); // drops operations and notifications
void accessibility_reset(void);
AXError element_set(struct app *, struct key, const char *attribute, CFTypeRef value);
AXError element_perform(struct app *, struct key, const char *action);
AXError element_copy(struct app *, struct key, const char *attribute, CFTypeRef *value);

// Run loops.

struct source {
    object object;
    bool valid, signalled;
    void *info;
    void (*perform)(void *);
    // Sources of the frameworks themselves have these instead of perform:
    bool (*ready)(struct source *);
    void (*serve)(struct source *); // called with the lock held, once; returns with it held
    void *owner;
    struct run_loop *loop;
    void (*ended)(void *); // called with data when it is released, if set
    void *data;
};

struct source *source_new(bool (*ready)(struct source *), void (*serve)(struct source *), void *owner);
void source_wake(struct source *); // what it waits for is there
void source_end(struct source *);
void on_main(void (*work)(void *), void *data);
bool is_main(void);
void main_start(void);

// Events.

void taps_reset(void);
void displays_reset(void);
bool hot_key(uint16_t keycode, uint64_t flags, bool down); // with the lock held; whether it is one

#endif
