package workspaces

import (
	"fmt"
	"strings"
	"testing"
)

// busy is a desktop with 60 windows, 30 on each of two workspaces.
func busy(b *testing.B) *State {
	b.Helper()
	lines := []string{}
	id := 1
	for _, name := range []string{"a", "b"} {
		columns := []string{}
		for range 6 {
			windows := []string{}
			for range 5 {
				windows = append(windows, fmt.Sprint(id))
				id++
			}
			columns = append(columns, "v_tiles["+strings.Join(windows, " ")+"]")
		}
		lines = append(lines, fmt.Sprintf("%s: h_tiles[%s]", name, strings.Join(columns, " ")))
	}
	s, _ := deskWith(b, Settings{Flatten: true, Opposite: true, AccordionPadding: 30}, []Monitor{screen1}, lines...).Layout()
	return s
}

func BenchmarkClone(b *testing.B) {
	s := busy(b)
	for b.Loop() {
		s.clone()
	}
}

func BenchmarkFocusWorkspace(b *testing.B) {
	s := busy(b)
	for b.Loop() {
		s.FocusWorkspace("b")
	}
}

func BenchmarkLayout(b *testing.B) {
	s := busy(b)
	for b.Loop() {
		s.Layout()
	}
}

// BenchmarkSwitch is a whole workspace switch: everything between the key and
// what the desktop is told.
func BenchmarkSwitch(b *testing.B) {
	s := busy(b)
	names := []string{"b", "a"}
	for i := 0; b.Loop(); i++ {
		s = s.FocusWorkspace(names[i%2])
		s = s.CollectGarbage().Normalize()
		s, _ = s.AcknowledgeFocus()
		s, _ = s.Layout()
	}
}
