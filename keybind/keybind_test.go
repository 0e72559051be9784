package keybind

import (
	"bufio"
	"errors"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestKeysAreDistinct(t *testing.T) {
	names, mac, evdev, xkb := map[string]Key{}, map[uint16]Key{}, map[uint16]Key{}, map[string]Key{}
	for _, k := range Keys() {
		if k.String() == "" || k.Evdev() == 0 || k.XKBName() == "" {
			t.Errorf("key %d is incomplete: %+v", k, k.position())
		}
		for what, other := range map[string]Key{
			"name": names[k.String()], "mac code": mac[k.MacCode()], "evdev code": evdev[k.Evdev()], "xkb name": xkb[k.XKBName()],
		} {
			if other != NoKey {
				t.Errorf("%v and %v share their %s", k, other, what)
			}
		}
		names[k.String()], mac[k.MacCode()], evdev[k.Evdev()], xkb[k.XKBName()] = k, k, k, k
		for how, found := range map[string]func() (Key, bool){
			"name":  func() (Key, bool) { return KeyNamed(k.String()) },
			"mac":   func() (Key, bool) { return KeyOfMac(k.MacCode()) },
			"evdev": func() (Key, bool) { return KeyOfEvdev(k.Evdev()) },
		} {
			if got, ok := found(); !ok || got != k {
				t.Errorf("%v is not found by its %s", k, how)
			}
		}
	}
	if n := len(Keys()); n != 100 {
		t.Errorf("%d keys, AeroSpace names 100", n)
	}
	if NoKey.String() != "" || Key(255).Evdev() != 0 {
		t.Error("a key that does not exist has a name or a code")
	}
}

func TestCodes(t *testing.T) {
	for _, c := range []struct {
		key   Key
		name  string
		mac   uint16
		evdev uint16
		xkb   string
	}{
		{KeyA, "a", 0x00, 30, "AC01"},
		{Key0, "0", 0x1D, 11, "AE10"},
		{KeySectionSign, "sectionSign", 0x0A, 86, "LSGT"},
		{KeyBacktick, "backtick", 0x32, 41, "TLDE"},
		{KeyF12, "f12", 0x6F, 88, "FK12"},
		{KeyF20, "f20", 0x5A, 190, "FK20"},
		{KeyKeypad7, "keypad7", 0x59, 71, "KP7"},
		{KeyKeypadEnter, "keypadEnter", 0x4C, 96, "KPEN"},
		{KeyUp, "up", 0x7E, 103, "UP"},
		{KeySpace, "space", 0x31, 57, "SPCE"},
	} {
		if c.key.String() != c.name || c.key.MacCode() != c.mac || c.key.Evdev() != c.evdev || c.key.XKBName() != c.xkb {
			t.Errorf("%s: got %+v", c.name, c.key.position())
		}
	}
}

// The installed keyboard database, where there is one, agrees on which XKB name
// has which keycode.
func TestCodesAgreeWithXKB(t *testing.T) {
	const file = "/usr/share/X11/xkb/keycodes/evdev"
	f, err := os.Open(file)
	if err != nil {
		t.Skipf("no keyboard database to compare with: %v", err)
	}
	defer f.Close()
	entry := regexp.MustCompile(`^\s*<(\w+)>\s*=\s*(\d+);`)
	codes := map[string]int{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if m := entry.FindStringSubmatch(lines.Text()); m != nil {
			codes[m[1]], _ = strconv.Atoi(m[2])
		}
	}
	for _, k := range Keys() {
		if got := codes[k.XKBName()]; got != int(k.Evdev())+8 {
			t.Errorf("%v: <%s> is keycode %d in %s, not %d", k, k.XKBName(), got, file, k.Evdev()+8)
		}
	}
}

func TestParse(t *testing.T) {
	custom, err := NewNotation("qwerty", map[string]string{"unicorn": "u", "q": "a"})
	if err != nil {
		t.Fatal(err)
	}
	preset := func(name string) Notation {
		n, err := NewNotation(name, nil)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, c := range []struct {
		notation Notation
		binding  string
		want     string // canonical, or the error
	}{
		{Notation{}, "alt-h", "alt-h"},
		{Notation{}, "h", "h"},
		{Notation{}, "shift-cmd-ctrl-alt-h", "alt-ctrl-cmd-shift-h"},
		{Notation{}, "alt-alt-h", "alt-h"},
		{Notation{}, "--alt--h-", "alt-h"},
		{Notation{}, "cmd-keypadDecimalMark", "cmd-keypadDecimalMark"},
		{Notation{}, "", "Can't parse the key in '' binding"},
		{Notation{}, "-", "Can't parse the key in '-' binding"},
		{Notation{}, "alt", "Can't parse the key in 'alt' binding"},
		{Notation{}, "alt-hh", "Can't parse the key in 'alt-hh' binding"},
		{Notation{}, "alt-H", "Can't parse the key in 'alt-H' binding"},
		{Notation{}, "aalt-j", "Can't parse modifiers in 'aalt-j' binding"},
		{Notation{}, "Alt-j", "Can't parse modifiers in 'Alt-j' binding"},
		{Notation{}, "aalt-jj", "Can't parse modifiers in 'aalt-jj' binding"},
		{Notation{}, "alt-h-shift", "Can't parse modifiers in 'alt-h-shift' binding"},
		{custom, "alt-unicorn", "alt-u"},
		{custom, "alt-q", "alt-a"},
		{custom, "alt-u", "alt-u"},
		{preset("dvorak"), "alt-s", "alt-semicolon"},
		{preset("dvorak"), "alt-semicolon", "alt-z"},
		{preset("dvorak"), "alt-slash", "alt-leftSquareBracket"},
		{preset("dvorak"), "alt-a", "alt-a"},
		{preset("dvorak"), "alt-1", "alt-1"},
		{preset("colemak"), "alt-f", "alt-e"},
		{preset("colemak"), "alt-o", "alt-semicolon"},
		{preset("colemak"), "alt-h", "alt-h"},
	} {
		chord, err := c.notation.Parse(c.binding)
		got := chord.String()
		if err != nil {
			got = err.Error()
			var be *BindingError
			if !errors.As(err, &be) {
				t.Errorf("%q: error is a %T", c.binding, err)
			}
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.binding, got, c.want)
		}
	}
}

// Every preset is a rearrangement: each key still has a name.
func TestPresetsReachEveryKey(t *testing.T) {
	for _, preset := range Presets() {
		n, err := NewNotation(preset, nil)
		if err != nil {
			t.Fatal(err)
		}
		reached := map[Key]string{}
		for _, name := range n.Names() {
			k, ok := n.Key(name)
			if !ok {
				t.Errorf("%s: %s is listed but unknown", preset, name)
			}
			if other := reached[k]; other != "" {
				t.Errorf("%s: %s and %s are both %v", preset, name, other, k)
			}
			reached[k] = name
		}
		if len(reached) != len(Keys()) {
			t.Errorf("%s reaches %d of %d keys", preset, len(reached), len(Keys()))
		}
	}
}

func TestNewNotationReportsEveryMistake(t *testing.T) {
	n, err := NewNotation("azerty", map[string]string{"a-b": "q", "two words": "w", "ok": "e", "bad": "E", "none": ""})
	want := "Can't parse 'azerty'.\nPossible values: (qwerty|dvorak|colemak)\n" +
		"'a-b' is invalid key notation\n'E' is invalid key code\n'' is invalid key code\n'two words' is invalid key notation"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if k, ok := n.Key("ok"); !ok || k != KeyE {
		t.Error("a good name beside bad ones is lost")
	}
	if !slices.Contains(n.Names(), "ok") || slices.Contains(n.Names(), "bad") {
		t.Error("Names does not list what Key finds")
	}
	before := maps.Clone(presets["dvorak"])
	if _, err := NewNotation("dvorak", map[string]string{"s": "a"}); err != nil {
		t.Error(err)
	}
	if !maps.Equal(presets["dvorak"], before) {
		t.Error("a custom name leaked into the preset")
	}
}

// Whatever can be read can be written, and reads back as the same chord.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"alt-h", "", "-", "alt-shift-leftSquareBracket", "aalt-j", "alt-ctrl-cmd-shift-keypad9", "ä-ö", "--a--", "alt- h", "alt-H", "shift-shift"} {
		f.Add(s, "unicorn", "u")
	}
	f.Add("alt-unicorn", "unicorn", "u")
	f.Add("alt-a", "a", "b")
	f.Add("alt-cmd", "cmd", "keypad1")
	f.Add("a-b", "a-b", "c")
	f.Add("a b", "a b", "c")
	f.Fuzz(func(t *testing.T, binding, name, key string) {
		for _, preset := range Presets() {
			n, err := NewNotation(preset, map[string]string{name: key})
			if got, known := n.Key(name); err == nil && (!known || got.String() != key) {
				t.Errorf("%q is %v, not %q", name, got, key)
			}
			chord, err := n.Parse(binding)
			if be := (*BindingError)(nil); errors.As(err, &be) {
				if be.Binding != binding || !strings.Contains(binding, be.Part) || be.Error() == "" {
					t.Errorf("%q: %+v", binding, be)
				}
				continue
			}
			if err != nil || chord.Key == NoKey {
				t.Fatalf("%q is %v, error %v", binding, chord, err)
			}
			again, err := Notation{}.Parse(chord.String())
			if err != nil || again != chord {
				t.Errorf("%q is %v, which reads back as %v (%v)", binding, chord, again, err)
			}
			own := keyName(n, chord.Key)
			if chord.Modifiers != 0 {
				own = chord.Modifiers.String() + "-" + own
			}
			if again, err := n.Parse(own); err != nil || again != chord {
				t.Errorf("%q is %v, which is written %q in its own notation and reads back as %v (%v)", binding, chord, own, again, err)
			}
		}
	})
}

// keyName is a name of a key in a notation.
func keyName(n Notation, k Key) string {
	for _, name := range n.Names() {
		if found, _ := n.Key(name); found == k && name != "" {
			return name
		}
	}
	return ""
}
