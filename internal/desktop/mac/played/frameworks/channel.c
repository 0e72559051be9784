#include "channel.h"

#include <stdlib.h>

static pthread_mutex_t channels = PTHREAD_MUTEX_INITIALIZER;

void channels_hold(void) { pthread_mutex_lock(&channels); }
void channels_let(void) { pthread_mutex_unlock(&channels); }

static bool is_ready(struct source *s) { return ((struct channel *)s->owner)->pending > 0; }

static void serve(struct source *s) {
    struct channel *c = s->owner;
    c->pending = 0;
    unlock();
    c->deliver(c);
    lock();
}

static void ended(void *data) {
    struct channel *c = data;
    pthread_mutex_lock(&channels);
    for (struct channel **p = c->list; *p; p = &(*p)->next)
        if (*p == c) {
            *p = c->next;
            break;
        }
    pthread_mutex_unlock(&channels);
    if (c->close) c->close(c);
    free(c);
}

struct channel *channel_new(struct channel **list, void (*deliver)(struct channel *), void *callback, void *context) {
    struct channel *c = calloc(1, sizeof *c);
    c->deliver = deliver;
    c->callback = callback;
    c->context = context;
    c->source = source_new(is_ready, serve, c);
    c->source->ended = ended;
    c->source->data = c;
    pthread_mutex_lock(&channels);
    c->list = list;
    c->next = *list;
    *list = c;
    pthread_mutex_unlock(&channels);
    return c;
}

void channel_ring(struct channel *const *list, const void *context, bool all) {
    pthread_mutex_lock(&channels);
    lock();
    for (struct channel *c = *list; c; c = c->next)
        if (all || c->context == context) {
            c->pending++;
            source_wake(c->source);
        }
    unlock();
    pthread_mutex_unlock(&channels);
}

int channel_count(struct channel *const *list) {
    int n = 0;
    pthread_mutex_lock(&channels);
    for (struct channel *c = *list; c; c = c->next) n++;
    pthread_mutex_unlock(&channels);
    return n;
}
