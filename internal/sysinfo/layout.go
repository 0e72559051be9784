package sysinfo

import (
	"context"
	"slices"
	"strings"
)

// watchLayout follows the X server's keyboard.
func (m *Machine) watchLayout(ctx context.Context) {
	b := m.beat(ctx)
	var patient patience
	for ctx.Err() == nil {
		m.followKeyboard(ctx)
		m.set(ctx, func(f *Facts) { f.Layout = Layout{} })
		m.pace(b, patient.next())
		select {
		case <-ctx.Done():
		case <-b.struck:
			m.pace(b, 0)
		}
	}
}

// followKeyboard follows one connection to the X server until it ends.
func (m *Machine) followKeyboard(ctx context.Context) {
	display := m.Display
	if display == "" {
		display = m.getenv("DISPLAY")
	}
	k, err := dialKeyboard(display, m.getenv)
	if err != nil {
		return
	}
	defer k.Close()
	stop := context.AfterFunc(ctx, func() { k.Close() })
	defer stop()
	for {
		l, err := k.layout()
		if err != nil {
			return
		}
		m.set(ctx, func(f *Facts) { f.Layout = l })
		if k.wait() != nil {
			return
		}
	}
}

// layoutOf is the layout of a group, from XKB's names: those of the groups, and
// the symbols that the keyboard was made of, such as
// "pc+us+de(nodeadkeys):2+inet(evdev)".
func layoutOf(group int, groups []string, symbols string) Layout {
	// A group that the keyboard lost with its last layout wraps around.
	if count := len(slices.DeleteFunc(slices.Clone(groups), func(g string) bool { return g == "" })); count > 0 {
		group %= count
	}
	l := Layout{Present: true, Group: group}
	if group < len(groups) {
		l.Name = groups[group]
	}
	if shorts := shortLayouts(symbols); group < len(shorts) {
		l.Short = shorts[group]
	}
	if l.Name == "" {
		l.Name = l.Short
	}
	return l
}

// notLayouts are the symbols beside the layouts in a keyboard's name.
var notLayouts = map[string]bool{
	"pc": true, "inet": true, "group": true, "level3": true, "level5": true, "ctrl": true, "altwin": true, "compose": true,
	"capslock": true, "shift": true, "keypad": true, "kpdl": true, "eurosign": true, "terminate": true, "nbsp": true,
	"srvr": true, "srvrkeys": true, "japan": true, "korean": true, "esperanto": true, "parens": true, "rupeesign": true,
	"macintosh": true, "apple": true, "numpad": true, "typo": true, "fkeys": true, "caps": true, "lv3": true, "lv5": true,
}

// shortLayouts are the names of the layouts in a keyboard's symbols, by group.
// Some servers write "_" for "+" and ":".
func shortLayouts(symbols string) []string {
	var out []string
	parts := strings.FieldsFunc(symbols, func(r rune) bool { return r == '+' || r == '_' || r == '|' })
	for _, part := range parts {
		part, group, numbered := strings.Cut(part, ":")
		name, _, _ := strings.Cut(part, "(")
		if len(name) < 2 || len(name) > 8 || notLayouts[name] || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" {
			continue
		}
		const most = 4
		at := 0
		if numbered {
			if len(group) != 1 || group[0] < '1' || group[0] > '0'+most {
				continue
			}
			at = int(group[0] - '1')
		} else if len(out) > 0 {
			if symbolsAreSafe := strings.Contains(symbols, "+"); symbolsAreSafe || len(out) == most {
				continue
			}
			at = len(out)
		}
		for len(out) <= at {
			out = append(out, "")
		}
		if out[at] == "" {
			out[at] = name
		}
	}
	return out
}
