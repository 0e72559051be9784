// IOKit: power sources, and sleep.

#include "channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Power sources.

struct battery { bool there, present, held; char type[32], state[32]; int current, most, to_empty, to_full; };

static struct battery batteries[4];
static char providing[32] = "AC Power";
static struct channel *watchers;
static pthread_mutex_t power = PTHREAD_MUTEX_INITIALIZER;

static pthread_cond_t recovered = PTHREAD_COND_INITIALIZER;
static bool hung;

static CFTypeRef describe(const struct battery *b) {
    CFTypeRef keys[] = {
        string_new("Type"), string_new("Is Present"), string_new("Power Source State"), string_new("Current Capacity"),
        string_new("Max Capacity"), string_new("Time to Empty"), string_new("Time to Full Charge"), string_new("Is Charging"),
    };
    CFTypeRef values[] = {
        string_new(b->type), boolean(b->present), string_new(b->state), int_new(b->current),
        int_new(b->most), int_new(b->to_empty), int_new(b->to_full), boolean(b->current < b->most && strcmp(b->state, "Battery Power") && !b->held),
    };
    CFTypeRef d = dictionary_new(keys, values, 8);
    for (int i = 0; i < 8; i++) CFRelease(keys[i]);
    return d;
}

// The snapshot is an array: what provides power, then the sources. Its users may
// look at it through the functions only.
EXPORT CFTypeRef IOPSCopyPowerSourcesInfo(void) {
    pthread_mutex_lock(&power);
    while (hung) pthread_cond_wait(&recovered, &power);
    CFTypeRef values[5] = { string_new(providing) };
    int n = 1;
    for (int i = 0; i < 4; i++)
        if (batteries[i].there) values[n++] = describe(&batteries[i]);
    pthread_mutex_unlock(&power);
    CFTypeRef snapshot = array_new(values, n);
    for (int i = 0; i < n; i++) CFRelease(values[i]);
    return snapshot;
}

CFTypeRef CFArrayGetValueAtIndex(CFTypeRef, CFIndex);
CFIndex CFArrayGetCount(CFTypeRef);

EXPORT CFTypeRef IOPSCopyPowerSourcesList(CFTypeRef snapshot) {
    CFTypeRef values[4];
    CFIndex n = CFArrayGetCount(snapshot) - 1;
    for (CFIndex i = 0; i < n; i++) values[i] = CFArrayGetValueAtIndex(snapshot, i + 1);
    return array_new(values, n);
}

EXPORT CFTypeRef IOPSGetPowerSourceDescription(CFTypeRef snapshot, CFTypeRef source) {
    checked(snapshot, ARRAY, "IOPSGetPowerSourceDescription");
    checked(source, DICTIONARY, "IOPSGetPowerSourceDescription");
    return source;
}

EXPORT CFTypeRef IOPSGetProvidingPowerSourceType(CFTypeRef snapshot) { return CFArrayGetValueAtIndex(snapshot, 0); }

static void power_changed(struct channel *c) { ((void (*)(void *))c->callback)(c->context); }

EXPORT CFTypeRef IOPSNotificationCreateRunLoopSource(void *callback, void *context) {
    return channel_new(&watchers, power_changed, callback, context)->source;
}

// play_battery_held has a battery be charged no further, or again, silently.
EXPORT void play_battery_held(int i, bool held) {
    pthread_mutex_lock(&power);
    batteries[i].held = held;
    pthread_mutex_unlock(&power);
}

// play_power says what the Mac draws on, and tells of it.
EXPORT void play_power(const char *from) {
    pthread_mutex_lock(&power);
    snprintf(providing, sizeof providing, "%s", from);
    pthread_mutex_unlock(&power);
    channel_ring(&watchers, NULL, true);
}

// play_battery puts a source in and takes it out with an empty type, silently:
// play_power tells.
EXPORT void play_battery(int i, const char *type, bool present, int current, int most, const char *state, int to_empty, int to_full) {
    pthread_mutex_lock(&power);
    struct battery *b = &batteries[i];
    *b = (struct battery){ .there = *type, .present = present, .current = current, .most = most, .to_empty = to_empty, .to_full = to_full };
    snprintf(b->type, sizeof b->type, "%s", type);
    snprintf(b->state, sizeof b->state, "%s", state);
    pthread_mutex_unlock(&power);
}

// play_power_hang has nobody get an answer about power sources until it ends.
EXPORT void play_power_hang(bool hangs) {
    pthread_mutex_lock(&power);
    hung = hangs;
    pthread_cond_broadcast(&recovered);
    pthread_mutex_unlock(&power);
}

EXPORT int play_power_watchers(void) { return channel_count(&watchers); }

// Sleep.

struct port { struct channel *channel; };
struct message { uint32_t type; long id; void *context; struct message *next; };

static struct channel *sleepers;
static struct message *messages;
static uint32_t last_notifier;
static long last_id;
static int connections;
static long allowed; // the last change that everybody who had to allowed
static int unanswered;

static void sleep_changed(struct channel *c) {
    for (;;) {
        pthread_mutex_lock(&power);
        struct message **p = &messages, *m = NULL;
        while (*p && (*p)->context != c->context) p = &(*p)->next;
        if ((m = *p)) *p = m->next;
        pthread_mutex_unlock(&power);
        if (!m) return;
        ((void (*)(void *, uint32_t, uint32_t, void *))c->callback)(c->context, 1, m->type, (void *)m->id);
        free(m);
    }
}

EXPORT uint32_t IORegisterForSystemPower(void *context, struct port **port, void *callback, uint32_t *notifier) {
    *port = malloc(sizeof **port);
    (*port)->channel = channel_new(&sleepers, sleep_changed, callback, context);
    pthread_mutex_lock(&power);
    *notifier = ++last_notifier;
    connections++;
    pthread_mutex_unlock(&power);
    return 0x1003;
}

EXPORT int32_t IODeregisterForSystemPower(uint32_t *notifier) {
    if (!*notifier) die("IODeregisterForSystemPower: there is no notifier");
    *notifier = 0;
    return 0;
}

EXPORT CFTypeRef IONotificationPortGetRunLoopSource(struct port *port) { return port->channel->source; }

EXPORT void IONotificationPortDestroy(struct port *port) {
    struct source *s = port->channel->source;
    source_end(s);
    CFRelease(s);
    free(port);
}

EXPORT int32_t IOServiceClose(uint32_t connection) {
    if (connection != 0x1003) die("IOServiceClose: there is no connection %u", connection);
    pthread_mutex_lock(&power);
    connections--;
    pthread_mutex_unlock(&power);
    return 0;
}

EXPORT int32_t IOAllowPowerChange(uint32_t connection, long id) {
    if (connection != 0x1003) die("IOAllowPowerChange: there is no connection %u", connection);
    pthread_mutex_lock(&power);
    if (id == last_id && --unanswered == 0) allowed = id;
    pthread_mutex_unlock(&power);
    lock();
    changed();
    unlock();
    return 0;
}

// play_sleep_message sends one of IOMessage.h's to everybody who registered, and
// returns the number that they answer with.
EXPORT long play_sleep_message(uint32_t type) {
    channels_hold();
    pthread_mutex_lock(&power);
    long id = ++last_id;
    unanswered = 0;
    for (struct channel *c = sleepers; c; c = c->next) {
        struct message *m = malloc(sizeof *m), **end = &messages;
        *m = (struct message){ type, id, c->context, NULL };
        while (*end) end = &(*end)->next;
        *end = m;
        unanswered++;
    }
    pthread_mutex_unlock(&power);
    channels_let();
    channel_ring(&sleepers, NULL, true);
    return id;
}

EXPORT long play_sleep_allowed(void) {
    pthread_mutex_lock(&power);
    long id = allowed;
    pthread_mutex_unlock(&power);
    return id;
}

EXPORT int play_sleep_connections(void) { return connections; }
