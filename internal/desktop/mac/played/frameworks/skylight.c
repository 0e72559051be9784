// The private functions with which one window of an application is focused.

#include "played.h"

#include <math.h>
#include <string.h>

struct serial { uint32_t high, low; };

EXPORT OSStatus GetProcessForPID(int32_t pid, struct serial *psn) {
    lock();
    bool runs = app_find(pid);
    unlock();
    if (!runs) return -600; // procNotFound
    *psn = (struct serial){ 0, (uint32_t)pid };
    return 0;
}

EXPORT CGError _SLPSSetFrontProcessWithOptions(const struct serial *psn, uint32_t window, uint32_t mode) {
    if (mode != 0x200) die("_SLPSSetFrontProcessWithOptions: the mode %#x is not played", mode);
    lock();
    struct app *a = app_find((int32_t)psn->low);
    struct window *w = window_find(window);
    if (a) app_front(a, NULL, false);
    if (w) window_to_front(w);
    unlock();
    return a ? 0 : 1001;
}

EXPORT CGError SLPSPostEventRecordTo(const struct serial *psn, const unsigned char *record) {
    uint32_t id;
    CGPoint location;
    memcpy(&id, record + 0x3c, sizeof id);
    memcpy(&location, record + 0x20, sizeof location);
    if (record[4] != 0xf8 || record[8] != 1 || record[0x3a] != 0x10) die("SLPSPostEventRecordTo: this record is not played");
    lock();
    struct app *a = app_find((int32_t)psn->low);
    struct window *w = window_find(id);
    bool hits = w && location.x < w->frame.size.width + 5 && location.y < w->frame.size.height + 5;
    if (!isfinite(location.x) || !isfinite(location.y) || hits) die("SLPSPostEventRecordTo: the press hits something in the window");
    // An application that hangs does not see it.
    if (a && w && !a->hung) app_focus(a, w);
    unlock();
    return a ? 0 : 1001;
}
