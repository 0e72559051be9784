package played

import (
	"strings"

	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/axdump"
	"perch/workspaces"
)

// Show brings the window of a dump to life, in an application of its own: what
// the dump tells is what accessibility and the window server then answer.
func (m *Mac) Show(d axdump.Window) *Window {
	m.t.Helper()
	policies := map[string]appkit.Policy{"regular": appkit.Regular, "accessory": appkit.Accessory, "prohibited": appkit.Prohibited}
	policy, known := policies[d.Policy]
	layer, listed, err := d.Layer()
	if !known || err != nil {
		m.t.Fatalf("%s: the policy %q, %v", d.Name, d.Policy, err)
	}
	app := m.Launch(appkit.App{BundleID: d.Bundle, Policy: policy})
	look := Look{
		Role: d.Role, Subrole: "-", Layer: layer, Ghost: !listed, Quiet: !d.AppFocused(),
		Buttons: &[4]Button{button(d.Close), button(d.FullScreen), button(d.Zoom), button(d.Minimize)},
		Modal:   d.Modal != nil && *d.Modal != 0,
	}
	if d.Subrole != nil && *d.Subrole != "" {
		look.Subrole = *d.Subrole
	}
	if d.Identifier != nil {
		look.Identifier = *d.Identifier
	}
	if d.Title != nil {
		look.Title = *d.Title
	}
	if x, y, width, height, ok := d.Frame(); ok {
		look.Frame = workspaces.Rect{X: x, Y: y, W: width, H: height}
	}
	look.dress = func(w *Window) {
		if d.Title == nil {
			w.NoAttribute("AXTitle")
		}
		w.truth("AXFocused", d.Focused)
		w.truth("AXMain", d.Main)
		if d.Writable == "" {
			return
		}
		if !strings.Contains(d.Writable, "AXSize") {
			w.RefuseSize()
		}
		if !strings.Contains(d.Writable, "AXPosition") {
			w.RefusePosition()
		}
	}
	return app.Open(look)
}

func button(b *axdump.Button) Button {
	switch {
	case b == nil:
		return Absent
	case b.Enabled == 0:
		return Disabled
	}
	return Enabled
}

// truth gives the window an attribute that is yes or no, or takes it away.
func (w *Window) truth(name string, value *int) {
	if value == nil {
		w.NoAttribute(name)
		return
	}
	w.AttributeNumber(name, float64(*value))
}
