package played

import "perch/internal/desktop/mac/cg"

// Verdict is what became of an event.
type Verdict int

// An event reaches the application in front, or a tap swallows it, or it is a
// hot key.
const (
	Passed Verdict = iota
	Swallowed
	HotKey
)

// Key is a key that goes down or up while modifiers are held. It returns when
// every tap has answered, or has been disabled because it did not.
func (m *Mac) Key(keycode uint16, flags cg.Flags, down bool) Verdict {
	return Verdict(playKey(keycode, uint64(flags), down, false))
}

// Repeat is a key-down that comes from holding a key.
func (m *Mac) Repeat(keycode uint16, flags cg.Flags) Verdict {
	return Verdict(playKey(keycode, uint64(flags), true, true))
}

// Press is a key that goes down and up again; the two are told apart.
func (m *Mac) Press(keycode uint16, flags cg.Flags) (down, up Verdict) {
	return m.Key(keycode, flags, true), m.Key(keycode, flags, false)
}

// Modifier is a modifier that goes down or up: flags are those held then.
func (m *Mac) Modifier(keycode uint16, flags cg.Flags) Verdict {
	return Verdict(playFlags(keycode, uint64(flags)))
}

// Mouse is the mouse at a place: moved, or with a button that goes down or up.
// A press on a window focuses it as the system does, unless it is swallowed.
func (m *Mac) Mouse(kind cg.EventType, at cg.Point) Verdict {
	verdict := Verdict(playMouse(uint32(kind), at.X, at.Y))
	if kind == cg.LeftMouseDown && verdict == Passed {
		for _, w := range cg.Windows(cg.OnScreenOnly) {
			b := w.Bounds
			inside := at.X >= b.Origin.X && at.X < b.Origin.X+b.Size.Width && at.Y >= b.Origin.Y && at.Y < b.Origin.Y+b.Size.Height
			if inside && w.Layer == 0 {
				playFront(int32(w.PID), uint32(w.ID), false)
				break
			}
		}
	}
	return verdict
}

// InvalidateTaps makes every event tap invalid without a word, as macOS does over
// sleep, and says how many there were.
func (m *Mac) InvalidateTaps() int { return int(playTapsDead()) }

// DisableTaps disables every event tap and tells it why: cg.TapDisabledByTimeout
// is for one that was too slow, cg.TapDisabledByInput for one that a person or a
// program turned off.
func (m *Mac) DisableTaps(why cg.EventType) { playTapsOff(uint32(why)) }
