package played_test

import (
	"testing"

	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/axdump"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/kind"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

// The windows of the dumps, brought to life and read through the bindings, are
// of the same kinds as the dumps themselves.
func TestDumpsLive(t *testing.T) {
	folder := axdump.Folder("../../../../../shared/corpus")
	dumps, err := axdump.Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(dumps) == 0 {
		t.Skip("there are no dumps in ", folder)
	}
	kinds := map[string]workspaces.Kind{"window": workspaces.KindWindow, "dialog": workspaces.KindDialog, "popup": workspaces.KindPopup}
	mac := played.Start(t)
	for _, d := range dumps {
		w := mac.Show(d)
		a := read(t, mac, w)
		if got := kind.Of(a); got != kinds[d.Type] {
			t.Errorf("%s: kind %d, want %q; %+v", d.Name, got, d.Type, a)
		}
		if x, y, width, height, ok := d.Frame(); ok && w.Frame() != (workspaces.Rect{X: x, Y: y, W: width, H: height}) {
			t.Errorf("%s: the frame is %v", d.Name, w.Frame())
		}
	}
}

// read asks for all that is known about a window.
func read(t *testing.T, mac *played.Mac, w *played.Window) kind.Attributes {
	t.Helper()
	app, _ := mac.Kit.App(int32(w.App().PID))
	a := kind.Attributes{App: app.BundleID, Policy: kind.Policy(app.Policy)}
	for _, info := range cg.Windows(cg.AllWindows) {
		if info.ID == w.ID {
			a.Layer, a.KnowsLayer = info.Layer, true
		}
	}
	of := ax.Application(w.App().PID)
	defer of.Release()
	windows, err := of.Links(ax.Windows)
	if err != nil || len(windows) != 1 {
		t.Fatal(windows, err)
	}
	defer windows[0].Release()
	if focused, err := of.Link(ax.FocusedWindow); err == nil {
		a.AppFocused = focused.Equal(windows[0].Element)
		focused.Release()
	}
	v, err := windows[0].Read(ax.Subrole, ax.Identifier, ax.Title, ax.Focused, ax.Main, ax.CloseButton, ax.FullScreenButton, ax.ZoomButton, ax.MinimizeButton)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Release()
	a.Subrole, _ = v.Text(0)
	a.Identifier, _ = v.Text(1)
	a.Title, _ = v.Text(2)
	for i, to := range []*kind.Truth{&a.Focused, &a.Main} {
		switch yes, err := v.Bool(3 + i); {
		case err != nil:
			*to = kind.Unknown
		case yes:
			*to = kind.Yes
		default:
			*to = kind.No
		}
	}
	for i, to := range []*kind.Button{&a.Close, &a.Fullscreen, &a.Zoom, &a.Minimize} {
		b, err := v.Link(5 + i)
		if err != nil {
			continue
		}
		*to = kind.Disabled
		if enabled, _ := b.Bool(ax.Enabled); enabled {
			*to = kind.Enabled
		}
		b.Release()
	}
	return a
}
