package played

import (
	"perch/internal/desktop/mac/cg"
	"perch/workspaces"
)

// Window is a window of an application.
type Window struct {
	app *App
	ID  cg.Window
}

// Look is how a window begins. The zero value is an ordinary window without a
// title, with all its buttons.
type Look struct {
	Title      string
	Frame      workspaces.Rect // 400x300 if empty
	Role       string          // AXWindow if empty
	Subrole    string          // AXStandardWindow if empty, "-" for none
	Identifier string
	// Buttons in the order close, fullscreen, zoom, minimize; nil for all.
	Buttons *[4]Button
	Layer   int
	// Modal dialogs say so.
	Modal bool
	// Tabs is the number of a tab group, 0 for none. A new tab is shown in
	// place of the one that was.
	Tabs int
	// Quiet windows do not get the focus of their application.
	Quiet bool
	// Silent windows send no AXUIElementDestroyed when they close.
	Silent bool
	// Unlisted windows are in the window server's list only, ghosts in
	// accessibility only.
	Unlisted, Ghost bool
	// Unnumbered windows do not tell their number.
	Unnumbered bool
	// Minimum, Maximum and Step limit the size.
	Minimum, Maximum, Step cg.Size

	dress func(*Window) // what else is done before the window is told of
}

// Button is a button of a title bar.
type Button int

// The states of a Button.
const (
	Absent Button = iota
	Disabled
	Enabled
)

// Open makes a window, in front of the application's others.
func (a *App) Open(look Look) *Window {
	m := a.mac
	m.t.Helper()
	f := look.Frame
	if f == (workspaces.Rect{}) {
		f = workspaces.Rect{X: 100, Y: 100, W: 400, H: 300}
	}
	w := &Window{a, cg.Window(playOpen(int32(a.PID), f.X, f.Y, f.W, f.H))}
	if w.ID == 0 {
		m.t.Fatalf("there is no process %d to open a window in", a.PID)
	}
	w.text("title", look.Title)
	if look.Role != "" {
		w.text("role", look.Role)
	}
	switch look.Subrole {
	case "":
	case "-":
		w.text("subrole", "")
	default:
		w.text("subrole", look.Subrole)
	}
	w.text("identifier", look.Identifier)
	if look.Buttons != nil {
		for i, name := range []string{"CLOSE", "FULLSCREEN", "ZOOM", "MINIMIZE"} {
			w.set("buttons["+name+"]", float64(look.Buttons[i]))
		}
	}
	for name, value := range map[string]float64{
		"layer": float64(look.Layer), "modal": number(look.Modal), "tabs": float64(look.Tabs), "silent_end": number(look.Silent),
		"no_accessibility": number(look.Unlisted), "no_server": number(look.Ghost), "no_number": number(look.Unnumbered),
		"minimum.width": look.Minimum.Width, "minimum.height": look.Minimum.Height,
		"maximum.width": look.Maximum.Width, "maximum.height": look.Maximum.Height,
		"step.width": look.Step.Width, "step.height": look.Step.Height,
	} {
		if value != 0 {
			w.set(name, value)
		}
	}
	if look.dress != nil {
		look.dress(w)
	}
	if look.Tabs != 0 {
		playTab(uint32(w.ID))
	}
	playAnnounce(uint32(w.ID), !look.Quiet)
	return w
}

func (w *Window) set(name string, value float64) {
	w.app.mac.t.Helper()
	w.app.mac.set(aWindow, uint32(w.ID), name, value)
}

func (w *Window) get(name string) float64 {
	w.app.mac.t.Helper()
	return w.app.mac.get(aWindow, uint32(w.ID), name)
}

func (w *Window) text(name, text string) {
	w.app.mac.t.Helper()
	w.app.mac.found(playText(uint32(w.ID), name, text), aWindow, uint32(w.ID), name)
}

// App is the application that the window belongs to.
func (w *Window) App() *App { return w.app }

// Close closes the window.
func (w *Window) Close() { playClose(uint32(w.ID)) }

// Open says whether the window is still there.
func (w *Window) Open() bool {
	var value float64
	return playGet(aWindow, uint32(w.ID), "layer", &value) == 0
}

// Frame is where the window is.
func (w *Window) Frame() workspaces.Rect {
	return workspaces.Rect{X: w.get("frame.origin.x"), Y: w.get("frame.origin.y"), W: w.get("frame.size.width"), H: w.get("frame.size.height")}
}

// Move puts the window somewhere, as its user or its application does.
func (w *Window) Move(f workspaces.Rect) { playPlace(uint32(w.ID), f.X, f.Y, f.W, f.H) }

// SetTitle changes the title, and tells.
func (w *Window) SetTitle(title string) { w.text("title", title) }

// SetSubrole changes the subrole, without telling.
func (w *Window) SetSubrole(subrole string) { w.text("subrole", subrole) }

// Minimize puts the window into the Dock or takes it out.
func (w *Window) Minimize(minimized bool) { w.set("minimized", number(minimized)) }

// Minimized says whether it is in the Dock.
func (w *Window) Minimized() bool { return w.get("minimized") != 0 }

// Fullscreen gives the window a Space of its own, or takes it back.
func (w *Window) Fullscreen(on bool) { w.set("fullscreen", number(on)) }

// InFullscreen says whether it has a Space of its own.
func (w *Window) InFullscreen() bool { return w.get("fullscreen") != 0 }

// Click brings the window to the front and focuses it, as a click on it does.
func (w *Window) Click() { playFront(int32(w.app.PID), uint32(w.ID), false) }

// ShowTab shows the window in place of the shown tab of its group.
func (w *Window) ShowTab() { playTab(uint32(w.ID)) }

// RefuseSize and RefusePosition make setting them fail.
func (w *Window) RefuseSize() { w.set("refuses_size", 1) }

// RefusePosition makes setting the position fail.
func (w *Window) RefusePosition() { w.set("refuses_position", 1) }

// MoveBack makes the application put the window back to where it is now
// whenever it is moved by accessibility; with false it lets it be.
func (w *Window) MoveBack(back bool) { w.set("moves_back", number(back)) }

// IgnoreClose makes the application do nothing when the close button is pressed,
// as with unsaved changes.
func (w *Window) IgnoreClose() { w.set("ignores_close", 1) }

// Omit leaves the window out of its application's next n lists of windows.
func (w *Window) Omit(n int) { w.set("omit", float64(n)) }

// OnScreen says whether the window server shows it.
func (w *Window) OnScreen() bool { return w.get("on_screen") != 0 }

// Sets counts how often accessibility asked for a position and for a size.
func (w *Window) Sets() (positions, sizes int) {
	return int(w.get("positions_set")), int(w.get("sizes_set"))
}

// Raised counts how often accessibility raised the window.
func (w *Window) Raised() int { return int(w.get("raised")) }

// Attribute gives the window a text as an attribute, in place of its own.
func (w *Window) Attribute(name, text string) { playAttribute(uint32(w.ID), name, 1, text, 0) }

// AttributeNumber gives it a number, AttributeError an error for an attribute.
func (w *Window) AttributeNumber(name string, n float64) {
	playAttribute(uint32(w.ID), name, 2, "", n)
}

// AttributeError makes reading an attribute fail.
func (w *Window) AttributeError(name string, code int32) {
	playAttribute(uint32(w.ID), name, 3, "", float64(code))
}

// NoAttribute takes an attribute away.
func (w *Window) NoAttribute(name string) { playAttribute(uint32(w.ID), name, 0, "", 0) }

// TearOff makes the window one of its own that was a tab of a group.
func (w *Window) TearOff(to workspaces.Rect) {
	w.set("tabs", 0)
	w.set("behind_tab", 0)
	w.Move(to)
	w.Click()
}
