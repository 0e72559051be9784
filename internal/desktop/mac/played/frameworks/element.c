// What applications answer: the attributes and actions of their elements. All
// is called with the lock held, and creates no object that needs it.

#include "accessibility.h"

#include <stdlib.h>
#include <string.h>

static const char *const buttons[BUTTONS] = { "AXCloseButton", "AXFullScreenButton", "AXZoomButton", "AXMinimizeButton" };

static bool is(const char *a, const char *b) { return !strcmp(a, b); }

static AXError give(CFTypeRef v, CFTypeRef *value) {
    *value = v;
    return 0;
}

static AXError give_window(struct app *a, uint32_t id, CFTypeRef *value) {
    struct window *w = window_find(id);
    if (!w || w->no_accessibility || w->space != world.space) return NO_VALUE;
    return give(element_new((struct key){ WINDOW, a->pid, id, 0 }), value);
}

static AXError give_text(const char *text, CFTypeRef *value) { return *text ? give(string_new(text), value) : UNSUPPORTED; }

static AXError copy_windows(struct app *a, bool none, CFTypeRef *value) {
    int count = 0;
    for (struct window *w = world.windows; w; w = w->next) count += w->app == a;
    CFTypeRef *found = calloc(count + 1, sizeof *found);
    count = 0;
    for (struct window *w = world.windows; w && !none; w = w->next)
        if (w->app == a && window_listed(w)) found[count++] = element_new((struct key){ WINDOW, a->pid, w->id, 0 });
    *value = array_new(found, count);
    while (count) CFRelease(found[--count]);
    free(found);
    return 0;
}

static AXError copy_of_app(struct app *a, const char *name, CFTypeRef *value) {
    bool none = world.locked && a->empty_when_locked;
    if (is(name, "AXWindows")) return copy_windows(a, none, value);
    if (is(name, "AXFocusedWindow") || is(name, "AXMainWindow")) return none ? NO_VALUE : give_window(a, a->focused, value);
    if (is(name, "AXRole")) return give(string_new("AXApplication"), value);
    if (is(name, "AXTitle")) return give(string_new(a->name), value);
    if (is(name, "AXFrontmost")) return give(boolean(world.front == a->pid), value);
    if (is(name, "AXHidden")) return give(boolean(a->hidden), value);
    if (is(name, "AXEnhancedUserInterface")) return give(boolean(a->enhanced), value);
    return UNSUPPORTED;
}

static AXError copy_of_button(struct app *a, struct window *w, int part, const char *name, CFTypeRef *value) {
    if (is(name, "AXRole")) return give(string_new("AXButton"), value);
    if (is(name, "AXSubrole")) return give(string_new(buttons[part]), value);
    if (is(name, "AXEnabled")) return give(boolean(w->buttons[part] == BUTTON_ENABLED), value);
    if (is(name, "AXParent") || is(name, "AXWindow") || is(name, "AXTopLevelUIElement")) return give(element_new((struct key){ WINDOW, a->pid, w->id, 0 }), value);
    return UNSUPPORTED;
}

static AXError copy_given(struct attribute *given, CFTypeRef *value) {
    switch (given->kind) {
    case ATTRIBUTE_TEXT: return give(string_new(given->text), value);
    case ATTRIBUTE_NUMBER: return give(float_new(given->number), value);
    case ATTRIBUTE_ERROR: return (AXError)given->number;
    }
    return UNSUPPORTED;
}

static AXError copy_of_window(struct app *a, struct window *w, const char *name, CFTypeRef *value) {
    if (world.locked && a->empty_when_locked) return NO_VALUE;
    for (struct attribute *given = w->attributes; given; given = given->next)
        if (is(given->name, name)) return copy_given(given, value);
    if (is(name, "AXPosition")) return give(AXValueCreate(1, &w->frame.origin), value);
    if (is(name, "AXSize")) return give(AXValueCreate(2, &w->frame.size), value);
    if (is(name, "AXTitle")) return give(string_new(w->title), value);
    if (is(name, "AXRole")) return give_text(w->role, value);
    if (is(name, "AXSubrole")) return give_text(w->subrole, value);
    if (is(name, "AXIdentifier")) return give_text(w->identifier, value);
    if (is(name, "AXMinimized")) return give(boolean(w->minimized), value);
    if (is(name, "AXFullScreen")) return give(boolean(w->fullscreen), value);
    if (is(name, "AXModal")) return give(boolean(w->modal), value);
    if (is(name, "AXMain") || is(name, "AXFocused")) return give(boolean(a->focused == w->id), value);
    if (is(name, "AXParent")) return give(element_new((struct key){ APPLICATION, a->pid, 0, 0 }), value);
    for (int i = 0; i < BUTTONS; i++)
        if (is(name, buttons[i])) return w->buttons[i] == BUTTON_ABSENT ? NO_VALUE : give(element_new((struct key){ BUTTON, a->pid, w->id, i }), value);
    return UNSUPPORTED;
}

AXError element_copy(struct app *a, struct key k, const char *name, CFTypeRef *value) {
    switch (k.kind) {
    case APPLICATION: return copy_of_app(a, name, value);
    case WINDOW: return copy_of_window(a, window_find(k.window), name, value);
    case BUTTON: return copy_of_button(a, window_find(k.window), k.part, name, value);
    default: return UNSUPPORTED;
    }
}

static AXError set_of_app(struct app *a, const char *name, CFTypeRef value) {
    bool on;
    if (!truth(value, &on)) return ILLEGAL_ARGUMENT;
    if (is(name, "AXFrontmost")) {
        if (on) app_front(a, window_find(a->focused), true);
    } else if (is(name, "AXHidden")) {
        app_hide(a, on);
    } else if (is(name, "AXEnhancedUserInterface")) {
        if (on != a->enhanced) *(on ? &a->enhanced_on : &a->enhanced_off) += 1;
        a->enhanced = on;
    } else {
        return UNSUPPORTED;
    }
    return 0;
}

static AXError set_of_window(struct app *a, struct window *w, const char *name, CFTypeRef value) {
    CGRect f = w->frame;
    bool position = is(name, "AXPosition"), size = is(name, "AXSize");
    if (position || size) {
        if (((const object *)value)->kind != AX_VALUE || !AXValueGetValue(value, position ? 1 : 2, position ? (void *)&f.origin : (void *)&f.size)) return ILLEGAL_ARGUMENT;
        *(position ? &w->positions_set : &w->sizes_set) += 1;
        changed();
        if (w->fullscreen || (position ? w->refuses_position : w->refuses_size)) return FAILURE;
        window_place(w, f, false);
        return 0;
    }
    bool on;
    if (!truth(value, &on)) return ILLEGAL_ARGUMENT;
    if (is(name, "AXMinimized")) window_minimize(w, on);
    else if (is(name, "AXFullScreen")) window_fullscreen(w, on);
    else if (!is(name, "AXMain")) return UNSUPPORTED;
    else if (on) app_focus(a, w);
    return 0;
}

AXError element_set(struct app *a, struct key k, const char *name, CFTypeRef value) {
    switch (k.kind) {
    case APPLICATION: return set_of_app(a, name, value);
    case WINDOW: return set_of_window(a, window_find(k.window), name, value);
    default: return UNSUPPORTED;
    }
}

AXError element_perform(struct app *a, struct key k, const char *action) {
    struct window *w = window_find(k.window);
    if (k.kind == WINDOW && is(action, "AXRaise")) {
        w->raised++;
        window_to_front(w);
        app_focus(a, w);
        changed();
        return 0;
    }
    if (k.kind != BUTTON || !is(action, "AXPress")) return ACTION_UNSUPPORTED;
    if (w->buttons[k.part] != BUTTON_ENABLED) return FAILURE;
    switch (k.part) {
    case CLOSE:
        if (!w->ignores_close) window_close(w);
        break;
    case MINIMIZE: window_minimize(w, true); break;
    case FULLSCREEN: window_fullscreen(w, !w->fullscreen); break;
    }
    return 0;
}

// The lists of what elements have and can do ask nobody here: what they say does
// not depend on how the application is.

static AXError names(const char *const *list, int n, CFTypeRef *found) {
    CFTypeRef texts[32] = { NULL };
    for (int i = 0; i < n; i++) texts[i] = string_new(list[i]);
    *found = array_new(texts, n);
    while (n) CFRelease(texts[--n]);
    return 0;
}

EXPORT AXError AXUIElementCopyAttributeNames(CFTypeRef reference, CFTypeRef *found) {
    static const char *const all[] = { "AXRole", "AXSubrole", "AXTitle", "AXIdentifier", "AXPosition", "AXSize", "AXMinimized", "AXFullScreen", "AXModal", "AXMain", "AXFocused", "AXEnabled", "AXParent", "AXWindow", "AXTopLevelUIElement", "AXCloseButton", "AXFullScreenButton", "AXZoomButton", "AXMinimizeButton", "AXWindows", "AXFocusedWindow", "AXMainWindow", "AXFrontmost", "AXHidden", "AXEnhancedUserInterface" };
    struct element *e = element_of(reference, "AXUIElementCopyAttributeNames");
    const char *has[32];
    int n = 0;
    lock();
    struct app *a = app_find(e->key.pid);
    for (size_t i = 0; a && (e->key.kind == APPLICATION || window_find(e->key.window)) && i < sizeof all / sizeof *all; i++) {
        CFTypeRef value = NULL;
        AXError error = element_copy(a, e->key, all[i], &value);
        if (value) CFRelease(value);
        if (!error) has[n++] = all[i];
    }
    unlock();
    return names(has, n, found);
}

EXPORT AXError AXUIElementCopyActionNames(CFTypeRef reference, CFTypeRef *found) {
    static const char *const raise = "AXRaise", *const press = "AXPress";
    struct element *e = element_of(reference, "AXUIElementCopyActionNames");
    bool window = e->key.kind == WINDOW;
    return names(window ? &raise : &press, window || e->key.kind == BUTTON, found);
}

EXPORT AXError AXUIElementIsAttributeSettable(CFTypeRef reference, CFTypeRef attribute, Boolean *settable) {
    struct element *e = element_of(reference, "AXUIElementIsAttributeSettable");
    const char *name = string_text(attribute);
    lock();
    struct window *w = window_find(e->key.window);
    if (is(name, "AXPosition")) *settable = w && !w->refuses_position;
    else if (is(name, "AXSize")) *settable = w && !w->refuses_size;
    else *settable = is(name, "AXMinimized") || is(name, "AXFullScreen") || is(name, "AXMain") || is(name, "AXHidden") || is(name, "AXFrontmost") || is(name, "AXEnhancedUserInterface");
    unlock();
    return 0;
}
