package kind

import (
	"testing"

	"perch/internal/desktop/mac/axdump"
	"perch/workspaces"
)

// TestDumps classifies real windows of macOS: AeroSpace's collection of what
// its debug-windows prints, with the answers that it expects.
func TestDumps(t *testing.T) {
	folder := axdump.Folder("../../../../../shared/corpus")
	dumps, err := axdump.Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(dumps) == 0 {
		t.Skip("there are no dumps in ", folder)
	}
	kinds := map[string]workspaces.Kind{"window": workspaces.KindWindow, "dialog": workspaces.KindDialog, "popup": workspaces.KindPopup}
	seen := map[workspaces.Kind]int{}
	for _, d := range dumps {
		a := attributes(t, d)
		want, known := kinds[d.Type]
		if got := Of(a); !known || got != want {
			t.Errorf("%s: kind %d, want %q; %+v", d.Name, got, d.Type, a)
		}
		if d.IsDialog != nil && IsDialog(a) != *d.IsDialog {
			t.Errorf("%s: dialog is %v", d.Name, !*d.IsDialog)
		}
		seen[want]++
	}
	for name, kind := range kinds {
		if seen[kind] == 0 {
			t.Errorf("no dump of a %s", name)
		}
	}
	t.Logf("%v of %d dumps", seen, len(dumps))
}

func attributes(t *testing.T, d axdump.Window) Attributes {
	t.Helper()
	policy, known := map[string]Policy{"regular": Regular, "accessory": Accessory, "prohibited": Prohibited}[d.Policy]
	layer, knowsLayer, err := d.Layer()
	if !known || err != nil {
		t.Errorf("%s: the activation policy %q, %v", d.Name, d.Policy, err)
	}
	return Attributes{
		App: d.Bundle, Policy: policy, Layer: layer, KnowsLayer: knowsLayer,
		Subrole: text(d.Subrole), Identifier: text(d.Identifier), Title: text(d.Title),
		Close: button(d.Close), Fullscreen: button(d.FullScreen), Zoom: button(d.Zoom), Minimize: button(d.Minimize),
		Focused: truth(d.Focused), Main: truth(d.Main), AppFocused: d.AppFocused(),
	}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func truth(n *int) Truth {
	switch {
	case n == nil:
		return Unknown
	case *n == 0:
		return No
	}
	return Yes
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
