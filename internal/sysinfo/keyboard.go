package sysinfo

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// keyboard is a connection to an X server that asks for its keyboard's state and
// nothing else. The X library has no XKB, and its table of events cannot be
// added to while other connections read.
type keyboard struct {
	net.Conn
	in     *bufio.Reader
	opcode byte // of XKB's requests
	event  byte // of XKB's events
	stale  bool // an event came while an answer was waited for
}

// Numbers of the X protocol ("Protocol Encoding") and of XKB's.
const (
	xError          = 0
	xReply          = 1
	xGenericEvent   = 35
	xSent           = 0x80
	xGetAtomName    = 17
	xQueryExtension = 98

	xkbUseExtension = 0
	xkbSelectEvents = 1
	xkbGetState     = 4
	xkbGetNames     = 17

	xkbCoreKeyboard = 0x100
	xkbNewKeyboard  = 1 << 0
	xkbStateNotify  = 1 << 2
	xkbNamesNotify  = 1 << 6
	xkbGroupState   = 1 << 4
	xkbSymbolsName  = 1 << 2
	xkbGroupNames   = 1 << 12
)

// xTimeout bounds the wait for an answer of the X server.
const xTimeout = 5 * time.Second

var errNoXKB = errors.New("the X server has no XKB")

// xLimit is the longest answer that is taken, in units of four bytes.
const xLimit = 1 << 18

// dialKeyboard connects to a display such as ":0" and has it tell of changes.
func dialKeyboard(display string, getenv func(string) string) (*keyboard, error) {
	network, address, host, number, err := displayAddress(display)
	if err != nil {
		return nil, err
	}
	conn, err := net.DialTimeout(network, address, xTimeout)
	if err != nil {
		return nil, err
	}
	k := &keyboard{Conn: conn, in: bufio.NewReader(conn)}
	name, data := "", []byte(nil)
	if file, err := os.ReadFile(authorityFile(getenv)); err == nil {
		if host == "" {
			host, _ = os.Hostname()
		}
		name, data = xCookie(file, host, number)
	}
	if err := k.begin(name, data); err != nil {
		conn.Close()
		return nil, err
	}
	return k, nil
}

// begin sets the connection up and selects events.
func (k *keyboard) begin(name string, data []byte) error {
	pad := func(s []byte) []byte { return append(s, make([]byte, (4-len(s)%4)%4)...) }
	setup := []byte{'l', 0, 11, 0, 0, 0, byte(len(name)), 0, byte(len(data)), 0, 0, 0}
	setup = append(append(setup, pad([]byte(name))...), pad(data)...)
	_ = k.SetDeadline(time.Now().Add(xTimeout))
	defer func() { _ = k.SetDeadline(time.Time{}) }()
	if _, err := k.Write(setup); err != nil {
		return err
	}
	head := make([]byte, 8)
	if _, err := io.ReadFull(k.in, head); err != nil {
		return err
	}
	if _, err := k.in.Discard(4 * int(binary.LittleEndian.Uint16(head[6:]))); err != nil {
		return err
	}
	if head[0] != 1 {
		return errors.New("the X server refuses the connection")
	}
	const extension = "XKEYBOARD"
	query := append([]byte{xQueryExtension, 0, 0, 0, byte(len(extension)), 0, 0, 0}, pad([]byte(extension))...)
	found, err := k.ask(query)
	if err != nil {
		return err
	}
	if found[8] == 0 {
		return errNoXKB
	}
	k.opcode, k.event = found[9], found[10]
	used, err := k.ask([]byte{k.opcode, xkbUseExtension, 0, 0, 1, 0, 0, 0})
	if err != nil {
		return err
	}
	if used[1] == 0 {
		return errNoXKB
	}
	// Of the state only the group: modifiers change with every key.
	const all = xkbNewKeyboard | xkbNamesNotify
	selected := k.request(xkbSelectEvents, all|xkbStateNotify, 0, all, 0, 0, xkbGroupState, xkbGroupState)
	_, err = k.Write(sized(selected))
	return err
}

// request is one of XKB's about the keyboard, of 16-bit parts after its number.
func (k *keyboard) request(minor byte, parts ...uint16) []byte {
	b := []byte{k.opcode, minor, 0, 0}
	b = binary.LittleEndian.AppendUint16(b, xkbCoreKeyboard)
	for _, part := range parts {
		b = binary.LittleEndian.AppendUint16(b, part)
	}
	return b
}

// sized sets a request's length, in units of four bytes.
func sized(request []byte) []byte {
	binary.LittleEndian.PutUint16(request[2:], uint16(len(request)/4))
	return request
}

// ask sends a request and reads its answer, at least 32 bytes.
func (k *keyboard) ask(request []byte) ([]byte, error) {
	_ = k.SetDeadline(time.Now().Add(xTimeout))
	defer func() { _ = k.SetDeadline(time.Time{}) }()
	if _, err := k.Write(sized(request)); err != nil {
		return nil, err
	}
	for {
		packet, err := k.packet()
		switch {
		case err != nil:
			return nil, err
		case packet[0] == xError:
			return nil, fmt.Errorf("the X server refuses a request (error %d)", packet[1])
		case packet[0] == xReply:
			return packet, nil
		case packet[0]&^xSent == k.event:
			k.stale = true
		}
	}
}

// packet reads what the server says next.
func (k *keyboard) packet() ([]byte, error) {
	packet := make([]byte, 32)
	if _, err := io.ReadFull(k.in, packet); err != nil {
		return nil, err
	}
	if kind := packet[0] &^ xSent; kind == xReply || kind == xGenericEvent {
		units := binary.LittleEndian.Uint32(packet[4:])
		if units > xLimit {
			return nil, errors.New("the X server sends too much")
		}
		packet = append(packet, make([]byte, 4*units)...)
		if _, err := io.ReadFull(k.in, packet[32:]); err != nil {
			return nil, err
		}
	}
	return packet, nil
}

// wait returns when the keyboard may have changed.
func (k *keyboard) wait() error {
	for !k.stale {
		packet, err := k.packet()
		if err != nil {
			return err
		}
		k.stale = packet[0]&^xSent == k.event
	}
	k.stale = false
	return nil
}

// layout asks for the layout in force.
func (k *keyboard) layout() (Layout, error) {
	state, err := k.ask(k.request(xkbGetState, 0))
	if err != nil {
		return Layout{}, err
	}
	names, err := k.ask(k.request(xkbGetNames, 0, xkbSymbolsName|xkbGroupNames, 0))
	if err != nil {
		return Layout{}, err
	}
	symbols, groups := nameAtoms(names)
	var texts []string
	for _, atom := range groups {
		text, err := k.name(atom)
		if err != nil {
			return Layout{}, err
		}
		texts = append(texts, text)
	}
	made, err := k.name(symbols)
	if err != nil {
		return Layout{}, err
	}
	return layoutOf(int(state[12]), texts, made), nil
}

// nameAtoms reads the answer of GetNames: the values in the order of their
// bits, of groups as many as the bits in byte 15 say.
func nameAtoms(reply []byte) (symbols uint32, groups []uint32) {
	if len(reply) < 32 {
		return 0, nil
	}
	which, values := binary.LittleEndian.Uint32(reply[8:]), reply[32:]
	next := func() (atom uint32) {
		if len(values) >= 4 {
			atom, values = binary.LittleEndian.Uint32(values), values[4:]
		}
		return atom
	}
	if which&xkbSymbolsName != 0 {
		symbols = next()
	}
	if which&xkbGroupNames == 0 {
		return symbols, nil
	}
	for bit := range 4 {
		atom := uint32(0)
		if reply[15]&(1<<bit) != 0 {
			atom = next()
		}
		groups = append(groups, atom)
	}
	return symbols, groups
}

// name is the text of an atom, "" for none.
func (k *keyboard) name(atom uint32) (string, error) {
	if atom == 0 {
		return "", nil
	}
	reply, err := k.ask(binary.LittleEndian.AppendUint32([]byte{xGetAtomName, 0, 0, 0}, atom))
	if err != nil {
		return "", err
	}
	text := reply[32:]
	return string(text[:min(len(text), int(binary.LittleEndian.Uint16(reply[8:])))]), nil
}

// displayAddress is where an X display listens: "[host]:number[.screen]".
func displayAddress(display string) (network, address, host, number string, err error) {
	colon := strings.LastIndexByte(display, ':')
	if colon < 0 {
		return "", "", "", "", fmt.Errorf("%q is no X display", display)
	}
	host, number = display[:colon], display[colon+1:]
	number, _, _ = strings.Cut(number, ".")
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil {
		return "", "", "", "", fmt.Errorf("%q is no X display", display)
	}
	if host == "" || host == "unix" {
		return "unix", "/tmp/.X11-unix/X" + number, "", number, nil
	}
	const firstPort = 6000
	return "tcp", net.JoinHostPort(strings.Trim(host, "[]"), strconv.FormatUint(firstPort+n, 10)), host, number, nil
}

func authorityFile(getenv func(string) string) string {
	if file := getenv("XAUTHORITY"); file != "" {
		return file
	}
	return filepath.Join(getenv("HOME"), ".Xauthority")
}

// xCookie finds a display's cookie in an authority file (Xau(3)): entries of a
// family and four texts with their lengths, the host, the display's number, the
// kind and the cookie. An entry for any host or number has none.
func xCookie(file []byte, host, number string) (name string, data []byte) {
	const wild, local = 65535, 256
	for len(file) >= 2 {
		family := binary.BigEndian.Uint16(file)
		file = file[2:]
		var parts [4][]byte
		for i := range parts {
			if len(file) < 2 {
				return name, data
			}
			n := int(binary.BigEndian.Uint16(file))
			if file = file[2:]; len(file) < n {
				return name, data
			}
			parts[i], file = file[:n], file[n:]
		}
		kind := string(parts[2])
		if kind != "MIT-MAGIC-COOKIE-1" || len(parts[3]) > 255 {
			continue
		}
		if at := string(parts[1]); at != "" && at != number {
			continue
		}
		if family == wild || family == local && string(parts[0]) == host {
			return kind, parts[3]
		}
		if name == "" { // an address, which is not looked up
			name, data = kind, parts[3]
		}
	}
	return name, data
}
