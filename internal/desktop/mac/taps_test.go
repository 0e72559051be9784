package mac_test

import (
	"testing"

	"perch/internal/desktop/mac/played"
	"perch/keybind"
)

// Over sleep macOS makes event taps invalid and says nothing.
func TestTapsThatDiedInSleepAreMadeAnew(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.Safari")
	a := app.Open(played.Look{})
	r.manage("focus-follows-mouse.enabled = true\n[mode.main.binding]\nalt-h = 'workspace 2'\nalt-j = 'workspace 1'")
	r.columns(a)
	for range 2 {
		r.mac.Sleep()
		if n := r.mac.InvalidateTaps(); n != 2 { // that of the keys and that of the mouse
			t.Fatalf("%d taps died", n)
		}
		r.mac.Wake()
		r.until("the key is swallowed again", func() bool {
			down, _ := r.mac.Press(keybind.KeyH.MacCode(), leftAlt)
			return down == played.Swallowed
		})
		r.hidden(a)
		r.until("and another one", func() bool {
			down, _ := r.mac.Press(keybind.KeyJ.MacCode(), leftAlt)
			return down == played.Swallowed
		})
		r.columns(a)
	}
}
