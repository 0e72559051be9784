package kind

import (
	"testing"

	"perch/workspaces"
)

// document is an ordinary window; the tests change one fact of it.
var document = Attributes{
	App: "com.apple.TextEdit", KnowsLayer: true, Subrole: "AXStandardWindow", Title: "Untitled",
	Close: Enabled, Fullscreen: Enabled, Zoom: Enabled, Minimize: Enabled, Focused: Yes, Main: Yes, AppFocused: true,
}

func TestOf(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Attributes)
		want   workspaces.Kind
	}{
		"an ordinary window":                       {func(*Attributes) {}, workspaces.KindWindow},
		"a window without a fullscreen button":     {func(a *Attributes) { a.Fullscreen = Absent }, workspaces.KindDialog},
		"a disabled one is as good as none":        {func(a *Attributes) { a.Fullscreen = Disabled }, workspaces.KindDialog},
		"a terminal has none and tiles":            {func(a *Attributes) { a.App, a.Fullscreen = "org.alacritty", Absent }, workspaces.KindWindow},
		"a dialog says so":                         {func(a *Attributes) { a.Subrole = "AXDialog" }, workspaces.KindDialog},
		"another subrole is a popup":               {func(a *Attributes) { a.Subrole = "AXUnknown" }, workspaces.KindPopup},
		"a menu bar app's panel":                   {func(a *Attributes) { a.Policy, a.Close = Accessory, Absent }, workspaces.KindPopup},
		"a menu bar app's window":                  {func(a *Attributes) { a.Policy = Accessory }, workspaces.KindWindow},
		"a browser above the normal layer":         {func(a *Attributes) { a.App, a.Layer = "com.google.Chrome", 3 }, workspaces.KindPopup},
		"a browser whose layer is not known":       {func(a *Attributes) { a.App, a.KnowsLayer = "com.google.Chrome", false }, workspaces.KindPopup},
		"Firefox in picture-in-picture":            {func(a *Attributes) { a.App, a.Minimize = "org.mozilla.firefox", Absent }, workspaces.KindDialog},
		"a Ghostty window without fullscreen":      {func(a *Attributes) { a.App, a.Fullscreen = "com.mitchellh.ghostty", Absent }, workspaces.KindDialog},
		"a Ghostty window with no buttons at all":  {func(a *Attributes) { a.App, a.Fullscreen, a.Close = "com.mitchellh.ghostty", Absent, Absent }, workspaces.KindWindow},
		"Finder's Quick Look":                      {func(a *Attributes) { a.App, a.Subrole = "com.apple.finder", "Quick Look" }, workspaces.KindDialog},
		"1Password's quick access":                 {func(a *Attributes) { a.App, a.Layer = "com.1password.1password", 3 }, workspaces.KindDialog},
		"a simulator's size belongs to it":         {func(a *Attributes) { a.App = "com.apple.iphonesimulator" }, workspaces.KindDialog},
		"Emacs' child frames":                      {func(a *Attributes) { a.App, a.Subrole = "org.gnu.Emacs", "AXFloatingWindow" }, workspaces.KindPopup},
		"iTerm's hotkey window has no such button": {func(a *Attributes) { a.App, a.Fullscreen = "com.googlecode.iterm2", Absent }, workspaces.KindPopup},
		"Xcode's Open Quickly":                     {func(a *Attributes) { a.App, a.Identifier = "com.apple.dt.Xcode", "open_quickly" }, workspaces.KindPopup},
		"nothing at all but a title": {func(a *Attributes) {
			*a = Attributes{KnowsLayer: true, Subrole: "AXDialog", Title: "x", Focused: No, Main: No}
		}, workspaces.KindDialog},
		"nothing at all":                            {func(a *Attributes) { *a = Attributes{KnowsLayer: true, Subrole: "AXDialog", Focused: No, Main: No} }, workspaces.KindPopup},
		"nothing at all, and focus is not known":    {func(a *Attributes) { *a = Attributes{KnowsLayer: true, Subrole: "AXDialog", Main: No} }, workspaces.KindDialog},
		"Steam's windows have no close button":      {func(a *Attributes) { a.App, a.Policy, a.Close = "com.valvesoftware.steam.helper", Accessory, Absent }, workspaces.KindWindow},
		"qutebrowser's subroles are not to be used": {func(a *Attributes) { a.App, a.Subrole = "org.qutebrowser.qutebrowser", "AXDialog" }, workspaces.KindWindow},
	} {
		a := document
		c.change(&a)
		if got := Of(a); got != c.want {
			t.Errorf("%s: kind %d, want %d", name, got, c.want)
		}
	}
}
