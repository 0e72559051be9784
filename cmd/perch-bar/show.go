package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"perch/bar"
	"perch/bar/engine"
	"perch/bar/paint"
	"perch/bar/surface"
	"perch/internal/sysinfo"
)

// show brings every window to how things are now.
func (p *program) show() error {
	p.stage.SetScale(p.display.Scale())
	now := p.now()
	p.moving = p.engine.Animate(now)
	scene := p.scene(now)
	p.laid = true
	if err := p.arrange(scene); err != nil {
		return err
	}
	for _, change := range p.stage.Show(scene) {
		if len(change.Damage) == 0 {
			continue
		}
		if err := p.display.Present(change.Key, change.Image, change.Damage); err != nil {
			return errLost
		}
		p.painted = time.Now()
	}
	return nil
}

// scene is the engine's, with the built-in items in its bars.
func (p *program) scene(now time.Time) engine.Scene {
	if !p.enabled {
		p.closePopup()
		return engine.Scene{}
	}
	scene := p.engine.Scene()
	if !p.tabled() {
		p.closePopup()
		return scene
	}
	left, right := 0.0, 0.0
	added := false // messages added items
	frames := map[string]bar.Frame{}
	for _, w := range scene.Windows {
		if w.Popup {
			continue
		}
		f := p.frame(w, now)
		frames[w.Key] = f
		for _, box := range f.Boxes {
			switch box.Side {
			case bar.Left:
				left = max(left, box.X+box.W)
			case bar.Right:
				right = max(right, f.Width-box.X)
			}
		}
		added = added || slices.ContainsFunc(w.Layers, func(l *engine.Layer) bool { return l.Item != "" })
	}
	if added {
		// Added items stand beside the built-in ones.
		p.engine.Do([]string{"--bar", fmt.Sprintf("padding_left=%d", int(left)), fmt.Sprintf("padding_right=%d", int(right))}, now)
		scene = p.engine.Scene()
	}
	windows := slices.Clone(scene.Windows)
	for i, w := range windows {
		if f, isBar := frames[w.Key]; isBar && len(w.Layers) > 0 {
			// The bar's own background is the lowest layer.
			windows[i].Layers = slices.Concat(w.Layers[:1], p.builtin.show(p.stage, w.Key, f), w.Layers[1:])
		}
	}
	if w, open := p.popupWindow(windows, now); open {
		windows = append(windows, w)
	}
	return engine.Scene{Windows: windows}
}

// frame is where the built-in items stand in a bar's window.
func (p *program) frame(w engine.Window, now time.Time) bar.Frame {
	if old, ok := p.builtin.frames[w.Key]; ok && p.laid && old.Width == w.Frame.W {
		if f, ok := old.Pass(p.style, now); ok {
			return f
		}
	}
	f := bar.Facts{
		State: p.state, System: p.machine.Facts(), Disks: map[string]sysinfo.Disk{}, History: p.history, Now: now, Picture: p.picture,
	}
	for _, path := range p.style.Disks() {
		f.Disks[path] = p.machine.Disk(path)
	}
	items := bar.Items(f, p.style, w.Display)
	return bar.LayBeside(items, p.style, w.Frame.W, p.hidden(w), p.display.Scale(), p.stage.Measure)
}

// hidden is how much of a bar's middle the camera of its display hides: below a menu
// bar and at the bottom nothing is.
func (p *program) hidden(w engine.Window) float64 {
	if edge := p.display.Edge(p.area(w)); !w.Bottom && edge.MenuBar == 0 {
		return edge.Notch
	}
	return 0
}

// arrange makes the scene's windows.
func (p *program) arrange(scene engine.Scene) error {
	var windows []surface.Window
	for _, w := range scene.Windows {
		if w.Frame.W <= 0 || w.Frame.H <= 0 {
			continue
		}
		title := "perch-bar " + strings.TrimPrefix(w.Key, "bar/")
		for _, m := range p.state.Monitors {
			if m.ID == w.Display && !w.Popup {
				title = "perch-bar " + m.Name
			}
		}
		strut, spared := true, 0.0
		if !p.tabled() {
			strut, spared = p.room(w)
		}
		windows = append(windows, surface.Window{
			Key: w.Key, Title: title, Frame: paint.Device(w.Frame, p.display.Scale()),
			Level: w.Level, Popup: w.Popup, Bottom: w.Bottom, Blur: w.Blur, Shadow: w.Shadow, Fullscreen: w.Fullscreen,
			Strut: strut && !w.Popup, Spared: int(math.Round(spared * p.display.Scale())),
			Hover: slices.ContainsFunc(w.Layers, func(l *engine.Layer) bool { return l.Hit != engine.Rect{} }),
		})
	}
	if !p.stale && slices.Equal(windows, p.placed) {
		return nil
	}
	if err := p.display.Arrange(windows); err != nil {
		return err
	}
	p.placed, p.stale = windows, false
	return nil
}

// room is what a bar that a sketchybarrc makes reserves. SketchyBar's reserves
// nothing: the gaps of the window manager's configuration keep windows off it,
// or the menu bar of macOS does, whose room no window gets even while it is
// hidden. So a bar that the gaps leave clear reserves nothing, one that they
// mostly leave clear what is missing, and any other all of it: the gaps are then
// between it and the windows.
func (p *program) room(w engine.Window) (strut bool, spared float64) {
	for _, m := range p.state.Monitors {
		if m.ID != w.Display {
			continue
		}
		far, gap := w.Frame.Y+w.Frame.H-m.Y, m.TopGap
		if w.Bottom {
			far, gap = m.Y+m.Height-w.Frame.Y, m.BottomGap
		}
		return reserved(far, gap)
	}
	return false, 0
}

// reserved says whether room is reserved up to a bar's far side, at a distance
// from the edge, and how much of it the gap spares.
func reserved(far, gap float64) (strut bool, spared float64) {
	switch {
	case far <= gap || far <= 0:
		return false, 0
	case 2*gap >= far:
		return true, gap
	}
	return true, 0
}

// happen deals with what the surface reports.
func (p *program) happen(event surface.Event) error {
	switch e := event.(type) {
	case surface.Lost:
		return errLost
	case surface.Changed:
		if p.display.Refresh() {
			p.builtin.forget()
			p.popup.layers = nil
			p.take(p.told)
			p.engine.Remeasure()
		}
		p.stale = true
	case surface.Exposed:
		if im, _ := p.stage.Pixels(e.Bar); im != nil {
			if err := p.display.Repair(e, im); err != nil {
				return errLost
			}
		}
	case surface.Pointer:
		e.Time = p.now()
		p.pointer(e)
	case surface.Outside:
		p.closePopup()
	}
	return nil
}

// pointer gives the pointer's acts to the built-in item that is under it, or
// else to the engine.
func (p *program) pointer(e surface.Pointer) {
	if p.popup.item != "" && p.pointerOnPopup(e) {
		return
	}
	box, cell, hit := p.builtin.hit(e.Window, e.At.X)
	switch e.Act {
	case surface.Moved:
		p.engine.Pointer(e.Pointer)
	case surface.Left:
		p.engine.Leave(e.Pointer)
	case surface.Pressed:
		if hit {
			if e.Button == 0 {
				p.obey(cell.Click, e.Window, box.Item)
			}
			return
		}
		p.engine.Press(e.Pointer)
	case surface.Released:
		if !hit {
			p.engine.Release(e.Pointer)
		}
	case surface.Turned:
		switch {
		case !hit:
			p.engine.Wheel(e.Pointer)
		case e.Delta > 0:
			p.obey(box.Scroll.Up.Times(e.Delta), e.Window, box.Item)
		case e.Delta < 0:
			p.obey(box.Scroll.Down.Times(-e.Delta), e.Window, box.Item)
		}
	}
}
