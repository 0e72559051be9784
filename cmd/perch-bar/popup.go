package main

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"perch/bar"
	"perch/bar/engine"
	"perch/bar/surface"
)

// popup is what a built-in item has to say at length, while it is open.
type popup struct {
	item   string // whose, "" while none is open
	bar    string // the window that the item is in
	months int    // from this month to the one that the calendar shows
	sheet  bar.Sheet
	layers []*engine.Layer
}

// popupKey is the window of the built-in items' popup.
const popupKey = "popup/builtin"

// popupGap is the room between a bar and a popup, and between a popup and the
// edges of the display.
const popupGap = 4

// toggle opens the popup of an item on a bar, or closes it.
func (p *program) toggle(item, window string) {
	if p.popup.item == item && p.popup.bar == window {
		p.closePopup()
		return
	}
	if p.popup.item == "" {
		p.display.WatchOutside(true)
	}
	p.popup = popup{item: item, bar: window}
}

func (p *program) closePopup() {
	if p.popup.item != "" {
		p.popup = popup{}
		p.display.WatchOutside(false)
	}
}

// popupWindow is the open popup as a window beside its item; ok is false if none
// is open. An item that went away takes its popup with it.
func (p *program) popupWindow(windows []engine.Window, now time.Time) (window engine.Window, ok bool) {
	if p.popup.item == "" {
		return engine.Window{}, false
	}
	for _, w := range windows {
		if w.Key != p.popup.bar {
			continue
		}
		for _, box := range p.builtin.frames[w.Key].Boxes {
			if box.Item == p.popup.item {
				area := p.area(w)
				sheet := p.sheet(box.Item, area.W-2*popupGap, now)
				if sheet.H == 0 {
					break
				}
				p.popup.draw(sheet, p.stage.Layer)
				return engine.Window{
					Key: popupKey, Display: w.Display, Level: max(w.Level, engine.Above), Popup: true,
					Frame: beside(w, box, sheet, area), Layers: p.popup.layers,
				}, true
			}
		}
	}
	p.closePopup()
	return engine.Window{}, false
}

// sheet is what an item's popup says, a zero one if the item has none.
func (p *program) sheet(item string, width float64, now time.Time) bar.Sheet {
	switch item {
	case "clock":
		// The day is of no interest, and the 31st of some months is not there.
		year, month, _ := now.Date()
		shown := time.Date(year, month+time.Month(p.popup.months), 1, 12, 0, 0, 0, time.UTC)
		first := bar.FirstDay(p.style.WeekStart(), os.Getenv)
		return bar.Calendar{Month: shown, Today: now, First: first}.Sheet(p.style, p.stage.Measure)
	case "problems":
		home, _ := os.UserHomeDir()
		return bar.ProblemsSheet(p.style, atHome(p.state.Problems, home), width, p.stage.Measure)
	}
	return bar.Sheet{}
}

// atHome are problems in which the home folder is "~".
func atHome(problems []string, home string) []string {
	if home == "" || home == "/" {
		return problems
	}
	out := slices.Clone(problems)
	for i, problem := range out {
		if rest, under := strings.CutPrefix(problem, home+"/"); under {
			out[i] = "~/" + rest
		}
	}
	return out
}

// draw brings the layers to a sheet.
func (u *popup) draw(sheet bar.Sheet, layer func(bar.Box, float64) *engine.Layer) {
	if u.layers != nil && reflect.DeepEqual(sheet, u.sheet) {
		return
	}
	frame := engine.Rect{W: sheet.W, H: sheet.H}
	u.layers = []*engine.Layer{{Frame: frame, Marks: []engine.Mark{engine.Shape{
		Frame: frame, Radius: bar.SheetRadius, Fill: engine.Color(sheet.Fill), Border: engine.Color(sheet.Border), BorderWidth: 1,
	}}}}
	for _, row := range sheet.Rows {
		l := layer(row.Box, row.H)
		l.Item, l.Frame.Y = "popup/"+row.Box.Item, row.Y
		u.layers = append(u.layers, l)
	}
	u.sheet = sheet
}

// area is the display that a bar is on.
func (p *program) area(w engine.Window) engine.Rect {
	for _, m := range p.state.Monitors {
		if m.ID == w.Display {
			return engine.Rect{X: m.X, Y: m.Y, W: m.Width, H: m.Height}
		}
	}
	return w.Frame
}

// beside is where a sheet hangs on a bar: in the middle of its item, as far as the
// display lets it.
func beside(w engine.Window, box bar.Box, sheet bar.Sheet, area engine.Rect) engine.Rect {
	f := engine.Rect{X: w.Frame.X + box.X + (box.W-sheet.W)/2, Y: w.Frame.Y + w.Frame.H + popupGap, W: sheet.W, H: sheet.H}
	if w.Bottom {
		f.Y = w.Frame.Y - popupGap - sheet.H
	}
	f.X = max(area.X+popupGap, min(f.X, area.X+area.W-popupGap-sheet.W))
	return f
}

// pointerOnPopup deals with the pointer over the open popup, and closes it when a
// press is elsewhere. It says whether that is all.
func (p *program) pointerOnPopup(e surface.Pointer) bool {
	if e.Window != popupKey {
		if box, _, hit := p.builtin.hit(e.Window, e.At.X); e.Act == surface.Pressed && (!hit || e.Window != p.popup.bar || box.Item != p.popup.item) {
			p.closePopup()
		}
		return false
	}
	switch e.Act {
	case surface.Pressed:
		if cell, hit := p.popup.sheet.Hit(e.At.X, e.At.Y); hit && e.Button == 0 {
			p.obey(cell.Click, "", "")
		}
	case surface.Turned:
		p.popup.months -= e.Delta
	}
	return true
}
