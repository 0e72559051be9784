package mac

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"time"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/kind"
	"perch/workspaces"
)

// window is a window of an application, or a group of native tabs, of which
// one is to be seen at a time.
type window struct {
	app *app

	// element is for the thread only.
	element ax.Owned

	// The rest is guarded by the desktop's lock.
	id   workspaces.WindowID // as the agent knows it
	real cg.Window           // the number of the window, or of the tab that is to be seen

	title string
	kind  workspaces.Kind
	gone  bool
	// native is the state that the application has the window in: Tiling for
	// none, Minimized or NativeFullscreen.
	native    workspaces.Placement
	toldState workspaces.Placement // what the agent knows of it, or untold
	changing  int                  // the application has yet to be asked for another

	at     workspaces.Rect // where the window was when it was looked at last
	asked  workspaces.Rect // where it belongs while it is shown; empty until the agent says
	tile   bool            // asked is a tile's place
	before workspaces.Rect // where it was before it was hidden, if nothing was asked
	hidden bool            // it waits in a corner
	corner workspaces.Point
	due    bool   // it may not be where it belongs
	batch  *batch // waits for this window to come
	// leaving is the batch with which the window is going to be hidden.
	leaving *batch
	// refused is the answer of an application that has its own mind about a
	// frame.
	refused     struct{ asked, got workspaces.Rect }
	corrections int // of a hidden window that comes back by itself
	since       time.Time

	missed  int  // how often it was not to be found
	apart   bool // it is on another native Space
	dragged bool // the mouse holds it
	// destroyed says that the application said so of the window, or of the tab
	// that was to be seen.
	destroyed bool
}

// untold is no state that a window can have.
const untold workspaces.Placement = -1

// facts are the window as the agent knows it. It wants the lock.
func (w *window) facts() workspaces.Window {
	frame := w.at
	if w.hidden {
		frame = w.place()
	}
	return workspaces.Window{ID: w.id, App: appOf(w.app.info), Title: w.title, Frame: frame, Kind: w.kind}
}

// place is where the window is while it is shown.
func (w *window) place() workspaces.Rect {
	switch {
	case !w.asked.Empty():
		return w.asked
	case !w.before.Empty():
		return w.before
	}
	return w.at
}

// state is the native state, in the order of AeroSpace: fullscreen, minimized,
// hidden.
func (w *window) state() workspaces.Placement {
	if w.native == workspaces.Tiling && w.app.info.Hidden {
		return workspaces.HiddenApp
	}
	return w.native
}

// tellState tells the agent of the native state, if it is another.
func (w *window) tellState() {
	if s := w.state(); s != w.toldState && w.changing == 0 && w.app.d.started {
		w.toldState = s
		w.due = true
		w.app.d.emit(desktop.NativeState{ID: w.id, State: s})
	}
}

// drop tells the agent that a window is gone. It wants the lock.
func (w *window) drop() {
	if w.gone {
		return
	}
	w.gone = true
	w.done()
	d := w.app.d
	delete(d.windows, w.id)
	if d.told == w.id {
		d.told = workspaces.NoWindow
	}
	d.noteRestore()
	d.emit(desktop.WindowClosed{ID: w.id})
}

// inOrder are the windows, the focused one first, then by number, which is
// the order in which they were made. It wants the lock.
func (d *Desktop) inOrder() []*window {
	var list []*window
	for _, w := range d.windows {
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b *window) int {
		if f := d.told; a.id == f || b.id == f {
			return cmp.Compare(boolInt(b.id == f), boolInt(a.id == f))
		}
		return cmp.Compare(a.id, b.id)
	})
	return list
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// slack is how far a window may be from where it belongs: applications and the
// window server round to pixels.
const slack = 1.5

func near(a, b workspaces.Point) bool {
	return math.Abs(a.X-b.X) < slack && math.Abs(a.Y-b.Y) < slack
}

func same(a, b workspaces.Rect) bool {
	return near(a.TopLeft(), b.TopLeft()) && math.Abs(a.W-b.W) < slack && math.Abs(a.H-b.H) < slack
}

// reading is what an application says about one of its windows.
type reading struct {
	role       string
	title      string
	frame      workspaces.Rect
	framed     bool // it has a frame
	native     workspaces.Placement
	attributes kind.Attributes
}

// whole are the attributes that tell what a window is.
var whole = []ax.Attribute{
	ax.Role, ax.Title, ax.Position, ax.Size, ax.Minimized, ax.FullScreen, ax.Subrole, ax.Identifier, ax.Focused, ax.Main,
	ax.CloseButton, ax.FullScreenButton, ax.ZoomButton, ax.MinimizeButton,
}

// brief is how many of them tell what may change.
const brief = 6

// read asks for a window's attributes; with all of them also what it is. The
// error is one of those that concern the whole window. On the thread.
func (a *app) read(e ax.Element, all bool) (reading, error) {
	asked := whole[:brief]
	if all {
		asked = whole
	}
	v, err := e.Read(asked...)
	if err != nil {
		return reading{}, err
	}
	defer v.Release()
	var r reading
	if r.role, err = v.Text(0); serious(err) {
		return reading{}, err
	}
	r.title, _ = v.Text(1)
	p, noPoint := v.Point(2)
	s, noSize := v.Size(3)
	r.frame, r.framed = rect(cg.Rect{Origin: p, Size: s}), noPoint == nil && noSize == nil
	if yes, _ := v.Bool(4); yes {
		r.native = workspaces.Minimized
	}
	if yes, _ := v.Bool(5); yes {
		r.native = workspaces.NativeFullscreen
	}
	if !all {
		return r, nil
	}
	k := &r.attributes
	k.Title = r.title
	k.Subrole, _ = v.Text(6)
	k.Identifier, _ = v.Text(7)
	k.Focused, k.Main = truth(v.Bool(8)), truth(v.Bool(9))
	for i, b := range []*kind.Button{&k.Close, &k.Fullscreen, &k.Zoom, &k.Minimize} {
		button, err := v.Link(10 + i)
		if err != nil {
			continue
		}
		*b = kind.Disabled
		enabled, err := button.Bool(ax.Enabled)
		button.Release()
		if serious(err) {
			return reading{}, err
		}
		if enabled {
			*b = kind.Enabled
		}
	}
	return r, nil
}

// serious says whether an error concerns the window or the application as a
// whole, not one attribute.
func serious(err error) bool {
	return errors.Is(err, ax.CannotComplete) || errors.Is(err, ax.InvalidUIElement) || errors.Is(err, ax.APIDisabled)
}

func truth(b bool, err error) kind.Truth {
	switch {
	case err != nil:
		return kind.Unknown
	case b:
		return kind.Yes
	}
	return kind.No
}

func policy(p appkit.Policy) kind.Policy {
	switch p {
	case appkit.Accessory:
		return kind.Accessory
	case appkit.Prohibited:
		return kind.Prohibited
	}
	return kind.Regular
}
