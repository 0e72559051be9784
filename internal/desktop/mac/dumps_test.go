package mac_test

import (
	"testing"

	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/axdump"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

// TestTheDumpsOfRealWindows has each of them live beside an ordinary window:
// what AeroSpace tiles is tiled, what floats floats, and popups are left alone.
func TestTheDumpsOfRealWindows(t *testing.T) {
	folder := axdump.Folder("../../../../shared/corpus")
	dumps, err := axdump.Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(dumps) == 0 {
		t.Skip("there are no dumps in " + folder)
	}
	r := newRig(t)
	plain := r.mac.Start("org.example").Open(played.Look{})
	r.manage("")
	r.columns(plain)
	looked := map[string]int{}
	for _, d := range dumps {
		w := r.mac.Show(d)
		if d.Policy == appkit.Accessory.String() {
			r.click(w)
		}
		before := w.Frame()
		_, listed, _ := d.Layer()
		want, known := map[string]workspaces.Placement{"window": workspaces.Tiling, "dialog": workspaces.Floating, "popup": workspaces.Popup}[d.Type]
		looked[d.Type]++
		switch {
		case !known:
			t.Errorf("%s: the type %q", d.Name, d.Type)
		case d.Policy == appkit.Prohibited.String(), !listed, want == workspaces.Popup:
			// Popups without a role, and what the window server does not know,
			// need not be known at all.
			r.heard(plain)
			r.heard(plain)
			info, found := r.info(w)
			if found && info.Placement != workspaces.Popup {
				t.Errorf("%s: a popup is in placement %d", d.Name, info.Placement)
			}
			if w.Frame() != before {
				t.Errorf("%s: a popup was moved", d.Name)
			}
			if !listed {
				looked["unlisted "+d.Type]++
			}
			if want == workspaces.Popup {
				r.columns(plain)
			}
		case want == workspaces.Tiling:
			r.placement(w, want)
			r.frame(plain, tile(0, 2))
		default:
			r.placement(w, want)
			r.columns(plain)
		}
		w.Close()
		r.unknown(w)
		r.columns(plain)
	}
	if looked["window"] < 25 || looked["dialog"] < 15 || looked["popup"] < 40 {
		t.Errorf("only so many were looked at: %v", looked)
	}
}

func (r *rig) info(w *played.Window) (workspaces.WindowInfo, bool) {
	return r.state().Window(id(w))
}
