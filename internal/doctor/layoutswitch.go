package doctor

import (
	"fmt"
	"strings"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/keybind"
)

// layoutSwitches are options of XKB that change the layout on two modifiers:
// the second one pressed is none any more, so that no program sees both.
var layoutSwitches = map[string]keybind.Modifiers{
	"grp:alt_shift_toggle":       keybind.Alt | keybind.Shift,
	"grp:alt_shift_toggle_bidir": keybind.Alt | keybind.Shift,
	"grp:lalt_lshift_toggle":     keybind.Alt | keybind.Shift,
	"grp:ralt_rshift_toggle":     keybind.Alt | keybind.Shift,
	"grp:ctrl_shift_toggle":      keybind.Ctrl | keybind.Shift,
	"grp:lctrl_lshift_toggle":    keybind.Ctrl | keybind.Shift,
	"grp:rctrl_rshift_toggle":    keybind.Ctrl | keybind.Shift,
	"grp:ctrl_alt_toggle":        keybind.Ctrl | keybind.Alt,
	"grp:lctrl_lalt_toggle":      keybind.Ctrl | keybind.Alt,
	"grp:rctrl_ralt_toggle":      keybind.Ctrl | keybind.Alt,
}

// layoutSwitch looks for bindings that the keyboard's layout switch takes away.
func (e *examination) layoutSwitch(conn *xgb.Conn, root xproto.Window) {
	if e.config == nil {
		return
	}
	// Rules, model, layouts, variants and options, each ended by a zero byte.
	names := strings.Split(string(property(conn, root, "_XKB_RULES_NAMES")), "\x00")
	if len(names) < 5 {
		return
	}
	for _, option := range strings.Split(names[4], ",") {
		taken := layoutSwitches[option]
		if taken == 0 {
			continue
		}
		first, count := "", 0
		for _, mode := range e.config.Modes {
			for _, b := range mode.Bindings {
				if b.Chord.Modifiers.Plain()&taken == taken {
					count++
					if first == "" || b.Notation < first {
						first = b.Notation
					}
				}
			}
		}
		if count == 0 {
			continue
		}
		which := first
		if count > 1 {
			which = fmt.Sprintf("%s and %d more bindings", first, count-1)
		}
		e.find(Note, "keyboard", "the layout option %s takes %s to itself, so that %s cannot be heard; "+
			"another one, such as grp:win_space_toggle, leaves them", option, taken, which)
	}
}
