// The private functions with which one window of an application is focused.

#include "played.h"

#include <string.h>

struct serial { uint32_t high, low; };

static uint32_t wanted; // the window that SLPSPostEventRecordTo will make the key window

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
    wanted = 0;
    unlock();
    return a ? 0 : 1001;
}

EXPORT CGError SLPSPostEventRecordTo(const struct serial *psn, const unsigned char *record) {
    uint32_t id;
    memcpy(&id, record + 0x3c, sizeof id);
    if (record[4] != 0xf8 || record[0x3a] != 0x10) die("SLPSPostEventRecordTo: this record is not played");
    lock();
    struct app *a = app_find((int32_t)psn->low);
    struct window *w = window_find(id);
    if (a && w && record[8] == 1) wanted = id;
    // The second record completes the click. An application that hangs does
    // not see it.
    if (a && w && record[8] == 2 && wanted == id && !a->hung) app_focus(a, w);
    unlock();
    return a ? 0 : 1001;
}
