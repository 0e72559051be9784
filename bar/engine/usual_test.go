package engine

import (
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestUsualConfiguration sends what most configurations begin with and checks
// what the contract's §10.8 says of it.
func TestUsualConfiguration(t *testing.T) {
	r := newRig(t)
	f := world()
	f.Spaces = f.Spaces[:2]
	r.SetFacts(f)
	r.quiet("--bar position=top height=40 blur_radius=30 color=0x40000000",
		"--default padding_left=5 padding_right=5 icon.font='Hack Nerd Font:Bold:17.0' label.font='Hack Nerd Font:Bold:14.0'"+
			" icon.color=0xffffffff label.color=0xffffffff icon.padding_left=4 icon.padding_right=4 label.padding_left=4 label.padding_right=4")
	for n := 1; n <= 10; n++ {
		id := strconv.Itoa(n)
		r.quiet("--add space space." + id + " left --set space." + id + " space=" + id + " icon=" + id + " icon.padding_left=7 icon.padding_right=7" +
			" background.color=0x40ffffff background.corner_radius=5 background.height=25 label.drawing=off script=space.sh click_script='go " + id + "'")
	}
	r.quiet("--add item chevron left --set chevron icon=> label.drawing=off --add item front_app left --set front_app icon.drawing=off script=front.sh"+
		" --subscribe front_app front_app_switched",
		"--add item clock right --set clock update_freq=10 icon=c script=clock.sh --add item volume right --set volume script=volume.sh"+
			" --subscribe volume volume_change --add item battery right --set battery update_freq=120 script=battery.sh"+
			" --subscribe battery system_woke power_source_change",
		"--update")
	r.expect("bar.height = 40", "bar.blur_radius = 30", "bar.color = 0x40000000", "bar.position = top",
		`bar.items = ["space.1","space.2","space.3","space.4","space.5","space.6","space.7","space.8","space.9","space.10",`+
			`"chevron","front_app","clock","volume","battery"]`,
		"defaults.geometry.padding_left = 5", "defaults.icon.font = Hack Nerd Font:Bold:17.00", "defaults.label.font = Hack Nerd Font:Bold:14.00",
		"defaults.label.padding_right = 4",
		"front_app.scripting.update_mask = 1", "clock.scripting.update_freq = 10", "volume.scripting.update_mask = 4096",
		"battery.scripting.update_freq = 120", "battery.scripting.update_mask = 16392")

	// The space script's answer: each desktop that is gets a background or not.
	for _, run := range r.runs() {
		if run.Script == "space.sh" {
			r.quiet("--set " + run.Item + " background.drawing=" + variable(run.Env, "SELECTED"))
		}
	}
	r.Scene()
	r.expect("'space.1'.geometry.background.drawing = on", "'space.2'.geometry.background.drawing = off",
		"'space.1'.geometry.background.height = 25", "'space.1'.label.drawing = off", "'space.3'.bounding_rects.display-1.origin.0 = -9999.000000")
	if at := r.box("space.2"); strings.HasPrefix(at, "-9999") {
		t.Error("a desktop that there is is not shown")
	}
}

func TestMemoryStaysFlat(t *testing.T) {
	r := newRig(t)
	r.quiet("--add item a left --add item b right --add graph g left 50 --add event foo --set a script=x --subscribe a foo")
	load := func() uint64 {
		for n := range 5000 {
			r.now = r.now.Add(time.Millisecond)
			label := strconv.Itoa(n)
			r.quiet("--set a label="+label, "--animate sin 10 --set b label="+label+" width="+label, "--push g 0.5", "--trigger foo N="+label)
			r.Scene()
			r.Effects()
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := load()
	if after := load(); after > before+1<<19 {
		t.Errorf("20,000 messages leave %d bytes behind", after-before)
	}
}
