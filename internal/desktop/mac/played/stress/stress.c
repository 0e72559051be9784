// A program that uses the played frameworks from many threads at once, for
// sanitizers to watch: applications that hang and come back, observers that are
// released while they are told, taps that end while keys come.

#include "../frameworks/played.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4, ROUNDS = 150 };

extern CFTypeRef kCFRunLoopDefaultMode, kCFRunLoopCommonModes;
struct callbacks;
extern struct callbacks kCFTypeArrayCallBacks;
CFTypeRef CFRunLoopGetCurrent(void), CFMachPortCreateRunLoopSource(CFTypeRef, CFTypeRef, CFIndex);
int32_t CFRunLoopRunInMode(CFTypeRef, double, Boolean);
void CFRunLoopAddSource(CFTypeRef, CFTypeRef, CFTypeRef), CFMachPortInvalidate(CFTypeRef);
CFIndex CFArrayGetCount(CFTypeRef);
CFTypeRef CFArrayGetValueAtIndex(CFTypeRef, CFIndex);
CFTypeRef AXUIElementCreateApplication(int32_t), AXObserverGetRunLoopSource(CFTypeRef), AXValueCreate(uint32_t, const void *);
AXError AXUIElementSetMessagingTimeout(CFTypeRef, float), AXUIElementCopyAttributeValue(CFTypeRef, CFTypeRef, CFTypeRef *), AXUIElementSetAttributeValue(CFTypeRef, CFTypeRef, CFTypeRef), AXUIElementCopyMultipleAttributeValues(CFTypeRef, CFTypeRef, uint32_t, CFTypeRef *), AXUIElementCopyAttributeNames(CFTypeRef, CFTypeRef *);
AXError AXObserverCreate(int32_t, void (*)(const void *, CFTypeRef, CFTypeRef, void *), CFTypeRef *), AXObserverAddNotification(CFTypeRef, CFTypeRef, CFTypeRef, void *);
CFTypeRef CGEventTapCreate(uint32_t, uint32_t, uint32_t, uint64_t, CFTypeRef (*)(void *, uint32_t, CFTypeRef, void *), void *), CGWindowListCopyWindowInfo(uint32_t, uint32_t), CGSessionCopyCurrentDictionary(void);

bool play_launch(int32_t, const char *, const char *, int), play_quit(int32_t), play_announce(uint32_t, bool), play_close(uint32_t), play_living(long, char *, long);
uint32_t play_open(int32_t, double, double, double, double);
int play_set(char, uint32_t, const char *, double), play_place(uint32_t, double, double, double, double), play_text(uint32_t, const char *, const char *), play_key(uint16_t, uint64_t, bool, bool);
void play_start(void), play_stop(void), play_display(uint32_t, const char *, double, double, double, double, double, bool, uint32_t), play_displays(void);
long play_objects(void);

static atomic_long told;

static void hear(const void *observer, CFTypeRef element, CFTypeRef name, void *tag) {
    (void)observer;
    (void)tag;
    (void)element;
    (void)name;
    atomic_fetch_add(&told, 1);
}

static CFTypeRef swallow(void *proxy, uint32_t type, CFTypeRef event, void *info) {
    (void)proxy;
    (void)type;
    (void)event;
    (void)info;
    return NULL;
}

static void look(CFTypeRef app, CFTypeRef windows_name, CFTypeRef position) {
    CFTypeRef windows = NULL;
    if (AXUIElementCopyAttributeValue(app, windows_name, &windows)) return;
    for (CFIndex i = 0; i < CFArrayGetCount(windows); i++) {
        CFTypeRef w = CFArrayGetValueAtIndex(windows, i), names[] = { position, windows_name }, list = array_new(names, 2), values = NULL;
        if (!AXUIElementCopyMultipleAttributeValues(w, list, 0, &values)) CFRelease(values);
        CFRelease(list);
        CGPoint p = { 50 + i, 60 };
        CFTypeRef point = AXValueCreate(1, &p);
        AXUIElementSetAttributeValue(w, position, point);
        CFRelease(point);
        if (!AXUIElementCopyAttributeNames(w, &values)) CFRelease(values);
    }
    CFRelease(windows);
}

static void *serve(void *argument) {
    int32_t pid = 100 + (int32_t)(long)argument;
    CFTypeRef created = string_new("AXWindowCreated"), moved = string_new("AXWindowMoved"), windows = string_new("AXWindows"), position = string_new("AXPosition");
    for (int round = 0; round < ROUNDS; round++) {
        CFTypeRef app = AXUIElementCreateApplication(pid), observer = NULL;
        AXUIElementSetMessagingTimeout(app, 0.002f);
        if (!AXObserverCreate(pid, hear, &observer)) {
            AXObserverAddNotification(observer, app, created, NULL);
            AXObserverAddNotification(observer, app, moved, NULL);
            CFRunLoopAddSource(CFRunLoopGetCurrent(), AXObserverGetRunLoopSource(observer), kCFRunLoopCommonModes);
        }
        CFTypeRef tap = CGEventTapCreate(1, 0, 0, 1 << 10, swallow, NULL), source = CFMachPortCreateRunLoopSource(NULL, tap, 0);
        CFRunLoopAddSource(CFRunLoopGetCurrent(), source, kCFRunLoopCommonModes);
        CFRunLoopRunInMode(kCFRunLoopDefaultMode, 0.001, true);
        look(app, windows, position);
        CFRelease(CGWindowListCopyWindowInfo(0, 0));
        CFRelease(CGSessionCopyCurrentDictionary());
        CFMachPortInvalidate(tap);
        CFRelease(source);
        CFRelease(tap);
        if (observer) CFRelease(observer);
        CFRelease(app);
    }
    CFRelease(created);
    CFRelease(moved);
    CFRelease(windows);
    CFRelease(position);
    return NULL;
}

static atomic_bool finished;

static void *disturb(void *unused) {
    (void)unused;
    for (unsigned n = 0; !atomic_load(&finished); n++) {
        int32_t pid = 100 + (int32_t)(n % THREADS);
        play_launch(pid, "com.example", "Example", 0);
        uint32_t w = play_open(pid, 10, 50, 300, 200);
        play_announce(w, true);
        play_set('a', (uint32_t)pid, "hung", n % 3 == 0);
        play_place(w, n % 100, 60, 300, 200);
        play_text(w, "title", "title");
        play_key(4, 0, true, false);
        play_set('a', (uint32_t)pid, "hung", 0);
        if (n % 2) play_close(w);
        if (n % 7 == 0) play_quit(pid);
        play_display(1 + n % 2, "UUID", 0, 0, 1440, 900, 25, true, 0);
        play_displays();
    }
    return NULL;
}

int main(void) {
    play_start();
    play_set('m', 0, "tap_timeout", 0.001);
    pthread_t threads[THREADS], disturber;
    pthread_create(&disturber, NULL, disturb, NULL);
    for (long i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, serve, (void *)i);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    atomic_store(&finished, true);
    pthread_join(disturber, NULL);
    play_stop();
    char text[200];
    for (long n = 0; play_living(n, text, sizeof text) && n < 20; n++) printf("left: %s\n", text);
    printf("told %ld times\n", atomic_load(&told));
    return play_objects() != 0 || !atomic_load(&told);
}
