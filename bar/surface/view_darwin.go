//go:build darwin && cgo

package surface

import (
	"sync"
	"sync/atomic"
	"time"

	ak "github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/macos/quartzcore"
	"github.com/progrium/darwinkit/objc"

	"perch/bar/engine"
)

// surfaces is what the views' messages go to.
var surfaces atomic.Pointer[panels]

// PerchBarView is a subclass of NSView's that reports the pointer. Its name and its
// methods' are those of the Objective-C class and its messages.
type PerchBarView struct {
	ak.View `objc:"NSView"`
}

type view = PerchBarView

// PerchBarPanel is a subclass of NSPanel's that may lie anywhere.
type PerchBarPanel struct {
	ak.Panel `objc:"NSPanel"`
}

// ConstrainFrameRectToScreen lets a bar be beside the camera's housing: AppKit moves
// windows below it otherwise.
func (PerchBarPanel) ConstrainFrameRectToScreen(frame foundation.Rect, _ ak.Screen) foundation.Rect {
	return frame
}

// panelClass is made by the first panel.
var panelClass = sync.OnceValue(func() objc.UserClass[PerchBarPanel] {
	class := objc.NewClass[PerchBarPanel](objc.Sel("constrainFrameRect:toScreen:"))
	objc.RegisterClass(class)
	return class
})

// newPanel is a panel without a title, which activates nothing.
func newPanel(frame foundation.Rect) PerchBarPanel {
	const style = ak.WindowStyleMaskBorderless | ak.WindowStyleMaskNonactivatingPanel
	return objc.Call[PerchBarPanel](panelClass().CreateInstance(0), objc.Sel("initWithContentRect:styleMask:backing:defer:"),
		frame, style, ak.BackingStoreBuffered, false)
}

// viewClass is made by the first view.
var viewClass = sync.OnceValue(func() objc.UserClass[PerchBarView] {
	var selectors []objc.Selector
	for _, name := range []string{
		"acceptsFirstMouse:", "mouseDown:", "mouseUp:", "mouseDragged:", "rightMouseDown:", "rightMouseUp:", "rightMouseDragged:",
		"otherMouseDown:", "otherMouseUp:", "otherMouseDragged:", "scrollWheel:", "mouseMoved:", "mouseEntered:", "mouseExited:",
	} {
		selectors = append(selectors, objc.Sel(name))
	}
	class := objc.NewClass[PerchBarView](selectors...)
	objc.RegisterClass(class)
	return class
})

// newView is a view whose layer shows a picture, and which hears of the pointer
// while its application is in the background, as it always is.
func newView() view {
	v := viewClass().New()
	v.Retain()
	// A layer that is set first is the view's own business; AppKit draws nothing on it.
	v.SetLayer(quartzcore.NewLayer())
	v.SetWantsLayer(true)
	area := ak.NewTrackingAreaWithRectOptionsOwnerUserInfo(foundation.Rect{},
		ak.TrackingMouseEnteredAndExited|ak.TrackingMouseMoved|ak.TrackingActiveAlways|ak.TrackingInVisibleRect,
		v, foundation.Dictionary{})
	v.AddTrackingArea(area)
	return v
}

// fill puts a view over all of another, above what that has.
func (v PerchBarView) fill(parent ak.View) { fill(v.View, parent, ak.WindowAbove) }

func fill(v, parent ak.View, place ak.WindowOrderingMode) {
	v.SetFrame(parent.Bounds())
	v.SetAutoresizingMask(ak.ViewWidthSizable | ak.ViewHeightSizable)
	parent.AddSubviewPositionedRelativeTo(v, place, nil)
}

// AcceptsFirstMouse has clicks count that would otherwise only bring the window of a
// background application to the front.
func (v PerchBarView) AcceptsFirstMouse(ak.Event) bool { return true }

// The messages of NSResponder.

func (v PerchBarView) MouseDown(e ak.Event)         { v.tell(Pressed, e) }
func (v PerchBarView) MouseUp(e ak.Event)           { v.tell(Released, e) }
func (v PerchBarView) MouseDragged(e ak.Event)      { v.tell(Moved, e) }
func (v PerchBarView) RightMouseDown(e ak.Event)    { v.tell(Pressed, e) }
func (v PerchBarView) RightMouseUp(e ak.Event)      { v.tell(Released, e) }
func (v PerchBarView) RightMouseDragged(e ak.Event) { v.tell(Moved, e) }
func (v PerchBarView) OtherMouseDown(e ak.Event)    { v.tell(Pressed, e) }
func (v PerchBarView) OtherMouseUp(e ak.Event)      { v.tell(Released, e) }
func (v PerchBarView) OtherMouseDragged(e ak.Event) { v.tell(Moved, e) }
func (v PerchBarView) ScrollWheel(e ak.Event)       { v.tell(Turned, e) }
func (v PerchBarView) MouseEntered(e ak.Event)      { v.tell(Moved, e) }

func (v PerchBarView) MouseMoved(e ak.Event) {
	if p := v.panel(); p != nil && p.want.Hover {
		p.tell(Moved, e)
	}
}

// MouseExited tells first of another of our windows that the pointer is over now.
func (v PerchBarView) MouseExited(e ak.Event) {
	p := v.panel()
	if p == nil {
		return
	}
	at := ak.Event_MouseLocation()
	number := ak.Window_WindowNumberAtPointBelowWindowWithWindowNumber(at, 0)
	for _, other := range p.windows {
		if other != p && other.window.WindowNumber() == number {
			f := other.window.Frame()
			other.put(Moved, foundation.Point{X: at.X - f.Origin.X, Y: at.Y - f.Origin.Y}, nil)
		}
	}
	p.tell(Left, e)
}

// panel is the window that the view is in, nil if it is gone.
func (v PerchBarView) panel() *panel {
	if s := surfaces.Load(); s != nil {
		return s.byView[v.Ptr()]
	}
	return nil
}

func (v PerchBarView) tell(act Act, e ak.Event) {
	if p := v.panel(); p != nil {
		p.tell(act, e)
	}
}

// tell reports an event of the pointer.
func (pane *panel) tell(act Act, e ak.Event) {
	at := e.LocationInWindow()
	switch act {
	case Pressed, Released:
		pane.put(act, at, func(p *Pointer) { p.Button = e.ButtonNumber() })
	case Turned:
		precise := objc.Call[uint64](e, objc.Sel("hasPreciseScrollingDeltas"))&0xff != 0
		steps := pane.wheel.turn(e.ScrollingDeltaY(), precise, e.MomentumPhase() != ak.EventPhaseNone)
		if steps != 0 {
			pane.put(act, at, func(p *Pointer) { p.Delta = steps })
		}
	default:
		pane.put(act, at, nil)
	}
}

// put reports what the pointer does at a place in AppKit's coordinates of the window.
func (pane *panel) put(act Act, at foundation.Point, set func(*Pointer)) {
	height := float64(pane.want.Frame.Dy()) / pane.scale
	p := Pointer{act, engine.Pointer{
		Window: pane.want.Key, At: engine.Point{X: at.X, Y: height - at.Y},
		Modifiers: panelModifiers(uint(ak.Event_ModifierFlags())), Time: time.Now(),
	}}
	if set != nil {
		set(&p)
	}
	pane.queue.Put(p)
}
