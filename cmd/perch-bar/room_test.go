package main

import (
	"fmt"
	"slices"
	"testing"

	"perch/bar/engine"
	"perch/bar/surface"
)

func TestReservedRoom(t *testing.T) {
	for _, row := range []struct {
		far, gap float64
		strut    bool
		spared   float64
	}{
		{40, 40, false, 0}, // the configuration keeps the bar clear
		{40, 45, false, 0},
		{0, 0, false, 0},
		{36, 33, true, 33}, // nearly
		{40, 0, true, 0},
		{40, 10, true, 0}, // the gap of a screen with a menu bar
	} {
		if strut, spared := reserved(row.far, row.gap); strut != row.strut || spared != row.spared {
			t.Errorf("up to %v with a gap of %v: %v, %v; expected %v, %v", row.far, row.gap, strut, spared, row.strut, row.spared)
		}
	}
}

// Windows do not cover a bar that a sketchybarrc makes, whatever the gaps.
func TestBarOfAScriptStaysClear(t *testing.T) {
	for _, row := range []struct {
		gap, height float64
		properties  string
		want        []uint32 // the edges; every bar reaches from side to side
	}{
		{0, 36, "position=top", []uint32{0, 0, 36, 0}},
		{30, 36, "position=top", []uint32{0, 0, 6, 0}},
		{36, 36, "position=top", nil},
		{10, 36, "position=bottom", []uint32{0, 0, 0, 36}},
		{0, 36, "margin=-2 y_offset=-5", []uint32{0, 0, 31, 0}}, // hides its border
	} {
		screen, display := newScreen(t, "1000x600")
		a := newAccount(t, display)
		a.state.Monitors[0].TopGap, a.state.Monitors[0].BottomGap = row.gap, row.gap
		a.write(".config/sketchybar/sketchybarrc", fmt.Sprintf("sketchybar --bar color=0xff101010 %s height=%v\n", row.properties, row.height))
		w := &world{t: t, screen: screen, display: display}
		a.bar("perch-bar")
		w.until("the bar has its height and room", func() bool {
			bars := w.bars()
			return len(bars) == 1 && bars[0].Frame.Dy() == int(row.height) &&
				slices.Equal(screen.Cardinals(bars[0].ID, "_NET_WM_STRUT"), row.want)
		})
		if s := screen.Cardinals(w.bars()[0].ID, "_NET_WM_STRUT_PARTIAL"); s != nil && !slices.Equal(s[8:], []uint32{0, 999, 0, 0}) && !slices.Equal(s[8:], []uint32{0, 0, 0, 999}) {
			t.Errorf("%s: the room is %v", row.properties, s)
		}
	}
}

func TestEdgesOfDisplays(t *testing.T) {
	s := plain()
	edge := func(frame engine.Rect) surface.Edge {
		if frame == (engine.Rect{W: 1000, H: 600}) {
			return surface.Edge{MenuBar: 33, Notch: 186}
		}
		return surface.Edge{}
	}
	second := s.Monitors[0]
	second.ID, second.X = 2, 1000
	s.Monitors = append(s.Monitors[:1:1], second)
	got := displays(s, edge)
	if !got[0].Notched || got[0].MenuBar != 33 || got[1].Notched || got[1].MenuBar != 0 {
		t.Errorf("the displays are %+v", got)
	}
}
