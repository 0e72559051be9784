package mac

import (
	"encoding/binary"
	"testing"
)

// message is one of the kernel's, of a type and with a name.
func message(kind byte, name string, in, out uint64) []byte {
	m := make([]byte, headerSize+20)
	binary.NativeEndian.PutUint16(m, uint16(len(m)))
	m[headerType] = kind
	binary.NativeEndian.PutUint64(m[bytesIn:], in)
	binary.NativeEndian.PutUint64(m[bytesOut:], out)
	m[nameLength] = byte(len(name))
	copy(m[nameAt:], name)
	return m
}

func TestInterfacesThatMakeNoSense(t *testing.T) {
	good := message(rtmIfinfo2, "en0", 1, 2)
	for name, list := range map[string][]byte{
		"nothing":            nil,
		"an empty message":   {0, 0, 0, 0},
		"a cut message":      good[:100],
		"another type":       message(5, "en0", 1, 2),
		"another name":       message(rtmIfinfo2, "en01", 1, 2),
		"a name that is cut": append(append([]byte{}, good[:nameLength]...), 255),
		"a short header":     {4, 0, 0, rtmIfinfo2},
	} {
		if _, _, ok := carried(list, "en0"); ok {
			t.Errorf("%s has the interface", name)
		}
	}
	in, out, ok := carried(append(message(5, "en1", 9, 9), good...), "en0")
	if !ok || in != 1 || out != 2 {
		t.Errorf("it carried %d and %d (%t)", in, out, ok)
	}
}

func FuzzInterfaces(f *testing.F) {
	f.Add(message(rtmIfinfo2, "en0", 1, 2))
	f.Fuzz(func(t *testing.T, list []byte) { carried(list, "en0") })
}

func TestShortLayouts(t *testing.T) {
	for _, one := range []struct{ id, language, want string }{
		{"com.apple.keylayout.US", "en", "us"}, {"com.apple.keylayout.ABC", "en", "us"}, {"com.apple.keylayout.British", "en", "gb"},
		{"com.apple.keylayout.German", "de", "de"}, {"com.apple.keylayout.SwissGerman", "de", "ch"},
		{"com.apple.inputmethod.Kotoeri.RomajiTyping.Japanese", "ja", "ja"}, {"com.apple.inputmethod.SCIM.ITABC", "zh-Hans", "zh"},
		{"org.unknown.keyboardlayout.mine", "", ""}, {"", "", ""}, {"x", "private", ""},
	} {
		if got := shortLayout(one.id, one.language); got != one.want {
			t.Errorf("%s for %q is %q", one.id, one.language, got)
		}
	}
}
