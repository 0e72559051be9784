package ax_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/dylib"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

// window is the element of an application's frontmost window, and the
// application's; both are released at the end of the test.
func window(t testing.TB, app *played.App) (w, of ax.Element) {
	t.Helper()
	a := ax.Application(app.PID)
	t.Cleanup(a.Release)
	windows, err := a.Links(ax.Windows)
	if err != nil || len(windows) == 0 {
		t.Fatalf("the windows are %v, %v", windows, err)
	}
	for _, w := range windows {
		t.Cleanup(w.Release)
	}
	return windows[0].Element, a.Element
}

// value and failure check an answer.
func value[T comparable](t testing.TB, what string, want T) func(T, error) {
	t.Helper()
	return func(got T, err error) {
		t.Helper()
		if got != want || err != nil {
			t.Errorf("%s is %v, %v; expected %v", what, got, err, want)
		}
	}
}

func failure[T any](t testing.TB, what string, want error) func(T, error) {
	t.Helper()
	return func(got T, err error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%s is %v, %v; expected the error %v", what, got, err, want)
		}
	}
}

func TestRead(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	opened := app.Open(played.Look{Title: "Größe — 日本", Frame: workspaces.Rect{X: -50.5, Y: 40, W: 640, H: 480.25}, Identifier: "doc", Buttons: &[4]played.Button{played.Enabled, played.Disabled, played.Enabled, played.Absent}})
	opened.AttributeNumber("AXOdd", 2.5)
	w, a := window(t, app)

	value(t, "the title", "Größe — 日本")(w.Text(ax.Title))
	value(t, "the role", "AXWindow")(w.Text(ax.Role))
	value(t, "the subrole", "AXStandardWindow")(w.Text(ax.Subrole))
	value(t, "the identifier", "doc")(w.Text(ax.Identifier))
	value(t, "minimised", false)(w.Bool(ax.Minimized))
	value(t, "focused", true)(w.Bool(ax.Focused))
	value(t, "the position", cg.Point{X: -50.5, Y: 40})(w.Point(ax.Position))
	value(t, "the size", cg.Size{Width: 640, Height: 480.25})(w.Size(ax.Size))
	value(t, "the frame", cg.Rect{Origin: cg.Point{X: -50.5, Y: 40}, Size: cg.Size{Width: 640, Height: 480.25}})(w.Frame())
	value(t, "a number", int64(2))(w.Int("AXOdd"))
	value(t, "the window's number", opened.ID)(w.Window())
	value(t, "the process", app.PID)(w.PID())
	value(t, "settable", true)(w.Settable(ax.Position))
	value(t, "settable", false)(w.Settable(ax.Title))
	value(t, "hidden", false)(a.Bool(ax.Hidden))

	failure[string](t, "an attribute that is not there", ax.AttributeUnsupported)(w.Text("AXNothing"))
	failure[cg.Point](t, "a title as a place", ax.ErrKind)(w.Point(ax.Title))
	failure[cg.Point](t, "a size as a place", ax.ErrKind)(w.Point(ax.Size))
	failure[ax.Owned](t, "a title as an element", ax.ErrKind)(w.Link(ax.Title))
	failure[[]ax.Owned](t, "a title as elements", ax.ErrKind)(w.Links(ax.Title))
	failure[ax.Owned](t, "a button that is not there", ax.NoValue)(w.Link(ax.MinimizeButton))
	failure[cg.Window](t, "an application's number", ax.IllegalArgument)(a.Window())

	for button, enabled := range map[ax.Attribute]bool{ax.CloseButton: true, ax.FullScreenButton: false, ax.ZoomButton: true} {
		b, err := w.Link(button)
		if err != nil {
			t.Fatal(button, err)
		}
		value(t, string(button), enabled)(b.Bool(ax.Enabled))
		value(t, "its window", opened.ID)(b.Window())
		b.Release()
	}
	if attributes, err := w.Attributes(); err != nil || !slices.Contains(attributes, ax.Position) || slices.Contains(attributes, ax.MinimizeButton) {
		t.Errorf("the attributes are %v, %v", attributes, err)
	}
	if actions, err := w.Actions(); err != nil || !slices.Equal(actions, []ax.Action{ax.Raise}) {
		t.Errorf("the actions are %v, %v", actions, err)
	}
}

// A batch is one question, and each value fails for itself.
func TestReadMany(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	app.Open(played.Look{Title: "one"})
	other := app.Open(played.Look{Title: "two"})
	other.AttributeError("AXMain", int32(ax.CannotComplete))
	w, a := window(t, app)
	before := app.Asked()
	v, err := w.Read(ax.Title, ax.Position, ax.Size, ax.Minimized, "AXNothing", ax.CloseButton, ax.Main)
	if err != nil {
		t.Fatal(err)
	}
	value(t, "questions", 1)(app.Asked()-before, nil)
	value(t, "the title", "two")(v.Text(0))
	value(t, "the position", cg.Point{X: 100, Y: 100})(v.Point(1))
	value(t, "the size", cg.Size{Width: 400, Height: 300})(v.Size(2))
	value(t, "minimised", false)(v.Bool(3))
	failure[string](t, "nothing", ax.AttributeUnsupported)(v.Text(4))
	failure[string](t, "a button as text", ax.ErrKind)(v.Text(5))
	failure[bool](t, "main", ax.CannotComplete)(v.Bool(6))
	failure[bool](t, "one more", ax.NoValue)(v.Bool(7))
	button, err := v.Link(5)
	v.Release()
	if err != nil {
		t.Fatal(err)
	}
	// An element outlives the batch that it came in.
	value(t, "enabled", true)(button.Bool(ax.Enabled))
	button.Release()

	v, err = a.Read(ax.Windows, ax.FocusedWindow)
	if err != nil {
		t.Fatal(err)
	}
	windows, err := v.Links(0)
	focused, err2 := v.Link(1)
	v.Release()
	if err != nil || err2 != nil || len(windows) != 2 {
		t.Fatal(windows, err, err2)
	}
	if !windows[0].Equal(focused.Element) || windows[0].Hash() != focused.Hash() || windows[1].Equal(focused.Element) {
		t.Error("the focused window is not the first")
	}
	for _, w := range append(windows, focused) {
		w.Release()
	}
}

func TestSet(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	opened := app.Open(played.Look{})
	w, a := window(t, app)
	if err := errors.Join(
		w.SetPoint(ax.Position, cg.Point{X: 10, Y: 30}), w.SetSize(ax.Size, cg.Size{Width: 500, Height: 200}),
		a.SetBool(ax.Hidden, true), w.SetBool(ax.Minimized, true),
	); err != nil {
		t.Fatal(err)
	}
	if f := opened.Frame(); f != (workspaces.Rect{X: 10, Y: 30, W: 500, H: 200}) {
		t.Errorf("the frame is %v", f)
	}
	if !app.Hidden() || !opened.Minimized() {
		t.Error("neither hidden nor minimised")
	}
	positions, sizes := opened.Sets()
	if positions != 1 || sizes != 1 {
		t.Errorf("%d positions and %d sizes were set", positions, sizes)
	}
	if err := w.SetSize(ax.Position, cg.Size{}); !errors.Is(err, ax.IllegalArgument) {
		t.Errorf("a size as a position: %v", err)
	}
	if err := w.SetBool(ax.Title, true); !errors.Is(err, ax.AttributeUnsupported) {
		t.Errorf("a title that is yes: %v", err)
	}
	opened.RefuseSize()
	value(t, "settable", false)(w.Settable(ax.Size))
	if err := w.SetSize(ax.Size, cg.Size{Width: 1, Height: 1}); !errors.Is(err, ax.Failure) {
		t.Errorf("a size that is refused: %v", err)
	}
}

func TestActions(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	first := app.Open(played.Look{})
	second := app.Open(played.Look{})
	w, a := window(t, app)
	if err := w.Perform(ax.Press); !errors.Is(err, ax.ActionUnsupported) {
		t.Errorf("a window that is pressed: %v", err)
	}
	first.Click()
	if err := w.Perform(ax.Raise); err != nil || mac.Windows()[0] != second.ID {
		t.Errorf("raising: %v; the windows are %v", err, mac.Windows())
	}
	button, err := w.Link(ax.CloseButton)
	if err != nil {
		t.Fatal(err)
	}
	defer button.Release()
	if err := button.Perform(ax.Press); err != nil || second.Open() {
		t.Errorf("closing: %v", err)
	}
	failure[string](t, "the title of a window that is gone", ax.InvalidUIElement)(w.Text(ax.Title))
	failure[bool](t, "the button of a window that is gone", ax.InvalidUIElement)(button.Bool(ax.Enabled))
	app.Quit()
	failure[[]ax.Owned](t, "the windows of an application that is gone", ax.CannotComplete)(a.Links(ax.Windows))
}

func TestSystemWide(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	opened := app.Open(played.Look{Frame: workspaces.Rect{X: 100, Y: 100, W: 200, H: 200}})
	system := ax.SystemWide()
	defer system.Release()
	failure[ax.Owned](t, "the application in front", ax.NoValue)(system.Link(ax.FocusedApplication))
	opened.Click()
	front, err := system.Link(ax.FocusedApplication)
	if err != nil {
		t.Fatal(err)
	}
	value(t, "the process in front", app.PID)(front.PID())
	front.Release()
	hit, err := system.At(cg.Point{X: 150, Y: 150})
	if err != nil {
		t.Fatal(err)
	}
	value(t, "the window at a place", opened.ID)(hit.Window())
	hit.Release()
	failure[ax.Owned](t, "the window at an empty place", ax.NoValue)(system.At(cg.Point{X: 50, Y: 150}))
}

// An application that hangs costs the time-out of the very element, and does
// late what it was asked.
func TestTimeout(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	opened := app.Open(played.Look{})
	w, a := window(t, app)
	if err := errors.Join(w.SetTimeout(20*time.Millisecond), a.SetTimeout(40*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	app.Hang()
	for _, e := range []struct {
		element ax.Element
		timeout time.Duration
	}{{w, 20 * time.Millisecond}, {a, 40 * time.Millisecond}} {
		start := time.Now()
		failure[string](t, "the title", ax.CannotComplete)(e.element.Text(ax.Title))
		if took := time.Since(start); took < e.timeout || took > e.timeout+2*time.Second {
			t.Errorf("it took %v, expected %v", took, e.timeout)
		}
	}
	if err := w.SetPoint(ax.Position, cg.Point{X: 7, Y: 77}); !errors.Is(err, ax.CannotComplete) {
		t.Errorf("moving: %v", err)
	}
	if f := opened.Frame(); f.X == 7 {
		t.Error("an application that hangs moved its window")
	}
	app.Recover()
	if f := opened.Frame(); f.X != 7 || f.Y != 77 {
		t.Errorf("the application forgot what it was asked: %v", f)
	}
	if err := w.SetTimeout(-1); !errors.Is(err, ax.IllegalArgument) {
		t.Errorf("a negative time-out: %v", err)
	}

	// One that is slow answers one question after the other.
	app.Delay(30 * time.Millisecond)
	failure[string](t, "the title", ax.CannotComplete)(w.Text(ax.Title))
	w.SetTimeout(5 * time.Second)
	value(t, "the title", "")(w.Text(ax.Title))
}

// An application that hangs holds up nobody who asks another.
func TestHangIsAlone(t *testing.T) {
	mac := played.Start(t)
	hung, well := mac.Start("com.example.hung"), mac.Start("com.example.well")
	hung.Open(played.Look{})
	well.Open(played.Look{Title: "well"})
	h, _ := window(t, hung)
	w, _ := window(t, well)
	hung.Hang()
	answered := make(chan error)
	asked := hung.Asked()
	go func() {
		_, err := h.Text(ax.Title)
		answered <- err
	}()
	mac.Until("the question", func() bool { return hung.Asked() > asked })
	value(t, "the title", "well")(w.Text(ax.Title))
	hung.Quit()
	if err := <-answered; !errors.Is(err, ax.CannotComplete) {
		t.Errorf("the answer of an application that quit: %v", err)
	}
}

func TestUnready(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	app.Open(played.Look{})
	app.Unready(2)
	a := ax.Application(app.PID)
	defer a.Release()
	for range 2 {
		failure[string](t, "the title", ax.CannotComplete)(a.Text(ax.Title))
	}
	value(t, "the title", "com.apple.TextEdit")(a.Text(ax.Title))
}

func TestTrusted(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	app.Open(played.Look{})
	w, _ := window(t, app)
	if !ax.Trusted(false) {
		t.Error("not trusted")
	}
	mac.Trust(false)
	if ax.Trusted(false) || mac.Prompts() != 0 {
		t.Error("trusted, or asked for it unasked")
	}
	if ax.Trusted(true) || mac.Prompts() != 1 {
		t.Errorf("trusted, or asked for it %d times", mac.Prompts())
	}
	failure[string](t, "the title", ax.APIDisabled)(w.Text(ax.Title))
}

// Without the private function there is no number, and that is said.
func TestNoWindowNumber(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	app.Open(played.Look{})
	w, _ := window(t, app)
	restore := dylib.Hide("_AXUIElementGetWindow")
	failure[cg.Window](t, "the number", ax.NotImplemented)(w.Window())
	i := slices.IndexFunc(dylib.Privates(), func(s *dylib.Symbol) bool { return s.Name == "_AXUIElementGetWindow" })
	if s := dylib.Privates()[i]; s.Found() || s.Without == "" || s.Framework != "ApplicationServices" {
		t.Errorf("the symbol is %+v", s)
	}
	restore()
	if _, err := w.Window(); err != nil || !dylib.Privates()[i].Found() {
		t.Error("it is still hidden: ", err)
	}
}

func TestErrorsAreSentences(t *testing.T) {
	if got := ax.CannotComplete.Error(); got != "the application did not answer in time (AXError -25204)" {
		t.Error(got)
	}
	if got := ax.Error(-1).Error(); got != "macOS says AXError -1" {
		t.Error(got)
	}
}
