package ax_test

import (
	"testing"

	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/played"
)

// What the bindings cost beside the application's answer.

func BenchmarkReadMany(b *testing.B) {
	app := played.Start(b).Start("com.example.app")
	app.Open(played.Look{Title: "a window"})
	w, _ := window(b, app)
	b.ReportAllocs()
	for b.Loop() {
		v, err := w.Read(ax.Title, ax.Position, ax.Size, ax.Role, ax.Subrole, ax.Minimized, ax.FullScreen, ax.Main, ax.CloseButton)
		if err != nil {
			b.Fatal(err)
		}
		v.Text(0)
		v.Point(1)
		v.Size(2)
		v.Release()
	}
}

func BenchmarkSetPosition(b *testing.B) {
	app := played.Start(b).Start("com.example.app")
	app.Open(played.Look{})
	w, _ := window(b, app)
	x := 0.0
	for b.Loop() {
		x++
		if err := w.SetPoint(ax.Position, cg.Point{X: x, Y: 100}); err != nil {
			b.Fatal(err)
		}
	}
}
