// DisplayServices and MediaRemote, which are private.

#include "played.h"

typedef void (*brightened)(CFTypeRef center, void *observer, CFTypeRef name, const void *object, CFTypeRef about);

static pthread_mutex_t light = PTHREAD_MUTEX_INITIALIZER;
static float brightness = -1;
static struct { uint32_t display, observer; brightened call; } registered[8];
static int sent = -1;

EXPORT int32_t DisplayServicesGetBrightness(uint32_t display, float *level) {
    (void)display;
    pthread_mutex_lock(&light);
    *level = brightness;
    pthread_mutex_unlock(&light);
    return *level < 0 ? -536870201 : 0;
}

static void tell(void *unused) {
    (void)unused;
    for (int i = 0; i < 8; i++) {
        pthread_mutex_lock(&light);
        brightened call = registered[i].call;
        uint32_t observer = registered[i].observer;
        pthread_mutex_unlock(&light);
        if (call) call(NULL, (void *)(uintptr_t)observer, NULL, NULL, NULL);
    }
}

// play_brightness is somebody else who changes it, a key for example.
EXPORT void play_brightness(double level) {
    pthread_mutex_lock(&light);
    brightness = (float)level;
    pthread_mutex_unlock(&light);
    lock();
    on_main(tell, NULL);
    unlock();
}

EXPORT int32_t DisplayServicesSetBrightness(uint32_t display, float level) {
    (void)display;
    if (level < 0 || level > 1) return -536870206;
    play_brightness(level);
    return 0;
}

EXPORT int32_t DisplayServicesRegisterForBrightnessChangeNotifications(uint32_t display, uint32_t observer, brightened call) {
    int32_t status = -1;
    pthread_mutex_lock(&light);
    for (int i = 0; i < 8 && status; i++)
        if (!registered[i].call) {
            registered[i].display = display;
            registered[i].observer = observer;
            registered[i].call = call;
            status = 0;
        }
    pthread_mutex_unlock(&light);
    return status;
}

EXPORT int32_t DisplayServicesUnregisterForBrightnessChangeNotifications(uint32_t display, uint32_t observer) {
    int32_t status = -1;
    pthread_mutex_lock(&light);
    for (int i = 0; i < 8 && status; i++)
        if (registered[i].call && registered[i].display == display && registered[i].observer == observer) {
            registered[i].call = NULL;
            status = 0;
        }
    pthread_mutex_unlock(&light);
    return status;
}

EXPORT int play_brightness_watchers(void) {
    int n = 0;
    pthread_mutex_lock(&light);
    for (int i = 0; i < 8; i++) n += registered[i].call != NULL;
    pthread_mutex_unlock(&light);
    return n;
}

EXPORT double play_brightness_level(void) {
    pthread_mutex_lock(&light);
    double level = brightness;
    pthread_mutex_unlock(&light);
    return level;
}

EXPORT Boolean MRMediaRemoteSendCommand(uint32_t command, CFTypeRef options) {
    (void)options;
    lock();
    sent = (int)command;
    changed();
    unlock();
    return true;
}

// play_media_command is the last command that a player got, −1 if none.
EXPORT int play_media_command(void) {
    lock();
    int command = sent;
    sent = -1;
    unlock();
    return command;
}
