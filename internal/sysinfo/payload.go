package sysinfo

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"

	"github.com/godbus/dbus/v5"
)

// payloadLimit is the most that a notification tells, in bytes. The kernel
// limits a variable of a program's environment to 128 KiB.
const payloadLimit = 64 << 10

// payload is a signal's arguments as JSON: nothing for none, one by itself,
// several as a list. What is too long is left out.
func payload(body []any) string {
	var value any
	switch len(body) {
	case 0:
		return ""
	case 1:
		value = plain(reflect.ValueOf(body[0]), 0)
	default:
		value = plain(reflect.ValueOf(body), 0)
	}
	text, err := json.Marshal(value)
	if err != nil || len(text) > payloadLimit {
		return ""
	}
	return string(text)
}

// deepest is how deep values nest (D-Bus specification, "Valid Signatures": 32
// lists and 32 structures, and variants within).
const deepest = 128

// plain is a D-Bus value as encoding/json takes it. Variants are what is in
// them, keys of all types are texts, and numbers that JSON lacks are null.
func plain(v reflect.Value, depth int) any {
	if !v.IsValid() || depth > deepest {
		return nil
	}
	switch inner := v.Interface().(type) {
	case dbus.Variant:
		return plain(reflect.ValueOf(inner.Value()), depth+1)
	case dbus.ObjectPath:
		return string(inner)
	case dbus.Signature:
		return inner.String()
	case dbus.UnixFD, dbus.UnixFDIndex:
		return nil
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		return plain(v.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plain(v.Index(i), depth+1)
		}
		return list
	case reflect.Map:
		object := make(map[string]any, v.Len())
		for pairs := v.MapRange(); pairs.Next(); {
			object[fmt.Sprint(plain(pairs.Key(), depth+1))] = plain(pairs.Value(), depth+1)
		}
		return object
	case reflect.Float64:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			return nil
		}
	}
	return v.Interface()
}
