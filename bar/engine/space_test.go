package engine

import "testing"

// A space of a desktop that does not exist is nowhere, wherever it is pinned to;
// one that names another window manager's desktop, which has no number here, is
// where it is pinned to.
func TestSpacesOfNoDesktop(t *testing.T) {
	r := newRig(t, wide, second)
	r.SetFacts(world())
	r.quiet("--add space gone left --set gone space=30 display=1 icon=x", "--add space active left --set active space=30 display=active icon=x",
		"--add space there left --set there space=1 display=1 icon=x", "--add space named left --set named space=web display=1 icon=x",
		"--add space anywhere left --set anywhere space=30 display=1 ignore_association=on icon=x")
	for name, want := range map[string]bool{"gone": false, "active": false, "there": true, "named": true, "anywhere": true} {
		if shown := r.box(name) != "-9999,-9999 0x0"; shown != want {
			t.Errorf("%s is shown: %v", name, shown)
		}
	}
}
