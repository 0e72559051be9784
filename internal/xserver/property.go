package xserver

import (
	"fmt"
	"strings"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Atom returns the atom of a name.
func (c *Client) Atom(name string) (xproto.Atom, error) {
	c.mu.Lock()
	atom, known := c.atoms[name]
	c.mu.Unlock()
	if known {
		return atom, nil
	}
	reply, err := xproto.InternAtom(c.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return 0, err
	}
	c.mu.Lock()
	c.atoms[name] = reply.Atom
	c.names[reply.Atom] = name
	c.mu.Unlock()
	return reply.Atom, nil
}

// AtomName returns the name of an atom, "" if there is no such atom.
func (c *Client) AtomName(atom xproto.Atom) string {
	c.mu.Lock()
	name, known := c.names[atom]
	c.mu.Unlock()
	if known {
		return name
	}
	reply, err := xproto.GetAtomName(c.conn, atom).Reply()
	if err != nil {
		return ""
	}
	c.mu.Lock()
	c.atoms[reply.Name] = atom
	c.names[atom] = reply.Name
	c.mu.Unlock()
	return reply.Name
}

// property starts reading a whole property.
func (c *Client) property(window xproto.Window, name string) (xproto.GetPropertyCookie, error) {
	atom, err := c.Atom(name)
	if err != nil {
		return xproto.GetPropertyCookie{}, err
	}
	return xproto.GetProperty(c.conn, false, window, atom, xproto.GetPropertyTypeAny, 0, 1<<20), nil
}

// Property returns a property's raw bytes and its element size in bits; 0
// bits when the window does not have it.
func (c *Client) Property(window xproto.Window, name string) (value []byte, bits int, err error) {
	cookie, err := c.property(window, name)
	if err != nil {
		return nil, 0, err
	}
	reply, err := cookie.Reply()
	if err != nil {
		return nil, 0, fmt.Errorf("property %s of window 0x%x: %w", name, window, err)
	}
	return reply.Value, int(reply.Format), nil
}

// Text returns a text property, "" when the window does not have it.
func (c *Client) Text(window xproto.Window, name string) string {
	value, bits, err := c.Property(window, name)
	if err != nil || bits != 8 {
		return ""
	}
	return strings.TrimRight(string(value), "\x00")
}

// Texts returns a property that lists texts, each ended by a zero byte.
func (c *Client) Texts(window xproto.Window, name string) []string {
	text := c.Text(window, name)
	if text == "" {
		return nil
	}
	return strings.Split(text, "\x00")
}

// Cardinals returns a property of 32-bit numbers, windows or atoms; nil when
// the window does not have it.
func (c *Client) Cardinals(window xproto.Window, name string) []uint32 {
	value, bits, err := c.Property(window, name)
	if err != nil || bits != 32 {
		return nil
	}
	return cardinals(value)
}

func cardinals(value []byte) []uint32 {
	numbers := make([]uint32, len(value)/4)
	for i := range numbers {
		numbers[i] = xgb.Get32(value[4*i:])
	}
	return numbers
}

// Atoms returns the names in a property that lists atoms.
func (c *Client) Atoms(window xproto.Window, name string) []string {
	var names []string
	for _, atom := range c.Cardinals(window, name) {
		names = append(names, c.AtomName(xproto.Atom(atom)))
	}
	return names
}

// SetText sets a UTF-8 text property.
func (c *Client) SetText(window xproto.Window, name, text string) error {
	return c.setProperty(window, name, "UTF8_STRING", 8, []byte(text))
}

// SetCardinals sets a property of 32-bit numbers whose type is kind, such as
// CARDINAL, WINDOW or ATOM.
func (c *Client) SetCardinals(window xproto.Window, name, kind string, numbers ...uint32) error {
	value := make([]byte, 4*len(numbers))
	for i, number := range numbers {
		xgb.Put32(value[4*i:], number)
	}
	return c.setProperty(window, name, kind, 32, value)
}

// SetAtoms sets a property that lists atoms.
func (c *Client) SetAtoms(window xproto.Window, name string, values ...string) error {
	numbers := make([]uint32, len(values))
	for i, value := range values {
		atom, err := c.Atom(value)
		if err != nil {
			return err
		}
		numbers[i] = uint32(atom)
	}
	return c.SetCardinals(window, name, "ATOM", numbers...)
}

func (c *Client) setProperty(window xproto.Window, name, kind string, bits int, value []byte) error {
	atom, err := c.Atom(name)
	if err != nil {
		return err
	}
	kindAtom, err := c.Atom(kind)
	if err != nil {
		return err
	}
	count := uint32(len(value) * 8 / bits)
	err = xproto.ChangePropertyChecked(c.conn, xproto.PropModeReplace, window, atom, kindAtom, byte(bits), count, value).Check()
	if err != nil {
		return fmt.Errorf("set property %s of window 0x%x: %w", name, window, err)
	}
	return nil
}

// SendMessage sends a client message about a window to the root window, as
// pagers do (EWMH).
func (c *Client) SendMessage(window xproto.Window, kind string, data ...uint32) error {
	return c.sendMessage(c.Root(), window, xproto.EventMaskSubstructureRedirect|xproto.EventMaskSubstructureNotify, kind, data)
}

func (c *Client) sendMessage(to, about xproto.Window, mask uint32, kind string, data []uint32) error {
	atom, err := c.Atom(kind)
	if err != nil {
		return err
	}
	words := make([]uint32, 5)
	copy(words, data)
	event := xproto.ClientMessageEvent{Format: 32, Window: about, Type: atom, Data: xproto.ClientMessageDataUnionData32New(words)}
	return xproto.SendEventChecked(c.conn, false, to, mask, string(event.Bytes())).Check()
}
