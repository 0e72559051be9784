package simulate

import (
	"encoding/json"

	"perch/internal/desktop/mac/kind"
	"perch/workspaces"
)

// runWindowType classifies a window of macOS by the facts of a row.
func runWindowType(r row) []string {
	var c checks
	var a kind.Attributes
	a.App, _ = r.text("app")
	a.Subrole, _ = r.text("subrole")
	a.Identifier, _ = r.text("identifier")
	a.Title, _ = r.text("title")
	a.AppFocused = r.flag("is_app_focused_window")
	policy, _ := r.text("policy")
	switch policy {
	case "regular":
		a.Policy = kind.Regular
	case "accessory":
		a.Policy = kind.Accessory
	case "prohibited":
		a.Policy = kind.Prohibited
	default:
		c.fail("unknown activation policy %q", policy)
	}
	var layer *int
	if err := r.into("level", &layer); err != nil {
		c.fail("%v", err)
	}
	if layer != nil {
		a.Layer, a.KnowsLayer = *layer, true
	}
	for field, button := range map[string]*kind.Button{
		"close": &a.Close, "fullscreen_button": &a.Fullscreen, "zoom": &a.Zoom, "minimize": &a.Minimize,
	} {
		var facts *struct{ Enabled bool }
		if err := r.into(field, &facts); err != nil {
			c.fail("%v", err)
		}
		switch {
		case facts == nil:
		case facts.Enabled:
			*button = kind.Enabled
		default:
			*button = kind.Disabled
		}
	}
	a.Focused, a.Main = truth(r["focused"]), truth(r["main"])

	names := map[workspaces.Kind]string{workspaces.KindWindow: "window", workspaces.KindDialog: "dialog", workspaces.KindPopup: "popup"}
	want, _ := r.text("type")
	c.equal("type", want, names[kind.Of(a)])
	if r.has("dialog_heuristic") {
		c.equal("dialog heuristic", r.flag("dialog_heuristic"), kind.IsDialog(a))
	}
	return c
}

// truth reads an attribute that may be null.
func truth(data []byte) kind.Truth {
	var yes *bool
	if json.Unmarshal(orNull(data), &yes) != nil || yes == nil {
		return kind.Unknown
	}
	if *yes {
		return kind.Yes
	}
	return kind.No
}
