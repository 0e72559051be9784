// Channels are how a framework calls back on the run loop that its source was
// added to.

#ifndef CHANNEL_H
#define CHANNEL_H

#include "played.h"

struct channel {
    struct source *source;
    atomic_int pending;
    void (*deliver)(struct channel *); // on the loop's thread, without the lock
    void (*close)(struct channel *);   // when the source is released; may be NULL
    void *callback, *context, *more;
    struct channel **list, *next;
};

// channel_new makes a channel of a list. The reference of its source is the
// caller's; the channel ends with it.
struct channel *channel_new(struct channel **list, void (*deliver)(struct channel *), void *callback, void *context);

// channel_ring has channels of a list deliver: that with the context, or all.
void channel_ring(struct channel *const *list, const void *context, bool all);
// channels_hold keeps the lists as they are until channels_let.
void channels_hold(void);
void channels_let(void);
int channel_count(struct channel *const *list);

#endif
