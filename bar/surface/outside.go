package surface

import "github.com/jezek/xgb/xproto"

// Outside says that a button was pressed beside all of the windows. The press goes
// on to whom it is for.
type Outside struct{}

// WatchOutside has presses beside the windows told, or not any more. Only plain
// ones are: those with a modifier are for the window manager.
func (d *Display) WatchOutside(on bool) {
	const locked, numbers = xproto.ModMaskLock, xproto.ModMask2
	for _, locks := range []uint16{0, locked, numbers, locked | numbers} {
		for _, button := range []byte{xproto.ButtonIndex1, xproto.ButtonIndex2, xproto.ButtonIndex3} {
			if !on {
				xproto.UngrabButton(d.conn, button, d.screen.Root, locks)
				continue
			}
			// The pointer waits until the press has been sent on.
			xproto.GrabButton(d.conn, false, d.screen.Root, xproto.EventMaskButtonPress,
				xproto.GrabModeSync, xproto.GrabModeAsync, xproto.WindowNone, xproto.CursorNone, button, locks)
		}
	}
}

// outside deals with a press that the root window's grab caught.
func (r *reader) outside(e xproto.ButtonPressEvent) {
	xproto.AllowEvents(r.conn, xproto.AllowReplayPointer, e.Time)
	if _, _, ours := r.named(e.Child); !ours {
		r.events <- Outside{}
	}
}
