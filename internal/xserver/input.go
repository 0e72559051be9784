package xserver

import (
	"fmt"
	"time"

	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"perch/keybind"
)

// Physical keys that are no binding's key, as X keycodes: the evdev code
// plus 8.
const (
	keyShift    = 42 + 8
	keyControl  = 29 + 8
	keyAlt      = 56 + 8
	keySuper    = 125 + 8
	keyCapsLock = 58 + 8
	keyNumLock  = 69 + 8
)

// modifierKeys are the left modifier keys in the order in which they are pressed.
var modifierKeys = []struct {
	modifier keybind.Modifiers
	keycode  byte
}{
	{keybind.Alt, keyAlt}, {keybind.Ctrl, keyControl}, {keybind.Cmd, keySuper}, {keybind.Shift, keyShift},
}

// Key presses and releases a chord such as "alt-shift-2", by physical key as
// on a US keyboard.
func (c *Client) Key(chord string) error {
	keys, err := keycodes(chord)
	if err != nil {
		return err
	}
	return c.press(keys...)
}

// keycodes returns the keys of a chord, modifiers first.
func keycodes(chord string) ([]byte, error) {
	notation, err := keybind.NewNotation("qwerty", nil)
	if err != nil {
		return nil, err
	}
	parsed, err := notation.Parse(chord)
	if err != nil {
		return nil, err
	}
	var keys []byte
	for _, m := range modifierKeys {
		if parsed.Modifiers&m.modifier != 0 {
			keys = append(keys, m.keycode)
		}
	}
	code := parsed.Key.Evdev()
	if code == 0 || code+8 > 255 {
		return nil, fmt.Errorf("key %q has no X keycode", chord)
	}
	return append(keys, byte(code+8)), nil
}

// press holds the keys down in order and releases them in reverse.
func (c *Client) press(keys ...byte) error {
	for _, key := range keys {
		c.fake(xproto.KeyPress, key, 0, 0)
	}
	for i := len(keys) - 1; i >= 0; i-- {
		c.fake(xproto.KeyRelease, keys[i], 0, 0)
	}
	c.Sync()
	return nil
}

func (c *Client) fake(kind, detail byte, x, y int) {
	xtest.FakeInput(c.conn, kind, detail, xproto.TimeCurrentTime, c.Root(), int16(x), int16(y), 0)
}

// CapsLock presses the Caps Lock key, which toggles the lock.
func (c *Client) CapsLock() error { return c.press(keyCapsLock) }

// NumLock presses the Num Lock key, which toggles the lock.
func (c *Client) NumLock() error { return c.press(keyNumLock) }

// Locks says whether Caps Lock and Num Lock (Mod2) are on.
func (c *Client) Locks() (caps, num bool) {
	pointer, err := xproto.QueryPointer(c.conn, c.Root()).Reply()
	if err != nil {
		return false, false
	}
	return pointer.Mask&xproto.KeyButMaskLock != 0, pointer.Mask&xproto.KeyButMaskMod2 != 0
}

// MovePointer puts the pointer at a point of the screen.
func (c *Client) MovePointer(x, y int) {
	c.fake(xproto.MotionNotify, 0, x, y)
	c.Sync()
}

// Pointer is where the pointer is.
func (c *Client) Pointer() (x, y int) {
	pointer, err := xproto.QueryPointer(c.conn, c.Root()).Reply()
	if err != nil {
		return 0, 0
	}
	return int(pointer.RootX), int(pointer.RootY)
}

// Button presses (down) or releases a pointer button where the pointer is.
func (c *Client) Button(button int, down bool) {
	kind := byte(xproto.ButtonRelease)
	if down {
		kind = xproto.ButtonPress
	}
	c.fake(kind, byte(button), 0, 0)
	c.Sync()
}

// Click moves the pointer to a point and clicks a button there (1 is the
// left one).
func (c *Client) Click(x, y, button int) {
	c.MovePointer(x, y)
	c.Button(button, true)
	c.Button(button, false)
}

// Hold presses a chord and keeps it down until release. pressed is the moment
// just before its own key, the last one, went down; its modifiers had reached
// the server by then.
func (c *Client) Hold(chord string) (pressed time.Time, release func(), err error) {
	keys, err := keycodes(chord)
	if err != nil {
		return time.Time{}, nil, err
	}
	last := len(keys) - 1
	for _, key := range keys[:last] {
		c.fake(xproto.KeyPress, key, 0, 0)
	}
	c.Sync()
	pressed = time.Now()
	c.fake(xproto.KeyPress, keys[last], 0, 0)
	return pressed, func() {
		for i := last; i >= 0; i-- {
			c.fake(xproto.KeyRelease, keys[i], 0, 0)
		}
		c.Sync()
	}, nil
}
