package x11

import (
	"maps"
	"slices"
	"strings"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/keybind"
)

// keyboard is what is known of the server's keyboard.
type keyboard struct {
	codes map[keybind.Key]xproto.Keycode // physical keys by their XKB names
	// The bits in an event's state.
	alt, cmd uint16
	locks    []uint16 // every combination of Caps Lock, Num Lock and Scroll Lock
}

// Key symbols (X11/keysymdef.h).
const (
	symbolScrollLock = 0xff14
	symbolNumLock    = 0xff7f
	symbolMetaL      = 0xffe7
	symbolAltL       = 0xffe9
	symbolAltR       = 0xffea
	symbolSuperL     = 0xffeb
	symbolSuperR     = 0xffec
)

// loadKeyboard asks the server where keys and modifiers are, and says whether
// that is news.
func (d *Desktop) loadKeyboard() bool {
	setup := xproto.Setup(d.conn)
	first, last := setup.MinKeycode, setup.MaxKeycode
	d.wire.hold()
	modifiers := xproto.GetModifierMapping(d.conn)
	symbols := xproto.GetKeyboardMapping(d.conn, first, byte(last-first+1))
	names := d.askKeyNames()
	d.wire.release()

	k := keyboard{codes: map[keybind.Key]xproto.Keycode{}}
	byName := names.read()
	for _, key := range keybind.Keys() {
		if code, ok := byName[key.XKBName()]; ok {
			k.codes[key] = code
		} else if evdev := key.Evdev(); len(byName) == 0 && evdev != 0 && evdev+8 <= uint16(last) {
			k.codes[key] = xproto.Keycode(evdev + 8)
		}
	}
	bits := map[uint32]uint16{} // symbol → the modifier bits that its keys set
	if m, err := modifiers.Reply(); err == nil {
		if s, err := symbols.Reply(); err == nil {
			bits = modifierBits(m, s, first)
		}
	}
	either := func(fallback uint16, symbols ...uint32) uint16 {
		for _, s := range symbols {
			// Shift, Lock and Control have their own meaning.
			if b := bits[s] &^ (xproto.ModMaskShift | xproto.ModMaskLock | xproto.ModMaskControl); b != 0 {
				return b & -b
			}
		}
		return fallback
	}
	k.alt = either(xproto.ModMask1, symbolAltL, symbolMetaL, symbolAltR)
	k.cmd = either(xproto.ModMask4, symbolSuperL, symbolSuperR)
	k.locks = []uint16{0}
	for _, lock := range []uint16{xproto.ModMaskLock, either(0, symbolNumLock), either(0, symbolScrollLock)} {
		if lock == 0 || lock == k.alt || lock == k.cmd || k.isLock(lock) {
			continue
		}
		for _, combination := range k.locks {
			k.locks = append(k.locks, combination|lock)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	same := maps.Equal(k.codes, d.codes) && slices.Equal(k.locks, d.locks) && k.alt == d.alt && k.cmd == d.cmd
	d.keyboard = k
	return !same
}

func (k *keyboard) isLock(bit uint16) bool { return k.locks[len(k.locks)-1]&bit != 0 }

// pressed is an event's modifiers without the locks. Bits above the eight
// modifiers are buttons and the keyboard's group.
func (k *keyboard) pressed(state uint16) uint16 { return state & 0xff &^ k.locks[len(k.locks)-1] }

// modifierBits finds which modifiers each key symbol is on.
func modifierBits(m *xproto.GetModifierMappingReply, s *xproto.GetKeyboardMappingReply, first xproto.Keycode) map[uint32]uint16 {
	bits := map[uint32]uint16{}
	perKey, perModifier := int(s.KeysymsPerKeycode), int(m.KeycodesPerModifier)
	for i, code := range m.Keycodes {
		if code < first || perModifier == 0 {
			continue
		}
		bit := uint16(1) << (i / perModifier)
		from := int(code-first) * perKey
		for n := from; n < from+perKey && n < len(s.Keysyms); n++ {
			bits[uint32(s.Keysyms[n])] |= bit
		}
	}
	return bits
}

// mask is the state in which a chord is pressed, locks aside.
func (k *keyboard) mask(m keybind.Modifiers) uint16 {
	var mask uint16
	if m&keybind.Alt != 0 {
		mask |= k.alt
	}
	if m&keybind.Cmd != 0 {
		mask |= k.cmd
	}
	if m&keybind.Ctrl != 0 {
		mask |= xproto.ModMaskControl
	}
	if m&keybind.Shift != 0 {
		mask |= xproto.ModMaskShift
	}
	return mask
}

// Requests of the XKB extension (XKB protocol, "Protocol Encoding").
const (
	xkbUseExtension   = 0
	xkbSelectEvents   = 1
	xkbGetNames       = 17
	xkbPerClientFlags = 21

	xkbCoreKeyboard = 0x100
	xkbKeyNames     = 1 << 9
	xkbNewKeyboard  = 1 << 0
	xkbMapNotify    = 1 << 1
	xkbAllMapParts  = 0xff

	// A grab matches the modifiers as they are; otherwise the server would
	// mix the second layout of a keyboard into them.
	xkbGrabsUseXKBState        = 1 << 1
	xkbLookupStateWhenGrabbed  = 1 << 3
	xkbMajorVersion, xkbMinor  = 1, 0
	xkbNamesReply, xkbNameSize = 32, 4
)

// xkbRequest is a request of a number of 32-bit units about the keyboard.
func (d *Desktop) xkbRequest(minor byte, units int) []byte {
	b := make([]byte, 4*units)
	b[0], b[1] = d.ext.xkb, minor
	xgb.Put16(b[2:], uint16(units))
	xgb.Put16(b[4:], xkbCoreKeyboard)
	return b
}

// startXKB begins the use of XKB. From then on the server tells of changes
// by XKB's events instead of MappingNotify.
func (d *Desktop) startXKB() {
	if d.ext.xkb == 0 {
		return
	}
	d.wire.hold()
	use := d.xkbRequest(xkbUseExtension, 2)
	xgb.Put16(use[4:], xkbMajorVersion)
	xgb.Put16(use[6:], xkbMinor)
	supported := d.conn.NewCookie(true, true)
	d.conn.NewRequest(use, supported)
	flags := d.xkbRequest(xkbPerClientFlags, 7)
	xgb.Put32(flags[8:], xkbGrabsUseXKBState|xkbLookupStateWhenGrabbed)
	xgb.Put32(flags[12:], xkbGrabsUseXKBState|xkbLookupStateWhenGrabbed)
	d.conn.NewRequest(flags, d.conn.NewCookie(true, true))
	events := d.xkbRequest(xkbSelectEvents, 4)
	xgb.Put16(events[6:], xkbNewKeyboard|xkbMapNotify)
	xgb.Put16(events[10:], xkbNewKeyboard)
	xgb.Put16(events[12:], xkbAllMapParts)
	xgb.Put16(events[14:], xkbAllMapParts)
	d.conn.NewRequest(events, d.conn.NewCookie(false, false))
	d.wire.release()
	// The second byte of the reply says whether the server agrees.
	if reply, err := supported.Reply(); err != nil || reply[1] == 0 {
		d.ext.xkb = 0
	}
}

// keyNamesCookie is a request for the names of the keys; nil without XKB.
type keyNamesCookie struct{ *xgb.Cookie }

func (d *Desktop) askKeyNames() keyNamesCookie {
	if d.ext.xkb == 0 {
		return keyNamesCookie{}
	}
	names := d.xkbRequest(xkbGetNames, 3)
	xgb.Put32(names[8:], xkbKeyNames)
	c := keyNamesCookie{d.conn.NewCookie(true, true)}
	d.conn.NewRequest(names, c.Cookie)
	return c
}

// read is the keycode of every key name. The reply has the first key and the
// number of keys in bytes 18 and 19, and four bytes per name after its 32-byte head.
func (c keyNamesCookie) read() map[string]xproto.Keycode {
	if c.Cookie == nil {
		return nil
	}
	reply, err := c.Reply()
	if err != nil || len(reply) < xkbNamesReply || xgb.Get32(reply[8:])&xkbKeyNames == 0 {
		return nil
	}
	first, count := int(reply[18]), int(reply[19])
	byName := make(map[string]xproto.Keycode, count)
	for i := range count {
		at := xkbNamesReply + i*xkbNameSize
		if at+xkbNameSize > len(reply) {
			break
		}
		name := strings.TrimRight(string(reply[at:at+xkbNameSize]), "\x00")
		if _, taken := byName[name]; name != "" && !taken {
			byName[name] = xproto.Keycode(first + i)
		}
	}
	return byName
}
