// The kernel's counters: Mach's host statistics, and sysctl.

#include "played.h"

#include <errno.h>
#include <string.h>

struct vm {
    uint32_t free, active, inactive, wired;
    uint64_t events[9];
    uint32_t purgeable, speculative;
    uint64_t compressions[4];
    uint32_t compressor, throttled, external, internal;
    uint64_t uncompressed;
} __attribute__((aligned(8)));

struct swap { uint64_t total, available, used; uint32_t page, encrypted; };

static pthread_mutex_t kernel = PTHREAD_MUTEX_INITIALIZER;
static uint32_t ticks[4];
static struct vm pages;
static struct swap swap;
static uint64_t memory;
static double loads[3];

struct interface { char name[16]; uint64_t in, out; };
static struct interface interfaces[4];

EXPORT uint32_t mach_host_self(void) { return 0x203; }

EXPORT int32_t host_page_size(uint32_t host, unsigned long *size) {
    if (host != 0x203) return 4;
    *size = 16384;
    return 0;
}

enum { INVALID_ARGUMENT = 4, CPU_LOAD = 3, VM_INFO = 4 };

EXPORT int32_t host_statistics(uint32_t host, int32_t flavor, uint32_t *info, uint32_t *count) {
    if (host != 0x203 || flavor != CPU_LOAD || *count < 4) return INVALID_ARGUMENT;
    pthread_mutex_lock(&kernel);
    memcpy(info, ticks, sizeof ticks);
    pthread_mutex_unlock(&kernel);
    *count = 4;
    return 0;
}

EXPORT int32_t host_statistics64(uint32_t host, int32_t flavor, struct vm *info, uint32_t *count) {
    if (host != 0x203 || flavor != VM_INFO || *count < sizeof pages / 4) return INVALID_ARGUMENT;
    pthread_mutex_lock(&kernel);
    *info = pages;
    pthread_mutex_unlock(&kernel);
    *count = sizeof pages / 4;
    return 0;
}

static int give(const void *value, size_t size, void *old, size_t *room) {
    if (*room < size) {
        errno = ENOMEM;
        return -1;
    }
    memcpy(old, value, size);
    *room = size;
    return 0;
}

EXPORT int sysctlbyname(const char *name, void *old, size_t *room, void *new, size_t new_size) {
    if (new || new_size) die("sysctlbyname: nothing is changed");
    int result = -1;
    errno = ENOENT;
    pthread_mutex_lock(&kernel);
    if (!strcmp(name, "hw.memsize")) result = give(&memory, sizeof memory, old, room);
    if (!strcmp(name, "vm.swapusage")) result = give(&swap, sizeof swap, old, room);
    pthread_mutex_unlock(&kernel);
    return result;
}

EXPORT int getloadavg(double *out, int n) {
    if (n != 3) return -1;
    pthread_mutex_lock(&kernel);
    memcpy(out, loads, sizeof loads);
    pthread_mutex_unlock(&kernel);
    return n;
}

// net/if.h's if_msghdr2 and if_data64, net/if_dl.h's sockaddr_dl.
#pragma pack(push, 4)
struct data {
    uint8_t type, type_length, physical, address_length, header_length, receive_quota, send_quota, unused;
    uint32_t mtu, metric;
    uint64_t baud, packets_in, errors_in, packets_out, errors_out, collisions, bytes_in, bytes_out, multicasts_in, multicasts_out, drops, unsupported;
    uint32_t receive_timing, send_timing;
    int32_t last_change[2];
};
struct message {
    uint16_t length;
    uint8_t version, type;
    int32_t addresses, flags;
    uint16_t index;
    int32_t queue, queue_limit, queue_drops, timer;
    struct data data;
};
#pragma pack(pop)
struct link { uint8_t length, family; uint16_t index; uint8_t type, name_length, address_length, selector_length; char data[12]; };

_Static_assert(sizeof(struct message) == 160, "the header of a message has 160 bytes");

EXPORT int sysctl(const int *name, unsigned length, void *old, size_t *room, void *new, size_t new_size) {
    static const int list[] = { 4, 17, 0, 0, 6, 0 };
    if (new || new_size || length != 6 || memcmp(name, list, sizeof list)) die("sysctl: only the list of interfaces is played");
    char out[4096];
    size_t size = 0;
    pthread_mutex_lock(&kernel);
    for (int i = 0; i < 4; i++) {
        if (!*interfaces[i].name) continue;
        struct message m = { .type = 0x12, .index = i + 1, .data = { .bytes_in = interfaces[i].in, .bytes_out = interfaces[i].out } };
        struct link l = { .length = sizeof l, .family = 18, .index = i + 1, .name_length = strlen(interfaces[i].name) };
        memcpy(l.data, interfaces[i].name, l.name_length);
        m.length = sizeof m + sizeof l;
        memcpy(out + size, &m, sizeof m);
        memcpy(out + size + sizeof m, &l, sizeof l);
        size += m.length;
        struct { uint16_t length; uint8_t version, type; char rest[16]; } address = { sizeof address, 5, 0x0c, { 0 } }; // RTM_NEWADDR
        memcpy(out + size, &address, sizeof address);
        size += sizeof address;
    }
    pthread_mutex_unlock(&kernel);
    if (!old) {
        *room = size;
        return 0;
    }
    return give(out, size, old, room);
}

EXPORT void play_ticks(uint32_t user, uint32_t system, uint32_t idle, uint32_t nice) {
    pthread_mutex_lock(&kernel);
    ticks[0] = user, ticks[1] = system, ticks[2] = idle, ticks[3] = nice;
    pthread_mutex_unlock(&kernel);
}

EXPORT void play_memory(uint64_t total, uint32_t internal, uint32_t purgeable, uint32_t wired, uint32_t compressor, uint64_t swap_total, uint64_t swap_free) {
    pthread_mutex_lock(&kernel);
    memory = total;
    pages = (struct vm){ .wired = wired, .purgeable = purgeable, .compressor = compressor, .internal = internal };
    swap = (struct swap){ swap_total, swap_free, swap_total - swap_free, 16384, 1 };
    pthread_mutex_unlock(&kernel);
}

EXPORT void play_load(double one, double five, double fifteen) {
    pthread_mutex_lock(&kernel);
    loads[0] = one, loads[1] = five, loads[2] = fifteen;
    pthread_mutex_unlock(&kernel);
}

EXPORT void play_carried(int i, const char *name, uint64_t in, uint64_t out) {
    pthread_mutex_lock(&kernel);
    interfaces[i] = (struct interface){ .in = in, .out = out };
    strncpy(interfaces[i].name, name, sizeof interfaces[i].name - 1);
    pthread_mutex_unlock(&kernel);
}
