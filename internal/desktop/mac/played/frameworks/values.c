// CFString, CFNumber, CFBoolean, CFNull, CFArray, CFDictionary and CFUUID.

#include "played.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UTF8 0x08000100u

struct number { object object; bool real; int64_t whole; double fraction; };
struct array { object object; bool retains; CFIndex count; CFTypeRef values[]; };
struct dictionary { object object; bool retains; CFIndex count; CFTypeRef entries[]; }; // keys, then values
struct uuid { object object; char text[40]; };
struct plain { object object; bool value; };

static struct plain truth_object = { IMMORTAL(BOOLEAN), true }, lie_object = { IMMORTAL(BOOLEAN), false }, null_object = { IMMORTAL(NULL_KIND), false };
EXPORT CFTypeRef kCFBooleanTrue = &truth_object, kCFBooleanFalse = &lie_object, kCFNull = &null_object;

// What the collections do with their contents; their address is what counts.
struct callbacks { CFIndex version; void *functions[5]; };
EXPORT struct callbacks kCFTypeArrayCallBacks, kCFTypeDictionaryKeyCallBacks, kCFTypeDictionaryValueCallBacks;

EXPORT CFTypeID CFStringGetTypeID(void) { return STRING; }
EXPORT CFTypeID CFNumberGetTypeID(void) { return NUMBER; }
EXPORT CFTypeID CFBooleanGetTypeID(void) { return BOOLEAN; }
EXPORT CFTypeID CFArrayGetTypeID(void) { return ARRAY; }
EXPORT CFTypeID CFDictionaryGetTypeID(void) { return DICTIONARY; }
EXPORT CFTypeID CFUUIDGetTypeID(void) { return UUID; }

// sequence is the length of the UTF-8 sequence at p, 0 if it is none.
static int sequence(const unsigned char *p, CFIndex left) {
    int n = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;
    if (!n || n > left) return 0;
    for (int i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80) return 0;
    if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) || (*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] > 0x8f)) return 0;
    return n;
}

EXPORT CFTypeRef CFStringCreateWithBytes(CFTypeRef allocator, const unsigned char *bytes, CFIndex count, uint32_t encoding, Boolean external) {
    if (allocator || external || encoding != UTF8) die("CFStringCreateWithBytes: only UTF-8 is played");
    CFIndex units = 0;
    for (CFIndex i = 0; i < count;) {
        int n = sequence(bytes + i, count - i);
        if (!n) return NULL;
        units += n == 4 ? 2 : 1;
        i += n;
    }
    struct string *s = create(STRING, sizeof *s);
    char *text = malloc(count + 1);
    if (count) memcpy(text, bytes, count);
    text[count] = 0;
    s->text = text;
    s->bytes = count;
    s->units = units;
    return s;
}

CFTypeRef string_new(const char *text) {
    return CFStringCreateWithBytes(NULL, (const unsigned char *)text, strlen(text), UTF8, false);
}

const char *string_text(CFTypeRef s) { return ((struct string *)checked(s, STRING, "a function that takes a CFString"))->text; }

EXPORT CFIndex CFStringGetLength(CFTypeRef s) { return ((struct string *)checked(s, STRING, "CFStringGetLength"))->units; }

EXPORT Boolean CFStringGetCString(CFTypeRef reference, char *buffer, CFIndex size, uint32_t encoding) {
    struct string *s = (struct string *)checked(reference, STRING, "CFStringGetCString");
    if (encoding != UTF8) die("CFStringGetCString: only UTF-8 is played");
    if (s->bytes >= size) return false;
    memcpy(buffer, s->text, s->bytes + 1);
    return true;
}

EXPORT CFIndex CFStringGetBytes(CFTypeRef reference, CFRange range, uint32_t encoding, uint8_t loss, Boolean external, unsigned char *buffer, CFIndex size, CFIndex *used) {
    struct string *s = (struct string *)checked(reference, STRING, "CFStringGetBytes");
    (void)loss;
    if (encoding != UTF8 || external) die("CFStringGetBytes: only UTF-8 is played");
    if (range.location < 0 || range.location + range.length > s->units) die("CFStringGetBytes: the range is not in the string");
    CFIndex unit = 0, converted = 0, written = 0;
    for (CFIndex i = 0; i < s->bytes && unit < range.location + range.length;) {
        int n = sequence((const unsigned char *)s->text + i, s->bytes - i), units = n == 4 ? 2 : 1;
        if (unit >= range.location) {
            if (buffer && written + n > size) break;
            if (buffer) memcpy(buffer + written, s->text + i, n);
            written += n;
            converted += units;
        }
        unit += units;
        i += n;
    }
    if (used) *used = written;
    return converted;
}

static struct number *number(void) { return create(NUMBER, sizeof(struct number)); }

CFTypeRef int_new(int64_t n) {
    struct number *o = number();
    o->whole = n;
    o->fraction = n;
    return o;
}

CFTypeRef float_new(double f) {
    struct number *o = number();
    o->real = true;
    o->fraction = f;
    o->whole = (int64_t)f;
    return o;
}

enum { SINT32 = 3, SINT64 = 4, FLOAT64 = 6 };

EXPORT CFTypeRef CFNumberCreate(CFTypeRef allocator, CFIndex kind, const void *value) {
    if (allocator) die("CFNumberCreate: no allocator is played");
    switch (kind) {
    case SINT32: return int_new(*(const int32_t *)value);
    case SINT64: return int_new(*(const int64_t *)value);
    case FLOAT64: return float_new(*(const double *)value);
    }
    die("CFNumberCreate: the kind %ld is not played", kind);
}

EXPORT Boolean CFNumberGetValue(CFTypeRef reference, CFIndex kind, void *value) {
    struct number *n = (struct number *)checked(reference, NUMBER, "CFNumberGetValue");
    switch (kind) {
    case SINT32:
        *(int32_t *)value = (int32_t)n->whole;
        return (int32_t)n->whole == n->whole && (double)n->whole == n->fraction;
    case SINT64:
        *(int64_t *)value = n->whole;
        return !n->real || (double)n->whole == n->fraction;
    case FLOAT64:
        *(double *)value = n->fraction;
        return n->real || (int64_t)n->fraction == n->whole;
    }
    die("CFNumberGetValue: the kind %ld is not played", kind);
}

CFTypeRef boolean(bool b) { return b ? kCFBooleanTrue : kCFBooleanFalse; }

EXPORT Boolean CFBooleanGetValue(CFTypeRef b) { return ((struct plain *)checked(b, BOOLEAN, "CFBooleanGetValue"))->value; }

bool truth(CFTypeRef reference, bool *value) {
    const object *o = reference;
    if (o->kind == BOOLEAN) *value = ((const struct plain *)o)->value;
    else if (o->kind == NUMBER) *value = ((const struct number *)o)->whole != 0;
    else return false;
    return true;
}

EXPORT CFTypeRef CFArrayCreate(CFTypeRef allocator, const CFTypeRef *values, CFIndex n, const struct callbacks *callbacks) {
    if (allocator || (callbacks && callbacks != &kCFTypeArrayCallBacks)) die("CFArrayCreate: only arrays of objects are played");
    struct array *a = create(ARRAY, sizeof *a + n * sizeof *values);
    a->retains = callbacks;
    a->count = n;
    for (CFIndex i = 0; i < n; i++) a->values[i] = a->retains ? CFRetain(values[i]) : values[i];
    return a;
}

CFTypeRef array_new(const CFTypeRef *values, CFIndex n) { return CFArrayCreate(NULL, values, n, &kCFTypeArrayCallBacks); }

EXPORT CFIndex CFArrayGetCount(CFTypeRef a) { return ((struct array *)checked(a, ARRAY, "CFArrayGetCount"))->count; }

EXPORT CFTypeRef CFArrayGetValueAtIndex(CFTypeRef reference, CFIndex i) {
    struct array *a = (struct array *)checked(reference, ARRAY, "CFArrayGetValueAtIndex");
    if (i < 0 || i >= a->count) die("CFArrayGetValueAtIndex: there is no element %ld of %ld", i, a->count);
    return a->values[i];
}

EXPORT CFTypeRef CFDictionaryCreate(CFTypeRef allocator, const CFTypeRef *keys, const CFTypeRef *values, CFIndex n, const struct callbacks *of_keys, const struct callbacks *of_values) {
    if (allocator || of_keys != &kCFTypeDictionaryKeyCallBacks || of_values != &kCFTypeDictionaryValueCallBacks) die("CFDictionaryCreate: only dictionaries of objects are played");
    struct dictionary *d = create(DICTIONARY, sizeof *d + 2 * n * sizeof *values);
    d->count = n;
    for (CFIndex i = 0; i < n; i++) {
        d->entries[i] = CFRetain(keys[i]);
        d->entries[n + i] = CFRetain(values[i]);
    }
    return d;
}

CFTypeRef dictionary_new(const CFTypeRef *keys, const CFTypeRef *values, CFIndex n) {
    CFTypeRef d = CFDictionaryCreate(NULL, keys, values, n, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    for (CFIndex i = 0; i < n; i++) CFRelease(values[i]);
    return d;
}

EXPORT CFIndex CFDictionaryGetCount(CFTypeRef d) { return ((struct dictionary *)checked(d, DICTIONARY, "CFDictionaryGetCount"))->count; }

EXPORT CFTypeRef CFDictionaryGetValue(CFTypeRef reference, CFTypeRef key) {
    struct dictionary *d = (struct dictionary *)checked(reference, DICTIONARY, "CFDictionaryGetValue");
    for (CFIndex i = 0; i < d->count; i++)
        if (CFEqual(d->entries[i], key)) return d->entries[d->count + i];
    return NULL;
}

EXPORT void CFDictionaryGetKeysAndValues(CFTypeRef reference, CFTypeRef *keys, CFTypeRef *values) {
    struct dictionary *d = (struct dictionary *)checked(reference, DICTIONARY, "CFDictionaryGetKeysAndValues");
    if (keys) memcpy(keys, d->entries, d->count * sizeof *keys);
    if (values) memcpy(values, d->entries + d->count, d->count * sizeof *values);
}

CFTypeRef uuid_new(const char *text) {
    struct uuid *u = create(UUID, sizeof *u);
    snprintf(u->text, sizeof u->text, "%s", text);
    return u;
}

EXPORT CFTypeRef CFUUIDCreateString(CFTypeRef allocator, CFTypeRef u) {
    if (allocator) die("CFUUIDCreateString: no allocator is played");
    return string_new(((struct uuid *)checked(u, UUID, "CFUUIDCreateString"))->text);
}

static void finish_string(object *o) { free((char *)((struct string *)o)->text); }

static void finish_array(object *o) {
    struct array *a = (struct array *)o;
    for (CFIndex i = 0; a->retains && i < a->count; i++) CFRelease(a->values[i]);
}

static void finish_dictionary(object *o) {
    struct dictionary *d = (struct dictionary *)o;
    for (CFIndex i = 0; i < 2 * d->count; i++) CFRelease(d->entries[i]);
}

static bool equal_string(const object *a, const object *b) {
    const struct string *x = (const struct string *)a, *y = (const struct string *)b;
    return x->bytes == y->bytes && !memcmp(x->text, y->text, x->bytes);
}

static bool equal_number(const object *a, const object *b) {
    const struct number *x = (const struct number *)a, *y = (const struct number *)b;
    return x->fraction == y->fraction && x->whole == y->whole;
}

static bool equal_array(const object *a, const object *b) {
    const struct array *x = (const struct array *)a, *y = (const struct array *)b;
    if (x->count != y->count) return false;
    for (CFIndex i = 0; i < x->count; i++)
        if (!CFEqual(x->values[i], y->values[i])) return false;
    return true;
}

static bool equal_uuid(const object *a, const object *b) { return !strcmp(((const struct uuid *)a)->text, ((const struct uuid *)b)->text); }

static unsigned long hash_string(const object *o) {
    unsigned long h = 5381;
    for (const char *p = ((const struct string *)o)->text; *p; p++) h = h * 33 + (unsigned char)*p;
    return h;
}

static unsigned long hash_number(const object *o) { return (unsigned long)((const struct number *)o)->whole; }

static void describe_string(const object *o, char *text, size_t size) { snprintf(text, size, "\"%s\"", ((const struct string *)o)->text); }
static void describe_number(const object *o, char *text, size_t size) { snprintf(text, size, "%g", ((const struct number *)o)->fraction); }
static void describe_array(const object *o, char *text, size_t size) { snprintf(text, size, "of %ld", ((const struct array *)o)->count); }

__attribute__((constructor)) static void declare(void) {
    classes[STRING] = (struct class){ "CFString", finish_string, equal_string, hash_string, describe_string };
    classes[NUMBER] = (struct class){ "CFNumber", NULL, equal_number, hash_number, describe_number };
    classes[BOOLEAN] = (struct class){ "CFBoolean", NULL, NULL, NULL, NULL };
    classes[NULL_KIND] = (struct class){ "CFNull", NULL, NULL, NULL, NULL };
    classes[ARRAY] = (struct class){ "CFArray", finish_array, equal_array, NULL, describe_array };
    classes[DICTIONARY] = (struct class){ "CFDictionary", finish_dictionary, NULL, NULL, NULL };
    classes[UUID] = (struct class){ "CFUUID", NULL, equal_uuid, NULL, NULL };
}
