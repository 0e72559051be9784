//go:build darwin && cgo

package surface

import (
	"fmt"
	"image"
	"slices"
	"time"
	"unsafe"

	"github.com/progrium/darwinkit/dispatch"
	ak "github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/objc"

	"perch/bar/engine"
	"perch/internal/desktop/mac/appkit"
	"perch/workspaces"
)

// panels is the Mac's screens. AppKit's objects are touched on the main thread only.
type panels struct {
	kit     appkit.Kit
	queue   *appkit.Queue[Event]
	screens []appkit.Screen

	// Of the main thread.
	windows map[string]*panel
	byView  map[unsafe.Pointer]*panel
	order   []string
	outside objc.Object // the monitor of presses, nil inside if there is none
}

// panel is one window.
type panel struct {
	*panels
	want    Window
	scale   float64
	window  PerchBarPanel
	view    view
	effect  ak.VisualEffectView // nil inside if nothing is blurred
	covered *image.RGBA         // where the effect shows
	wheel   wheel
}

// openPanels begins to show windows.
func openPanels(k appkit.Kit) Surface {
	p := &panels{kit: k, queue: appkit.NewQueue[Event](), windows: map[string]*panel{}, byView: map[unsafe.Pointer]*panel{}}
	p.screens = k.Screens()
	surfaces.Store(p)
	go func() {
		for e := range k.Events() {
			if e.Kind == appkit.ScreensChanged {
				p.queue.Put(Changed{})
			}
		}
	}()
	return p
}

// onMain does something on the main thread and waits for it. What it leaves to be
// released, pictures above all, goes at once and not with AppKit's next event.
func onMain(f func()) {
	dispatch.MainQueue().DispatchSync(func() { objc.WithAutoreleasePool(f) })
}

func (p *panels) Events() <-chan Event        { return p.queue.Events() }
func (p *panels) Scale() float64              { return panelScale(p.screens) }
func (p *panels) FrameTime() time.Duration    { return panelFrameTime(p.screens) }
func (p *panels) Density() float64            { return 1 }
func (p *panels) Edge(frame engine.Rect) Edge { return edgeOf(p.screens, frame) }

func (p *panels) Refresh() bool {
	before := p.screens
	p.screens = p.kit.Screens()
	return !slices.Equal(p.screens, before)
}

func (p *panels) Arrange(windows []Window) error {
	var wanted []string
	for _, w := range windows {
		if w.Frame.Empty() {
			return fmt.Errorf("%s has no size: %v", w.Title, w.Frame)
		}
		wanted = append(wanted, w.Key)
	}
	scale, height := p.Scale(), 0.0
	if len(p.screens) > 0 {
		height = p.screens[0].Frame.H
	}
	onMain(func() {
		gone := p.windows
		p.windows = map[string]*panel{}
		for _, w := range windows {
			f := panelFrame(w, scale, height)
			pane := gone[w.Key]
			if pane == nil {
				pane = p.open(f)
				p.queue.Put(Exposed{w.Key, image.Rectangle{Max: w.Frame.Size()}})
			}
			delete(gone, w.Key)
			p.windows[w.Key] = pane
			pane.dress(w, f, scale)
		}
		for _, old := range gone {
			old.close()
		}
		if restack(p.order, wanted) {
			for _, key := range wanted {
				p.windows[key].window.OrderFrontRegardless()
			}
		}
		p.order = wanted
	})
	return nil
}

// open makes a window that is not shown yet: without a title, transparent, on every
// Space, left alone by Mission Control, and never the one with the keys.
func (p *panels) open(frame workspaces.Rect) *panel {
	w := newPanel(cocoa(frame))
	w.SetReleasedWhenClosed(false)
	w.SetAnimationBehavior(ak.WindowAnimationBehaviorNone)
	w.SetHidesOnDeactivate(false)
	w.SetCanHide(false)
	w.SetMovable(false)
	w.SetBecomesKeyOnlyIfNeeded(true)
	w.SetWorksWhenModal(true)
	w.SetOpaque(false)
	w.SetBackgroundColor(ak.Color_ClearColor())
	pane := &panel{panels: p, window: w, view: newView()}
	w.SetContentView(ak.NewViewWithFrame(cocoa(workspaces.Rect{W: frame.W, H: frame.H})))
	pane.view.fill(w.ContentView())
	p.byView[pane.view.Ptr()] = pane
	return pane
}

// dress brings a window to what is wanted of it.
func (pane *panel) dress(w Window, frame workspaces.Rect, scale float64) {
	pane.want, pane.scale = w, scale
	pane.window.SetTitle(w.Title)
	pane.window.SetLevel(ak.WindowLevel(panelLevel(w)))
	pane.window.SetCollectionBehavior(ak.WindowCollectionBehavior(panelBehavior(w)))
	pane.window.SetHasShadow(w.Shadow)
	pane.window.SetFrameDisplay(cocoa(frame), true)
	switch on := !pane.effect.IsNil(); {
	case w.Blur > 0 && !on:
		// How far it blurs is the system's choice.
		pane.effect = ak.NewVisualEffectView()
		pane.effect.Retain()
		pane.effect.SetMaterial(ak.VisualEffectMaterialHUDWindow)
		pane.effect.SetBlendingMode(ak.VisualEffectBlendingModeBehindWindow)
		pane.effect.SetState(ak.VisualEffectStateActive)
		fill(pane.effect.View, pane.window.ContentView(), ak.WindowBelow)
	case w.Blur <= 0 && on:
		pane.effect.RemoveFromSuperview()
		pane.effect.Release()
		pane.effect, pane.covered = ak.VisualEffectView{}, nil
	}
}

func (pane *panel) close() {
	delete(pane.byView, pane.view.Ptr())
	if !pane.effect.IsNil() {
		pane.effect.Release()
	}
	pane.window.OrderOut(nil)
	pane.window.Close()
	pane.view.Release()
	pane.window.Release()
	pane.queue.Put(Pointer{Left, engine.Pointer{Window: pane.want.Key, Time: time.Now()}})
}

func (p *panels) Present(key string, im *image.RGBA, parts []image.Rectangle) error {
	if im == nil || im.Rect.Empty() || len(parts) == 0 {
		return nil
	}
	onMain(func() {
		if pane := p.windows[key]; pane != nil {
			pane.present(im)
		}
	})
	return nil
}

func (p *panels) Repair(e Exposed, im *image.RGBA) error {
	return p.Present(e.Bar, im, []image.Rectangle{e.Area})
}

func (p *panels) WatchOutside(on bool) {
	onMain(func() {
		switch watched := !p.outside.IsNil(); {
		case on && !watched:
			const presses = ak.EventMaskLeftMouseDown | ak.EventMaskRightMouseDown | ak.EventMaskOtherMouseDown
			p.outside = ak.Event_AddGlobalMonitorForEventsMatchingMaskHandler(presses, func(ak.Event) { p.queue.Put(Outside{}) })
			p.outside.Retain()
		case !on && watched:
			ak.Event_RemoveMonitor(p.outside)
			p.outside.Release()
			p.outside = objc.Object{}
		}
	})
}

func (p *panels) Close() {
	p.WatchOutside(false)
	p.Arrange(nil)
	p.queue.Close()
}

func cocoa(r workspaces.Rect) foundation.Rect {
	return foundation.Rect{Origin: foundation.Point{X: r.X, Y: r.Y}, Size: foundation.Size{Width: r.W, Height: r.H}}
}
