// What tests set and look at, by name.

#include "played.h"

#include <stdlib.h>
#include <string.h>

static bool is(const char *a, const char *b) { return !strcmp(a, b); }

// number finds a number of a window or an application, by name.
#define NUMBER_OF(OBJECT, FIELD) \
    if (is(name, #FIELD)) {      \
        if (set) (OBJECT)->FIELD = *value; \
        else *value = (OBJECT)->FIELD; \
        return true;             \
    }

static bool of_window(struct window *w, const char *name, double *value, bool set) {
    NUMBER_OF(w, frame.origin.x)
    NUMBER_OF(w, frame.origin.y)
    NUMBER_OF(w, frame.size.width)
    NUMBER_OF(w, frame.size.height)
    NUMBER_OF(w, minimum.width)
    NUMBER_OF(w, minimum.height)
    NUMBER_OF(w, maximum.width)
    NUMBER_OF(w, maximum.height)
    NUMBER_OF(w, step.width)
    NUMBER_OF(w, step.height)
    NUMBER_OF(w, modal)
    NUMBER_OF(w, refuses_size)
    NUMBER_OF(w, refuses_position)
    NUMBER_OF(w, moves_back)
    NUMBER_OF(w, silent_end)
    NUMBER_OF(w, ignores_close)
    NUMBER_OF(w, no_accessibility)
    NUMBER_OF(w, no_server)
    NUMBER_OF(w, no_number)
    NUMBER_OF(w, omit)
    NUMBER_OF(w, layer)
    NUMBER_OF(w, alpha)
    NUMBER_OF(w, tabs)
    NUMBER_OF(w, behind_tab)
    NUMBER_OF(w, buttons[CLOSE])
    NUMBER_OF(w, buttons[FULLSCREEN])
    NUMBER_OF(w, buttons[ZOOM])
    NUMBER_OF(w, buttons[MINIMIZE])
    NUMBER_OF(w, space)
    NUMBER_OF(w, positions_set)
    NUMBER_OF(w, sizes_set)
    NUMBER_OF(w, raised)
    if (is(name, "minimized")) {
        if (set) window_minimize(w, *value != 0);
        else *value = w->minimized;
        return true;
    }
    if (is(name, "fullscreen")) {
        if (set) window_fullscreen(w, *value != 0);
        else *value = w->fullscreen;
        return true;
    }
    if (is(name, "on_screen") && !set) {
        *value = window_on_screen(w);
        return true;
    }
    return false;
}

static bool of_app(struct app *a, const char *name, double *value, bool set) {
    NUMBER_OF(a, delay)
    NUMBER_OF(a, unready)
    NUMBER_OF(a, refuse_notifications)
    NUMBER_OF(a, animates)
    NUMBER_OF(a, enhanced)
    NUMBER_OF(a, empty_when_locked)
    NUMBER_OF(a, focused)
    NUMBER_OF(a, enhanced_on)
    NUMBER_OF(a, enhanced_off)
    NUMBER_OF(a, asked)
    if (is(name, "hung")) {
        if (!set) *value = a->hung;
        else if (*value != 0) a->hung = true;
        else app_recover(a);
        return true;
    }
    if (is(name, "hidden")) {
        if (set) app_hide(a, *value != 0);
        else *value = a->hidden;
        return true;
    }
    return false;
}

static bool of_world(const char *name, double *value, bool set) {
    struct world *w = &world;
    NUMBER_OF(w, trusted)
    NUMBER_OF(w, locked)
    NUMBER_OF(w, on_console)
    NUMBER_OF(w, prompts)
    NUMBER_OF(w, front)
    NUMBER_OF(w, secure_input)
    NUMBER_OF(w, pointer.x)
    NUMBER_OF(w, pointer.y)
    NUMBER_OF(w, ax_timeout)
    NUMBER_OF(w, tap_timeout)
    NUMBER_OF(w, space)
    return false;
}

enum { OK, NO_SUCH_THING, NO_SUCH_NAME };

static int number(char what, uint32_t id, const char *name, double *value, bool set) {
    lock();
    struct window *w = what == 'w' ? window_find(id) : NULL;
    struct app *a = what == 'a' ? app_find((int32_t)id) : NULL;
    int result = OK;
    if (what == 'm') result = of_world(name, value, set) ? OK : NO_SUCH_NAME;
    else if (w) result = of_window(w, name, value, set) ? OK : NO_SUCH_NAME;
    else if (a) result = of_app(a, name, value, set) ? OK : NO_SUCH_NAME;
    else result = NO_SUCH_THING;
    if (set) changed();
    unlock();
    return result;
}

// play_get and play_set read and set a number of the Mac (m), an application
// (a) or a window (w). 1 is the answer when there is none of this number, 2 when
// it has nothing of this name.
EXPORT int play_get(char what, uint32_t id, const char *name, double *value) { return number(what, id, name, value, false); }
EXPORT int play_set(char what, uint32_t id, const char *name, double value) { return number(what, id, name, &value, true); }

// play_text sets a text of a window. A new title is told.
EXPORT int play_text(uint32_t id, const char *name, const char *text) {
    lock();
    struct window *w = window_find(id);
    char **place = NULL;
    if (w && is(name, "title")) place = &w->title;
    if (w && is(name, "role")) place = &w->role;
    if (w && is(name, "subrole")) place = &w->subrole;
    if (w && is(name, "identifier")) place = &w->identifier;
    if (place) {
        bool news = strcmp(*place, text);
        free(*place);
        *place = strdup(text);
        if (news && place == &w->title) post_window(w, "AXTitleChanged");
        changed();
    }
    unlock();
    return place ? OK : w ? NO_SUCH_NAME : NO_SUCH_THING;
}

// play_attribute gives a window an attribute beside those that it has, or in
// their place: a text, a number, an error, or none.
EXPORT int play_attribute(uint32_t id, const char *name, int kind, const char *text, double number_value) {
    lock();
    struct window *w = window_find(id);
    if (w) {
        struct attribute **p = &w->attributes;
        while (*p && !is((*p)->name, name)) p = &(*p)->next;
        if (!*p) {
            *p = calloc(1, sizeof **p);
            (*p)->name = strdup(name);
        }
        free((*p)->text);
        (*p)->text = strdup(text);
        (*p)->kind = kind;
        (*p)->number = number_value;
        changed();
    }
    unlock();
    return w ? OK : NO_SUCH_THING;
}

// play_place moves a window as its user or its application does.
EXPORT int play_place(uint32_t id, double x, double y, double width, double height) {
    lock();
    struct window *w = window_find(id);
    if (w) window_place(w, (CGRect){ { x, y }, { width, height } }, true);
    unlock();
    return w ? OK : NO_SUCH_THING;
}

// play_windows lists the numbers of windows from front to back, and says how many
// there are.
EXPORT int play_windows(uint32_t *ids, int most) {
    lock();
    int n = 0;
    for (struct window *w = world.windows; w; w = w->next, n++)
        if (n < most) ids[n] = w->id;
    unlock();
    return n;
}
