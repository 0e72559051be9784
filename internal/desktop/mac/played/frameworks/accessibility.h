// What the parts of accessibility share: elements, and how applications are
// asked.

#ifndef ACCESSIBILITY_H
#define ACCESSIBILITY_H

#include "played.h"

enum {
    FAILURE = -25200, ILLEGAL_ARGUMENT = -25201, INVALID_ELEMENT = -25202, CANNOT_COMPLETE = -25204, UNSUPPORTED = -25205, ACTION_UNSUPPORTED = -25206,
    ALREADY_REGISTERED = -25209, NOT_REGISTERED = -25210, API_DISABLED = -25211, NO_VALUE = -25212
};

struct element { object object; struct key key; double timeout; };
struct held { struct key subject; char *name; void *tag; struct held *next; };

bool same(struct key, struct key);
bool exists(struct key); // whether what it stands for is still there
struct element *element_of(CFTypeRef, const char *function);

// ask waits for the application of an element to listen. Its main thread does
// one thing after the other. If the answer is 0 the lock is held; in_time is
// false when the application comes to do it, but after the program has stopped
// waiting.
AXError ask(struct element *, struct app **found, bool *in_time);

void held_append(struct queue *, struct key subject, const char *name, void *tag);
void held_drop(struct queue *);

EXPORT CFTypeRef AXValueCreate(uint32_t kind, const void *bytes);
EXPORT Boolean AXValueGetValue(CFTypeRef value, uint32_t kind, void *bytes);

#endif
