// Distributed notifications.

#ifndef NOTIFICATIONS_H
#define NOTIFICATIONS_H

#include "played.h"

// distribute has a notification delivered; it takes the reference of about over.
void distribute(const char *name, CFTypeRef about);

#endif
