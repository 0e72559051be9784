// The runtime of Objective-C as far as CoreWLAN's CWWiFiClient and CWInterface
// need it.

#include "played.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char client_class, client, interface;
static char device[32], ssid[64];
static long strength;
static pthread_mutex_t air = PTHREAD_MUTEX_INITIALIZER;

EXPORT void *objc_getClass(const char *name) { return strcmp(name, "CWWiFiClient") ? NULL : &client_class; }

// Selectors are the same for the same name.
EXPORT const char *sel_registerName(const char *name) {
    static char *known[32];
    pthread_mutex_lock(&air);
    int i = 0;
    while (i < 31 && known[i] && strcmp(known[i], name)) i++;
    if (!known[i]) known[i] = strdup(name);
    pthread_mutex_unlock(&air);
    return known[i];
}

// Pools are a thread's own, one within the other.
struct pooled { CFTypeRef object; struct pooled *next; };
static _Thread_local struct pooled *pool;
static _Thread_local int depth;

EXPORT void *objc_autoreleasePoolPush(void) {
    depth++;
    struct pooled *mark = calloc(1, sizeof *mark);
    mark->next = pool;
    return pool = mark;
}

EXPORT void objc_autoreleasePoolPop(void *mark) {
    for (bool last = false; !last;) {
        struct pooled *p = pool;
        if (!p) die("objc_autoreleasePoolPop: there is no such pool on this thread");
        pool = p->next;
        last = p == mark;
        if (p->object) CFRelease(p->object);
        free(p);
    }
    depth--;
}

static void *autoreleased(const char *text) {
    if (!*text) return NULL;
    if (!depth) die("objc_msgSend: the thread has no autorelease pool, the object leaks");
    struct pooled *p = malloc(sizeof *p);
    *p = (struct pooled){ string_new(text), pool };
    pool = p;
    return (void *)p->object;
}

EXPORT void *objc_msgSend(void *receiver, const char *selector) {
    if (!receiver) return NULL;
    pthread_mutex_lock(&air);
    void *answer = NULL;
    if (receiver == &client_class && !strcmp(selector, "sharedWiFiClient")) answer = &client;
    else if (receiver == &client && !strcmp(selector, "interface")) answer = *device ? &interface : NULL;
    else if (receiver == &interface && !strcmp(selector, "interfaceName")) answer = autoreleased(device);
    else if (receiver == &interface && !strcmp(selector, "ssid")) answer = autoreleased(ssid);
    else if (receiver == &interface && !strcmp(selector, "rssiValue")) answer = (void *)strength;
    else die("objc_msgSend: the receiver does not understand %s", selector);
    pthread_mutex_unlock(&air);
    return answer;
}

// play_wireless is the interface, "" for none, and the network's name, "" for
// none or one that is not told.
EXPORT void play_wireless(const char *name, const char *network, long rssi) {
    pthread_mutex_lock(&air);
    snprintf(device, sizeof device, "%s", name);
    snprintf(ssid, sizeof ssid, "%s", network);
    strength = rssi;
    pthread_mutex_unlock(&air);
}
