// What sdkcheck's lines mean to clang, and the headers that they are compared with.

#include <ApplicationServices/ApplicationServices.h>
#include <Carbon/Carbon.h>
#include <ColorSync/ColorSync.h>
#include <CoreAudio/CoreAudio.h>
#include <IOKit/IOKitLib.h>
#include <IOKit/ps/IOPowerSources.h>
#include <IOKit/ps/IOPSKeys.h>
#include <IOKit/pwr_mgt/IOPMLib.h>
#include <IOKit/IOMessage.h>
#include <SystemConfiguration/SystemConfiguration.h>
#include <objc/runtime.h>
#include <objc/message.h>
#include <mach/mach.h>
#include <mach/mach_host.h>
#include <sys/sysctl.h>
#include <stdlib.h>
#include <net/if.h>
#include <net/route.h>
#include <net/if_dl.h>
#include <net/if_var.h>
#include <sys/socket.h>
#include <sys/mount.h>
#include <AudioToolbox/AudioToolbox.h>
#include <IOKit/hidsystem/IOLLEvent.h>

// What is in no header, as AeroSpace, yabai, AltTab, Lunar and MonitorControl have it; the pools as
// the specification of Automatic Reference Counting has them.
extern "C" {
AXError _AXUIElementGetWindow(AXUIElementRef, CGWindowID *);
CGError _SLPSSetFrontProcessWithOptions(ProcessSerialNumber *, uint32_t, uint32_t);
CGError SLPSPostEventRecordTo(ProcessSerialNumber *, uint8_t *);
int DisplayServicesGetBrightness(CGDirectDisplayID, float *);
int DisplayServicesSetBrightness(CGDirectDisplayID, float);
int DisplayServicesRegisterForBrightnessChangeNotifications(CGDirectDisplayID, CGDirectDisplayID, CFNotificationCallback);
int DisplayServicesUnregisterForBrightnessChangeNotifications(CGDirectDisplayID, CGDirectDisplayID);
Boolean MRMediaRemoteSendCommand(unsigned, CFDictionaryRef);
void *objc_autoreleasePoolPush(void);
void objc_autoreleasePoolPop(void *);
}

typedef unsigned long size;

// size_of is 0 for what has no size.
template <class T, size = 1> struct size_of { static constexpr size value = 0; };
template <class T> struct size_of<T, (sizeof(T) > 0)> { static constexpr size value = sizeof(T); };
template <class T> struct pointed { static constexpr size value = 0; };
template <class T> struct pointed<T *> { static constexpr size value = size_of<T>::value; };
template <> struct pointed<void *> { static constexpr size value = 0; };
template <> struct pointed<const void *> { static constexpr size value = 0; };
template <class T> constexpr bool function_pointer = false;
template <class T> constexpr bool function_pointer<T *> = __is_function(T);

template <class T> constexpr bool fits(char kind, size bytes, size to) {
    if constexpr (__is_void(T)) return kind == 'v';
    else {
        if (kind == 'v' || bytes != sizeof(T)) return false;
        switch (kind) {
        case 'f': return __is_floating_point(T);
        case 'i': return __is_integral(T) || __is_enum(T);
        case 'w': return __is_pointer(T) || __is_integral(T);
        case 's': return __is_class(T);
        }
        if constexpr (!__is_pointer(T)) return false;
        else if constexpr (function_pointer<T>) return to == 0;
        else return to == 0 || pointed<T>::value == 0 || pointed<T>::value == to;
    }
}

template <int I, class... R> struct nth;
template <int I, class A, class... R> struct nth<I, A, R...> { using type = typename nth<I - 1, R...>::type; };
template <class A, class... R> struct nth<0, A, R...> { using type = A; };
template <class F> struct function;
template <class R, class... A> struct function<R(A...)> {
    static constexpr int count = sizeof...(A);
    using result = R;
    template <int I> struct argument { using type = typename nth<I, A...>::type; };
};
template <class R, class... A> struct function<R(A...) noexcept> : function<R(A...)> {};

#define COUNT(NAME, N) static_assert(function<decltype(NAME)>::count == N, "the number of arguments of " #NAME);
#define ARGUMENT(NAME, I, ...) static_assert(fits<typename function<decltype(NAME)>::template argument<I>::type>(__VA_ARGS__), "argument " #I " of " #NAME);
#define RESULT(NAME, ...) static_assert(fits<function<decltype(NAME)>::result>(__VA_ARGS__), "the result of " #NAME);
// Numbers of 32 bits may have a sign in one language only.
#define CONSTANT(NAME, VALUE) static_assert((long long)(NAME) == (VALUE) || (sizeof(NAME) == 4 && (unsigned)(NAME) == (unsigned long long)(VALUE)), #NAME);
#define SIZE(NAME, VALUE) static_assert(sizeof(NAME) == (VALUE), "the size of " #NAME);
#define PLACE(TYPE, FIELD, VALUE) static_assert(__builtin_offsetof(TYPE, FIELD) == (VALUE), "the place of " #FIELD " in " #TYPE);

// The types of the functions that are called back.
template <class A, class B> constexpr bool same = false;
template <class A> constexpr bool same<A, A> = true;
static_assert(same<CGEventTapCallBack, CGEventRef (*)(CGEventTapProxy, CGEventType, CGEventRef, void *)>);
static_assert(same<AXObserverCallback, void (*)(AXObserverRef, AXUIElementRef, CFStringRef, void *)>);
static_assert(same<CGDisplayReconfigurationCallBack, void (*)(CGDirectDisplayID, CGDisplayChangeSummaryFlags, void *)>);
static_assert(same<EventHandlerProcPtr, OSStatus (*)(EventHandlerCallRef, EventRef, void *)>);
static_assert(same<IOPowerSourceCallbackType, void (*)(void *)>);
static_assert(same<IOServiceInterestCallback, void (*)(void *, io_service_t, uint32_t, void *)>);
static_assert(same<SCDynamicStoreCallBack, void (*)(SCDynamicStoreRef, CFArrayRef, void *)>);
static_assert(same<AudioObjectPropertyListenerProc, OSStatus (*)(AudioObjectID, UInt32, const AudioObjectPropertyAddress *, void *)>);
static_assert(same<CFNotificationCallback, void (*)(CFNotificationCenterRef, void *, CFNotificationName, const void *, CFDictionaryRef)>);

// The lines of sdkcheck.
