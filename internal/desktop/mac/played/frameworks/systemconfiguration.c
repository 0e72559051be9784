// SystemConfiguration: the dynamic store.

#include "channel.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// An entry is one field of a key's dictionary: a text, or a list of words.
struct entry { char *key, *field, *text; bool list; struct entry *next; };
static struct entry *entries;
static pthread_mutex_t net = PTHREAD_MUTEX_INITIALIZER;

struct context { CFIndex version; void *info; void *callbacks[3]; };
struct store { object object; void *callback, *info; CFTypeRef keys, patterns; };
static struct channel *sessions;

// Changed keys wait for the session that watches them.
struct news { struct store *store; char *key; struct news *next; };
static struct news *news;

EXPORT CFTypeRef SCDynamicStoreCreate(CFTypeRef allocator, CFTypeRef name, void *callback, const struct context *context) {
    if (allocator || (context && (context->version || context->callbacks[0]))) die("SCDynamicStoreCreate: this context is not played");
    string_text(name);
    struct store *s = create(STORE, sizeof *s);
    s->callback = callback;
    s->info = context ? context->info : NULL;
    return s;
}

static void finish(object *o) {
    struct store *s = (struct store *)o;
    if (s->keys) CFRelease(s->keys);
    if (s->patterns) CFRelease(s->patterns);
    pthread_mutex_lock(&net);
    for (struct news **p = &news; *p;)
        if ((*p)->store == s) {
            struct news *n = *p;
            *p = n->next;
            free(n->key);
            free(n);
        } else p = &(*p)->next;
    pthread_mutex_unlock(&net);
}

EXPORT Boolean SCDynamicStoreSetNotificationKeys(CFTypeRef reference, CFTypeRef keys, CFTypeRef patterns) {
    struct store *s = (struct store *)checked(reference, STORE, "SCDynamicStoreSetNotificationKeys");
    if (keys) retain(keys);
    if (patterns) retain(patterns);
    pthread_mutex_lock(&net);
    CFTypeRef old[] = { s->keys, s->patterns };
    s->keys = keys;
    s->patterns = patterns;
    pthread_mutex_unlock(&net);
    for (int i = 0; i < 2; i++)
        if (old[i]) CFRelease(old[i]);
    return true;
}

CFTypeRef CFArrayGetValueAtIndex(CFTypeRef, CFIndex);
CFIndex CFArrayGetCount(CFTypeRef);

static void deliver(struct channel *c) {
    struct store *s = c->context;
    CFTypeRef keys[64];
    int n = 0;
    pthread_mutex_lock(&net);
    for (struct news **p = &news; *p && n < 64;)
        if ((*p)->store == s) {
            struct news *one = *p;
            *p = one->next;
            keys[n++] = string_new(one->key);
            free(one->key);
            free(one);
        } else p = &(*p)->next;
    pthread_mutex_unlock(&net);
    CFTypeRef list = array_new(keys, n);
    for (int i = 0; i < n; i++) CFRelease(keys[i]);
    if (n) ((void (*)(CFTypeRef, CFTypeRef, void *))s->callback)(s, list, s->info);
    CFRelease(list);
}

static void closed(struct channel *c) { CFRelease(c->context); }

EXPORT CFTypeRef SCDynamicStoreCreateRunLoopSource(CFTypeRef allocator, CFTypeRef reference, CFIndex order) {
    struct store *s = (struct store *)checked(reference, STORE, "SCDynamicStoreCreateRunLoopSource");
    if (allocator || order) die("SCDynamicStoreCreateRunLoopSource: neither allocator nor order is played");
    retain(s);
    struct channel *c = channel_new(&sessions, deliver, NULL, s);
    c->close = closed;
    return c->source;
}

// matches says whether a key matches a pattern from its beginning to its end.
static bool matches(const char *pattern, const char *key) {
    char whole[512];
    regex_t r;
    snprintf(whole, sizeof whole, "^%s$", pattern);
    if (regcomp(&r, whole, REG_EXTENDED | REG_NOSUB)) die("the pattern %s is wrong", pattern);
    bool yes = !regexec(&r, key, 0, NULL, 0);
    regfree(&r);
    return yes;
}

EXPORT CFTypeRef SCDynamicStoreCopyKeyList(CFTypeRef reference, CFTypeRef pattern) {
    checked(reference, STORE, "SCDynamicStoreCopyKeyList");
    CFTypeRef keys[64];
    const char *seen[64];
    int n = 0;
    pthread_mutex_lock(&net);
    for (struct entry *e = entries; e && n < 64; e = e->next) {
        bool again = false;
        for (int i = 0; i < n; i++) again |= !strcmp(seen[i], e->key);
        if (again || !matches(string_text(pattern), e->key)) continue;
        seen[n] = e->key;
        keys[n++] = string_new(e->key);
    }
    pthread_mutex_unlock(&net);
    CFTypeRef list = array_new(keys, n);
    for (int i = 0; i < n; i++) CFRelease(keys[i]);
    return list;
}

static CFTypeRef words(const char *text) {
    CFTypeRef values[16];
    int n = 0;
    char *copy = strdup(text), *rest = copy, *word;
    while ((word = strsep(&rest, " ")) && n < 16)
        if (*word) values[n++] = string_new(word);
    free(copy);
    CFTypeRef list = array_new(values, n);
    for (int i = 0; i < n; i++) CFRelease(values[i]);
    return list;
}

EXPORT CFTypeRef SCDynamicStoreCopyValue(CFTypeRef reference, CFTypeRef key) {
    checked(reference, STORE, "SCDynamicStoreCopyValue");
    CFTypeRef fields[16], values[16];
    int n = 0;
    pthread_mutex_lock(&net);
    for (struct entry *e = entries; e && n < 16; e = e->next)
        if (!strcmp(e->key, string_text(key))) {
            fields[n] = string_new(e->field);
            values[n++] = e->list ? words(e->text) : string_new(e->text);
        }
    pthread_mutex_unlock(&net);
    if (!n) return NULL;
    CFTypeRef d = dictionary_new(fields, values, n);
    for (int i = 0; i < n; i++) CFRelease(fields[i]);
    return d;
}

static bool watches(struct store *s, const char *key) {
    for (CFIndex i = 0; s->keys && i < CFArrayGetCount(s->keys); i++)
        if (!strcmp(string_text(CFArrayGetValueAtIndex(s->keys, i)), key)) return true;
    for (CFIndex i = 0; s->patterns && i < CFArrayGetCount(s->patterns); i++)
        if (matches(string_text(CFArrayGetValueAtIndex(s->patterns, i)), key)) return true;
    return false;
}

static void drop(const char *key, const char *field) {
    for (struct entry **p = &entries; *p;)
        if (!strcmp((*p)->key, key) && (!*field || !strcmp((*p)->field, field))) {
            struct entry *e = *p;
            *p = e->next;
            free(e->key);
            free(e->field);
            free(e->text);
            free(e);
        } else p = &(*p)->next;
}

// play_network sets a field of a key, silently; without a text it goes, and
// without a field the whole key does.
EXPORT void play_network(const char *key, const char *field, const char *text, bool list) {
    pthread_mutex_lock(&net);
    drop(key, field);
    if (*text) {
        struct entry *e = malloc(sizeof *e);
        *e = (struct entry){ strdup(key), strdup(field), strdup(text), list, entries };
        entries = e;
    }
    pthread_mutex_unlock(&net);
}

// play_network_told tells everybody who watches a key that it changed.
EXPORT void play_network_told(const char *key) {
    channels_hold();
    pthread_mutex_lock(&net);
    for (struct channel *c = sessions; c; c = c->next) {
        struct store *s = c->context;
        if (!watches(s, key)) continue;
        struct news *n = malloc(sizeof *n);
        *n = (struct news){ s, strdup(key), news };
        news = n;
    }
    pthread_mutex_unlock(&net);
    channels_let();
    channel_ring(&sessions, NULL, true);
}

EXPORT int play_network_sessions(void) { return channel_count(&sessions); }

__attribute__((constructor)) static void declare(void) { classes[STORE] = (struct class){ "SCDynamicStore", finish, NULL, NULL, NULL }; }
