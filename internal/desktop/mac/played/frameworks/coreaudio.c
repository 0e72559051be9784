// CoreAudio: output devices, their volume, and who listens to changes.

#include "played.h"

#include <stdlib.h>
#include <string.h>

struct address { uint32_t selector, scope, element; };
typedef int32_t (*listener)(uint32_t object, uint32_t count, const struct address *, void *client);

#define FOUR(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))
enum { NO_ERROR = 0, BAD_OBJECT = FOUR('!', 'o', 'b', 'j'), UNKNOWN_PROPERTY = FOUR('w', 'h', 'o', '?'), BAD_SIZE = FOUR('!', 's', 'i', 'z'), ILLEGAL = FOUR('n', 'o', 'p', 'e') };
enum { GLOBAL = FOUR('g', 'l', 'o', 'b'), OUTPUT = FOUR('o', 'u', 't', 'p') };

// What a device has.
enum { MAIN_VOLUME = 1, OWN_VOLUME = 2, CHANNEL_VOLUMES = 4, MUTE = 8, FIXED = 16, STEREO = 32 };

struct device { uint32_t id; char uid[64]; int has; float volume[16]; uint32_t muted; };

static struct device devices[8];
static uint32_t current;
static bool own_thread;
static pthread_mutex_t sound = PTHREAD_MUTEX_INITIALIZER;

struct listening { uint32_t object; struct address address; listener call; void *client; struct listening *next; };
static struct listening *listeners;

static struct device *device_of(uint32_t id) {
    for (int i = 0; i < 8; i++)
        if (id && devices[i].id == id) return &devices[i];
    return NULL;
}

// value is where a property is, NULL if there is none.
static void *value(uint32_t object, const struct address *a, uint32_t *size, bool *settable) {
    *settable = false;
    *size = sizeof(uint32_t);
    if (object == 1) return a->selector == FOUR('d', 'O', 'u', 't') && a->scope == GLOBAL && !a->element ? &current : NULL;
    struct device *d = device_of(object);
    if (!d) return NULL;
    *settable = !(d->has & FIXED);
    if (a->selector == FOUR('u', 'i', 'd', ' ') && a->scope == GLOBAL) {
        *size = sizeof(CFTypeRef);
        *settable = false;
        return d->uid;
    }
    if (a->scope != OUTPUT || a->element >= 16) return NULL;
    switch (a->selector) {
    case FOUR('v', 'm', 'v', 'c'): return d->has & MAIN_VOLUME && !a->element ? &d->volume[0] : NULL;
    case FOUR('v', 'o', 'l', 'm'):
        if (!a->element) return d->has & OWN_VOLUME ? &d->volume[0] : NULL;
        if (!(d->has & CHANNEL_VOLUMES)) return NULL;
        return a->element == (d->has & STEREO ? 3 : 1) || a->element == (d->has & STEREO ? 4 : 2) ? &d->volume[a->element] : NULL;
    case FOUR('m', 'u', 't', 'e'): return d->has & MUTE && !a->element ? &d->muted : NULL;
    case FOUR('d', 'c', 'h', '2'): {
        static uint32_t stereo[2] = { 3, 4 };
        *size = sizeof stereo;
        return d->has & STEREO ? stereo : NULL;
    }
    }
    return NULL;
}

EXPORT Boolean AudioObjectHasProperty(uint32_t object, const struct address *a) {
    uint32_t size;
    bool settable;
    pthread_mutex_lock(&sound);
    bool has = value(object, a, &size, &settable);
    pthread_mutex_unlock(&sound);
    return has;
}

EXPORT OSStatus AudioObjectIsPropertySettable(uint32_t object, const struct address *a, Boolean *settable) {
    uint32_t size;
    bool yes;
    pthread_mutex_lock(&sound);
    bool has = value(object, a, &size, &yes);
    pthread_mutex_unlock(&sound);
    *settable = yes;
    return has ? NO_ERROR : UNKNOWN_PROPERTY;
}

static pthread_cond_t recovered = PTHREAD_COND_INITIALIZER;
static bool hung;

EXPORT OSStatus AudioObjectGetPropertyData(uint32_t object, const struct address *a, uint32_t qualifier_size, const void *qualifier, uint32_t *room, void *data) {
    if (qualifier_size || qualifier) die("AudioObjectGetPropertyData: no qualifier is played");
    uint32_t size;
    bool settable;
    pthread_mutex_lock(&sound);
    while (hung) pthread_cond_wait(&recovered, &sound);
    void *v = value(object, a, &size, &settable);
    OSStatus status = v ? *room < size ? (OSStatus)BAD_SIZE : NO_ERROR : object == 1 || device_of(object) ? (OSStatus)UNKNOWN_PROPERTY : (OSStatus)BAD_OBJECT;
    if (!status) {
        if (a->selector == FOUR('u', 'i', 'd', ' ')) *(CFTypeRef *)data = string_new(v);
        else memcpy(data, v, size);
        *room = size;
    }
    pthread_mutex_unlock(&sound);
    return status;
}

// What changed is told by a thread of CoreAudio's own, if the program wished so,
// else by the main thread.

struct change { uint32_t object; struct address address; };
static struct change queue[256];
static unsigned queue_first, queue_last;
static pthread_cond_t queued = PTHREAD_COND_INITIALIZER;

static void tell(struct change c) {
    struct listening heard[64];
    int n = 0;
    pthread_mutex_lock(&sound);
    for (struct listening *l = listeners; l && n < 64; l = l->next)
        if (l->object == c.object && !memcmp(&l->address, &c.address, sizeof c.address)) heard[n++] = *l;
    pthread_mutex_unlock(&sound);
    for (int i = 0; i < n; i++) heard[i].call(c.object, 1, &c.address, heard[i].client);
}

static void *serve(void *unused) {
    (void)unused;
    for (;;) {
        pthread_mutex_lock(&sound);
        while (queue_first == queue_last) pthread_cond_wait(&queued, &sound);
        struct change c = queue[queue_first++ % 256];
        pthread_mutex_unlock(&sound);
        tell(c);
    }
    return NULL;
}

static void tell_on_main(void *data) {
    tell(*(struct change *)data);
    free(data);
}

static void announce(uint32_t object, uint32_t selector, uint32_t scope, uint32_t element) {
    struct change c = { object, { selector, scope, element } };
    pthread_mutex_lock(&sound);
    bool direct = own_thread;
    if (direct) {
        queue[queue_last++ % 256] = c;
        pthread_cond_signal(&queued);
    }
    pthread_mutex_unlock(&sound);
    if (direct) return;
    struct change *copy = malloc(sizeof *copy);
    *copy = c;
    lock();
    on_main(tell_on_main, copy);
    unlock();
}

EXPORT OSStatus AudioObjectSetPropertyData(uint32_t object, const struct address *a, uint32_t qualifier_size, const void *qualifier, uint32_t room, const void *data) {
    if (qualifier_size || qualifier) die("AudioObjectSetPropertyData: no qualifier is played");
    if (object == 1 && a->selector == FOUR('r', 'n', 'l', 'p')) {
        if (*(void *const *)data) die("AudioObjectSetPropertyData: only a thread of CoreAudio's own is played");
        pthread_mutex_lock(&sound);
        bool first = !own_thread;
        own_thread = true;
        pthread_mutex_unlock(&sound);
        pthread_t thread;
        if (first && !pthread_create(&thread, NULL, serve, NULL)) pthread_detach(thread);
        return NO_ERROR;
    }
    uint32_t size;
    bool settable;
    pthread_mutex_lock(&sound);
    void *v = value(object, a, &size, &settable);
    OSStatus status = !v ? (OSStatus)UNKNOWN_PROPERTY : !settable ? (OSStatus)ILLEGAL : room != size ? (OSStatus)BAD_SIZE : NO_ERROR;
    if (!status) memcpy(v, data, size);
    pthread_mutex_unlock(&sound);
    if (!status) announce(object, a->selector, a->scope, a->element);
    return status;
}

EXPORT OSStatus AudioObjectAddPropertyListener(uint32_t object, const struct address *a, listener call, void *client) {
    pthread_mutex_lock(&sound);
    bool there = object == 1 || device_of(object);
    if (there) {
        struct listening *l = malloc(sizeof *l);
        *l = (struct listening){ object, *a, call, client, listeners };
        listeners = l;
    }
    pthread_mutex_unlock(&sound);
    return there ? NO_ERROR : (OSStatus)BAD_OBJECT;
}

EXPORT OSStatus AudioObjectRemovePropertyListener(uint32_t object, const struct address *a, listener call, void *client) {
    OSStatus status = BAD_OBJECT;
    pthread_mutex_lock(&sound);
    for (struct listening **p = &listeners; *p; p = &(*p)->next)
        if ((*p)->object == object && !memcmp(&(*p)->address, a, sizeof *a) && (*p)->call == call && (*p)->client == client) {
            struct listening *l = *p;
            *p = l->next;
            free(l);
            status = NO_ERROR;
            break;
        }
    pthread_mutex_unlock(&sound);
    return status;
}

// play_sound_hang has nobody get an answer until it ends.
EXPORT void play_sound_hang(bool hangs) {
    pthread_mutex_lock(&sound);
    hung = hangs;
    pthread_cond_broadcast(&recovered);
    pthread_mutex_unlock(&sound);
}

// play_sound_device plugs a device in, with what it has.
EXPORT void play_sound_device(uint32_t id, const char *uid, int has) {
    pthread_mutex_lock(&sound);
    for (int i = 0; i < 8; i++)
        if (!devices[i].id) {
            devices[i] = (struct device){ .id = id, .has = has };
            strncpy(devices[i].uid, uid, sizeof devices[i].uid - 1);
            break;
        }
    pthread_mutex_unlock(&sound);
}

// play_sound_unplug takes a device and its listeners away.
EXPORT void play_sound_unplug(uint32_t id) {
    pthread_mutex_lock(&sound);
    struct device *d = device_of(id);
    if (d) d->id = 0;
    for (struct listening **p = &listeners; *p;)
        if ((*p)->object == id) {
            struct listening *l = *p;
            *p = l->next;
            free(l);
        } else p = &(*p)->next;
    pthread_mutex_unlock(&sound);
}

EXPORT void play_sound_default(uint32_t id) {
    pthread_mutex_lock(&sound);
    current = id;
    pthread_mutex_unlock(&sound);
    announce(1, FOUR('d', 'O', 'u', 't'), GLOBAL, 0);
}

// play_sound_volume is somebody else who changes one channel's volume; 0 is that
// of all.
EXPORT void play_sound_volume(uint32_t id, uint32_t element, float level) {
    pthread_mutex_lock(&sound);
    struct device *d = device_of(id);
    if (d) d->volume[element] = level;
    int has = d ? d->has : 0;
    pthread_mutex_unlock(&sound);
    if (has & MAIN_VOLUME && !element) announce(id, FOUR('v', 'm', 'v', 'c'), OUTPUT, 0);
    if (element || has & OWN_VOLUME) announce(id, FOUR('v', 'o', 'l', 'm'), OUTPUT, element);
}

EXPORT double play_sound_level(uint32_t id, uint32_t element) {
    pthread_mutex_lock(&sound);
    struct device *d = device_of(id);
    double level = d ? d->volume[element] : -1;
    pthread_mutex_unlock(&sound);
    return level;
}

EXPORT void play_sound_mute(uint32_t id, bool muted) {
    pthread_mutex_lock(&sound);
    struct device *d = device_of(id);
    if (d) d->muted = muted;
    pthread_mutex_unlock(&sound);
    announce(id, FOUR('m', 'u', 't', 'e'), OUTPUT, 0);
}

EXPORT int play_sound_listeners(void) {
    int n = 0;
    pthread_mutex_lock(&sound);
    for (struct listening *l = listeners; l; l = l->next) n++;
    pthread_mutex_unlock(&sound);
    return n;
}
