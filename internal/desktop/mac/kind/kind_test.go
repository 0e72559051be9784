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

// bare is a window with nothing that speaks for it.
var bare = Attributes{App: "x", KnowsLayer: true, Subrole: "AXDialog", Focused: No, Main: No}

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
		"nothing at all":                         {func(a *Attributes) { *a = Attributes{KnowsLayer: true, Subrole: "AXDialog", Focused: No, Main: No} }, workspaces.KindPopup},
		"nothing at all, and focus is not known": {func(a *Attributes) { *a = Attributes{KnowsLayer: true, Subrole: "AXDialog", Main: No} }, workspaces.KindDialog},
		"Steam's windows have no close button":   {func(a *Attributes) { a.App, a.Policy, a.Close = "com.valvesoftware.steam.helper", Accessory, Absent }, workspaces.KindWindow},
		"Ghostty's quick terminal": {func(a *Attributes) {
			a.App, a.Identifier = "com.mitchellh.ghostty", "com.mitchellh.ghostty.quickTerminal"
		}, workspaces.KindPopup},
		"that identifier in another app":                {func(a *Attributes) { a.Identifier = "com.mitchellh.ghostty.quickTerminal" }, workspaces.KindWindow},
		"a Ghostty window in fullscreen, button or not": {func(a *Attributes) { a.App, a.Fullscreen, a.Close = "com.mitchellh.ghostty", Disabled, Disabled }, workspaces.KindWindow},
		"a Ghostty window with a disabled fullscreen":   {func(a *Attributes) { a.App, a.Fullscreen = "com.mitchellh.ghostty", Disabled }, workspaces.KindDialog},
		"an ordinary app above the normal layer":        {func(a *Attributes) { a.Layer = 3 }, workspaces.KindWindow},
		"an ordinary app whose layer is not known":      {func(a *Attributes) { a.KnowsLayer = false }, workspaces.KindWindow},
		"1Password with an unknown layer":               {func(a *Attributes) { a.App, a.KnowsLayer = "com.1password.1password", false }, workspaces.KindDialog},
		"1Password's main window":                       {func(a *Attributes) { a.App = "com.1password.1password" }, workspaces.KindWindow},
		"below the normal layer is not on it":           {func(a *Attributes) { a.App, a.Layer = "com.openai.codex", -1 }, workspaces.KindPopup},
		"Zen above the normal layer":                    {func(a *Attributes) { a.App, a.Layer = "app.zen-browser.zen", 101 }, workspaces.KindPopup},
		"Firefox with nothing to show for it": {func(a *Attributes) {
			*a = Attributes{App: "org.mozilla.nightly", KnowsLayer: true, Subrole: "AXUnknown"}
		}, workspaces.KindPopup},
		"Firefox with the focus alone":        {func(a *Attributes) { *a = Attributes{App: "org.mozilla.nightly", KnowsLayer: true, Focused: Yes} }, workspaces.KindDialog},
		"Firefox as its app's focused window": {func(a *Attributes) { *a = Attributes{App: "org.mozilla.nightly", KnowsLayer: true, AppFocused: true} }, workspaces.KindDialog},
		"Firefox as main window":              {func(a *Attributes) { *a = Attributes{App: "org.mozilla.nightly", KnowsLayer: true, Main: Yes} }, workspaces.KindDialog},
		"Firefox by its zoom button":          {func(a *Attributes) { *a = Attributes{App: "org.mozilla.nightly", KnowsLayer: true, Zoom: Disabled} }, workspaces.KindDialog},
		"Firefox by its subrole": {func(a *Attributes) {
			*a = Attributes{App: "org.mozilla.nightly", KnowsLayer: true, Subrole: standardWindow}
		}, workspaces.KindDialog},
		"Firefox with a disabled minimize button":        {func(a *Attributes) { a.App, a.Minimize = "org.mozilla.firefox", Disabled }, workspaces.KindDialog},
		"Firefox without a fullscreen button":            {func(a *Attributes) { a.App, a.Fullscreen = "org.mozilla.firefox", Absent }, workspaces.KindDialog},
		"Firefox":                                        {func(a *Attributes) { a.App = "org.mozilla.firefox" }, workspaces.KindWindow},
		"VSCodium without a fullscreen button":           {func(a *Attributes) { a.App, a.Fullscreen = "com.vscodium", Absent }, workspaces.KindWindow},
		"Chrome with a disabled fullscreen button":       {func(a *Attributes) { a.App, a.Fullscreen = "com.google.Chrome", Disabled }, workspaces.KindWindow},
		"Photo Booth":                                    {func(a *Attributes) { a.App = "com.apple.PhotoBooth" }, workspaces.KindDialog},
		"a floating window that says so":                 {func(a *Attributes) { a.Subrole = "AXFloatingWindow" }, workspaces.KindDialog},
		"no subrole":                                     {func(a *Attributes) { a.Subrole = "" }, workspaces.KindPopup},
		"Quick Look of another app":                      {func(a *Attributes) { a.Subrole = "Quick Look" }, workspaces.KindPopup},
		"qutebrowser without a fullscreen button":        {func(a *Attributes) { a.App, a.Fullscreen = "org.qutebrowser.qutebrowser", Absent }, workspaces.KindWindow},
		"an app without a user interface has windows":    {func(a *Attributes) { a.Policy, a.Close = Prohibited, Absent }, workspaces.KindWindow},
		"a menu bar app's window with a disabled button": {func(a *Attributes) { a.Policy, a.Close = Accessory, Disabled }, workspaces.KindWindow},
		"Steam in the Dock":                              {func(a *Attributes) { a.App, a.Close, a.Fullscreen = "com.valvesoftware.steam.helper", Absent, Absent }, workspaces.KindWindow},
		"iTerm with a disabled fullscreen button":        {func(a *Attributes) { a.App, a.Fullscreen = "com.googlecode.iterm2", Disabled }, workspaces.KindWindow},
		"iTerm above the normal layer":                   {func(a *Attributes) { a.App, a.Layer = "com.googlecode.iterm2", 8 }, workspaces.KindPopup},
		"Emacs' frames":                                  {func(a *Attributes) { a.App, a.Fullscreen = "org.gnu.Emacs", Absent }, workspaces.KindWindow},
		"nothing but the title Window":                   {func(a *Attributes) { *a = bare; a.Title = "Window" }, workspaces.KindPopup},
		"nothing but a title that begins so":             {func(a *Attributes) { *a = bare; a.Title = "Window 2" }, workspaces.KindDialog},
		"nothing but a button":                           {func(a *Attributes) { *a = bare; a.Minimize = Disabled }, workspaces.KindDialog},
		"nothing but the focus":                          {func(a *Attributes) { *a = bare; a.Focused = Yes }, workspaces.KindDialog},
		"nothing but being main":                         {func(a *Attributes) { *a = bare; a.Main = Yes }, workspaces.KindDialog},
		"nothing, and main is not known":                 {func(a *Attributes) { *a = bare; a.Main = Unknown }, workspaces.KindDialog},
		"nothing but being its app's focused window":     {func(a *Attributes) { *a = bare; a.AppFocused = true }, workspaces.KindDialog},
		"nothing but a standard subrole":                 {func(a *Attributes) { *a = bare; a.Subrole = standardWindow }, workspaces.KindDialog},
		"an app without a bundle":                        {func(a *Attributes) { a.App = "" }, workspaces.KindWindow},
		"qutebrowser's subroles are not to be used":      {func(a *Attributes) { a.App, a.Subrole = "org.qutebrowser.qutebrowser", "AXDialog" }, workspaces.KindWindow},
	} {
		a := document
		c.change(&a)
		if got := Of(a); got != c.want {
			t.Errorf("%s: kind %d, want %d", name, got, c.want)
		}
	}
}
