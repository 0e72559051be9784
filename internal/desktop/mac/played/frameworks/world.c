// The world: applications, their windows, and what users do with them.

#include "played.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct world world;
static uint32_t last_window;

struct app *app_find(int32_t pid) {
    for (struct app *a = world.apps; a; a = a->next)
        if (a->pid == pid) return a;
    return NULL;
}

struct window *window_find(uint32_t id) {
    for (struct window *w = world.windows; w; w = w->next)
        if (w->id == id) return w;
    return NULL;
}

void window_unlink(struct window *w) {
    for (struct window **p = &world.windows; *p; p = &(*p)->next)
        if (*p == w) {
            *p = w->next;
            return;
        }
}

void window_to_front(struct window *w) {
    window_unlink(w);
    struct window **p = &world.windows;
    while (*p && (*p)->layer > w->layer) p = &(*p)->next;
    w->next = *p;
    *p = w;
}

static bool in_space(const struct window *w) { return w->space == world.space; }

bool window_on_screen(const struct window *w) {
    return w->announced && !w->minimized && !w->app->hidden && !w->behind_tab && in_space(w);
}

bool window_listed(struct window *w) {
    if (!w->announced || w->no_accessibility || w->behind_tab || !in_space(w)) return false;
    if (w->omit > 0) {
        w->omit--;
        return false;
    }
    return true;
}

void window_free(struct window *w) {
    observers_forget(w->id);
    while (w->attributes) {
        struct attribute *a = w->attributes;
        w->attributes = a->next;
        free(a->name);
        free(a->text);
        free(a);
    }
    free(w->title);
    free(w->role);
    free(w->subrole);
    free(w->identifier);
    free(w);
}

// app_focus makes a window the one that gets the app's keys.
void app_focus(struct app *a, struct window *w) {
    uint32_t id = w ? w->id : 0;
    if (a->focused == id) return;
    a->focused = id;
    struct key subject = { w ? WINDOW : APPLICATION, a->pid, id, 0 };
    post(a, subject, "AXMainWindowChanged");
    post(a, subject, "AXFocusedWindowChanged");
    changed();
}

static struct window *front_window(const struct app *a) {
    for (struct window *w = world.windows; w; w = w->next)
        if (w->app == a && window_on_screen(w) && !w->layer) return w;
    return NULL;
}

void app_front(struct app *a, struct window *focused, bool all_windows) {
    if (all_windows) {
        // The order among them stays: the last one is brought to the front first.
        int count = 0;
        for (struct window *w = world.windows; w; w = w->next) count += w->app == a;
        struct window **own = calloc(count + 1, sizeof *own);
        count = 0;
        for (struct window *w = world.windows; w; w = w->next)
            if (w->app == a) own[count++] = w;
        while (count) window_to_front(own[--count]);
        free(own);
    }
    if (focused) {
        window_to_front(focused);
        app_focus(a, focused);
    }
    if (world.front == a->pid) return;
    struct app *old = app_find(world.front);
    world.front = a->pid;
    if (a->hidden) app_hide(a, false);
    if (old) post(old, (struct key){ APPLICATION, old->pid, 0, 0 }, "AXApplicationDeactivated");
    post(a, (struct key){ APPLICATION, a->pid, 0, 0 }, "AXApplicationActivated");
    notice(ACTIVATED, a->pid);
}

void app_hide(struct app *a, bool hidden) {
    if (a->hidden == hidden) return;
    a->hidden = hidden;
    post(a, (struct key){ APPLICATION, a->pid, 0, 0 }, hidden ? "AXApplicationHidden" : "AXApplicationShown");
    notice(hidden ? HIDDEN : UNHIDDEN, a->pid);
}

void window_minimize(struct window *w, bool minimized) {
    if (w->minimized == minimized) return;
    w->minimized = minimized;
    post_window(w, minimized ? "AXWindowMiniaturized" : "AXWindowDeminiaturized");
    if (minimized && w->app->focused == w->id) app_focus(w->app, front_window(w->app));
    if (!minimized) app_focus(w->app, w);
    changed();
}

static CGRect display_of(CGRect frame) {
    for (int i = 0; i < world.display_count; i++) {
        CGRect b = world.displays[i].bounds;
        double x = frame.origin.x + frame.size.width / 2, y = frame.origin.y + frame.size.height / 2;
        if (x >= b.origin.x && x < b.origin.x + b.size.width && y >= b.origin.y && y < b.origin.y + b.size.height) return b;
    }
    return world.displays[0].bounds;
}

static void set_frame(struct window *w, CGRect f) {
    bool moved = f.origin.x != w->frame.origin.x || f.origin.y != w->frame.origin.y;
    bool resized = f.size.width != w->frame.size.width || f.size.height != w->frame.size.height;
    w->frame = f;
    if (moved) post_window(w, "AXWindowMoved");
    if (resized) post_window(w, "AXWindowResized");
    if (moved || resized) changed();
}

// Native fullscreen has a Space of its own, which is shown.
void window_fullscreen(struct window *w, bool on) {
    if (w->fullscreen == on) return;
    w->fullscreen = on;
    if (on) w->before = w->frame;
    world.space = w->space = on ? w->id : 0;
    set_frame(w, on ? display_of(w->frame) : w->before);
    notice(SPACE_CHANGED, 0);
}

static double stepped(double wanted, double minimum, double maximum, double step) {
    if (step > 0) wanted = floor(wanted / step) * step;
    if (maximum > 0) wanted = fmin(wanted, maximum);
    return fmax(wanted, minimum);
}

// window_place gives a window a frame as far as it takes it: by itself, when its
// user or application does so, or because accessibility asked.
void window_place(struct window *w, CGRect f, bool by_itself) {
    if (!by_itself) {
        f.size.width = stepped(f.size.width, w->minimum.width, w->maximum.width, w->step.width);
        f.size.height = stepped(f.size.height, w->minimum.height, w->maximum.height, w->step.height);
        // The system keeps title bars below the menu bar of their display.
        for (int i = 0; i < world.display_count; i++) {
            CGRect b = world.displays[i].bounds;
            bool beside = f.origin.x + f.size.width <= b.origin.x || f.origin.x >= b.origin.x + b.size.width;
            double top = b.origin.y + world.displays[i].menu_bar;
            if (!beside && f.origin.y >= b.origin.y && f.origin.y < top) f.origin.y = top;
        }
        if (w->app->enhanced && w->app->animates) {
            // The animation has not come to its end.
            f.origin.x = (f.origin.x + w->frame.origin.x) / 2;
            f.origin.y = (f.origin.y + w->frame.origin.y) / 2;
            f.size.width = (f.size.width + w->frame.size.width) / 2;
            f.size.height = (f.size.height + w->frame.size.height) / 2;
        }
    }
    set_frame(w, f);
    if (!by_itself && w->moves_back) set_frame(w, w->home);
    else w->home = w->frame;
}

void window_close(struct window *w) {
    struct app *a = w->app;
    if (!w->silent_end) post_window(w, "AXUIElementDestroyed");
    window_unlink(w);
    if (world.space == w->id) {
        world.space = 0;
        notice(SPACE_CHANGED, 0);
    }
    if (w->tabs)
        for (struct window *o = world.windows; o; o = o->next)
            if (o->tabs == w->tabs && !w->behind_tab) {
                o->behind_tab = false;
                o->frame = w->frame;
                break;
            }
    if (a->focused == w->id) app_focus(a, front_window(a));
    window_free(w);
    changed();
}

// play_launch starts an application. It says whether the process number was free.
EXPORT bool play_launch(int32_t pid, const char *bundle, const char *name, int policy) {
    lock();
    bool free_number = !app_find(pid);
    if (free_number) {
        struct app *a = calloc(1, sizeof *a), **end = &world.apps;
        a->pid = pid;
        a->bundle = strdup(bundle);
        a->name = strdup(name);
        a->policy = policy;
        condition(&a->wake);
        while (*end) end = &(*end)->next;
        *end = a;
        notice(LAUNCHED, pid);
    }
    unlock();
    return free_number;
}

static void quit(struct app *a) {
    for (struct window *w = world.windows, *following; w; w = following) {
        following = w->next;
        if (w->app != a) continue;
        window_unlink(w);
        window_free(w);
    }
    for (struct app **p = &world.apps; *p; p = &(*p)->next)
        if (*p == a) {
            *p = a->next;
            break;
        }
    a->gone = true;
    app_forget(a);
    if (world.front == a->pid) world.front = 0;
    a->next = world.dead; // who waits for its answer still looks at it
    world.dead = a;
    pthread_cond_broadcast(&a->wake);
    notice(TERMINATED, a->pid);
}

// play_quit ends an application and its windows; nothing is posted about them.
EXPORT bool play_quit(int32_t pid) {
    lock();
    struct app *a = app_find(pid);
    if (a) quit(a);
    unlock();
    return a;
}

// play_open makes a window in front of the others. Its number is returned; nothing
// is told yet.
EXPORT uint32_t play_open(int32_t pid, double x, double y, double width, double height) {
    lock();
    struct app *a = app_find(pid);
    uint32_t id = 0;
    if (a) {
        struct window *w = calloc(1, sizeof *w);
        w->id = id = ++last_window;
        w->app = a;
        w->frame = w->home = (CGRect){ { x, y }, { width, height } };
        w->title = strdup("");
        w->role = strdup("AXWindow");
        w->subrole = strdup("AXStandardWindow");
        w->identifier = strdup("");
        w->alpha = 1;
        for (int i = 0; i < BUTTONS; i++) w->buttons[i] = BUTTON_ENABLED;
        window_to_front(w);
    }
    unlock();
    return id;
}

// play_announce posts the notifications about a new window.
EXPORT bool play_announce(uint32_t id, bool focus) {
    lock();
    struct window *w = window_find(id);
    if (w) {
        w->announced = true;
        post_window(w, "AXWindowCreated");
        if (focus) app_focus(w->app, w);
        changed();
    }
    unlock();
    return w;
}

EXPORT bool play_close(uint32_t id) {
    lock();
    struct window *w = window_find(id);
    if (w) window_close(w);
    unlock();
    return w;
}

// play_front is what a click on a window or an icon in the Dock does. Without a
// window all of the app's come to the front.
EXPORT bool play_front(int32_t pid, uint32_t window, bool all_windows) {
    lock();
    struct app *a = app_find(pid);
    struct window *w = window_find(window);
    if (a) app_front(a, w, all_windows);
    unlock();
    return a;
}

// play_tab shows a tab of a tab group, in place of the one that was shown.
EXPORT bool play_tab(uint32_t id) {
    lock();
    struct window *w = window_find(id);
    for (struct window *o = world.windows; w && o; o = o->next)
        if (o != w && o->tabs == w->tabs && w->tabs && !o->behind_tab) {
            o->behind_tab = true;
            w->frame = o->frame;
        }
    if (w) {
        w->announced = true;
        w->behind_tab = false;
        window_to_front(w);
        app_focus(w->app, w);
        changed();
    }
    unlock();
    return w;
}

EXPORT void play_space(uint64_t space) {
    lock();
    world.space = space;
    notice(SPACE_CHANGED, 0);
    unlock();
}

// play_start makes a fresh Mac: nothing runs, no display is there.
EXPORT void play_start(void) {
    lock();
    main_start();
    while (world.apps) quit(world.apps);
    notices_reset();
    uint64_t sequence = world.sequence;
    struct app *dead = world.dead;
    accessibility_reset();
    taps_reset();
    displays_reset();
    world = (struct world){ .running = true, .trusted = true, .on_console = true, .ax_timeout = 6, .tap_timeout = 1, .sequence = sequence, .dead = dead };
    changed();
    unlock();
}

// play_stop ends everything, so that only what the program holds is left.
EXPORT void play_stop(void) {
    play_start();
    lock();
    world.running = false;
    notices_reset();
    unlock();
}
