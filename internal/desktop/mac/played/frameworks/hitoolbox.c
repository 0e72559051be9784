// HIToolbox: text input sources, which belong to the main thread.

#include "notifications.h"

#include <stdio.h>
#include <string.h>

#define NAME(VARIABLE, TEXT) \
    static struct string VARIABLE##_text = { IMMORTAL(STRING), TEXT, sizeof TEXT - 1, sizeof TEXT - 1 }; \
    EXPORT CFTypeRef VARIABLE = &VARIABLE##_text

NAME(kTISPropertyLocalizedName, "TSMInputSourcePropertyLocalizedName");
NAME(kTISPropertyInputSourceID, "TSMInputSourcePropertyInputSourceID");
NAME(kTISPropertyInputSourceLanguages, "TSMInputSourcePropertyInputSourceLanguages");
NAME(kTISNotifySelectedKeyboardInputSourceChanged, "com.apple.Carbon.TISNotifySelectedKeyboardInputSourceChanged");

static char id[64], name[64], language[16];
static pthread_mutex_t keyboard = PTHREAD_MUTEX_INITIALIZER;

static void assert_main(const char *function) {
    if (!is_main()) die("%s: macOS ends programs that call this on another thread than the main one", function);
}

CFTypeRef CFDictionaryGetValue(CFTypeRef, CFTypeRef);

EXPORT CFTypeRef TISCopyCurrentKeyboardInputSource(void) {
    assert_main("TISCopyCurrentKeyboardInputSource");
    pthread_mutex_lock(&keyboard);
    CFTypeRef code = string_new(language), languages = array_new(&code, *language ? 1 : 0);
    CFRelease(code);
    CFTypeRef keys[] = { kTISPropertyLocalizedName, kTISPropertyInputSourceID, kTISPropertyInputSourceLanguages };
    CFTypeRef values[] = { string_new(name), string_new(id), languages };
    pthread_mutex_unlock(&keyboard);
    return dictionary_new(keys, values, 3);
}

EXPORT CFTypeRef TISGetInputSourceProperty(CFTypeRef source, CFTypeRef property) {
    assert_main("TISGetInputSourceProperty");
    return CFDictionaryGetValue(source, property);
}

// play_layout has the user choose a layout.
EXPORT void play_layout(const char *new_id, const char *new_name, const char *new_language) {
    pthread_mutex_lock(&keyboard);
    snprintf(id, sizeof id, "%s", new_id);
    snprintf(name, sizeof name, "%s", new_name);
    snprintf(language, sizeof language, "%s", new_language);
    pthread_mutex_unlock(&keyboard);
    distribute("com.apple.Carbon.TISNotifySelectedKeyboardInputSourceChanged", NULL);
    distribute("AppleSelectedInputSourcesChangedNotification", NULL);
}
