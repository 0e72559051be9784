package main

import (
	"context"
	"image"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/bar"
	"perch/bar/paint"
	"perch/config"
	"perch/internal/ipc"
	"perch/internal/sysinfo"
	"perch/internal/xserver"
)

// sees waits until the agent's state is as it should be, and returns it.
func (d *desktop) sees(what string, ok func(ipc.State) bool) ipc.State {
	d.Helper()
	ctx, cancel := context.WithTimeout(d.Context(), patience)
	defer cancel()
	for s := range follow(ctx, d.socket).states {
		if ok(s) {
			return s
		}
	}
	d.Fatalf("waiting until %s: the agent does not say so", what)
	return ipc.State{}
}

// Every theme is on the screen as soon as the configuration is read again.
func TestThemesChangeLive(t *testing.T) {
	toml := func(theme string) string {
		return "config-version = 2\nauto-reload-config = false\n[bar]\ntheme = '" + theme + "'\nclock-format = '%Y'\nright = ['layout', 'clock']\ncenter = ['window']\n"
	}
	d := newTable(t, toml("dark"))
	id, err := d.screen.Open(xserver.Spec{Class: "Reader", Title: "हिन्दी 日本語 العربية ☕ — a title"})
	if err != nil {
		t.Fatal(err)
	}
	state := d.sees("the window has the focus", func(s ipc.State) bool { return s.Focus.WindowID == uint32(id) })
	f := bar.Facts{State: state, Now: time.Now(), System: sysinfo.Facts{Layout: sysinfo.Layout{Present: true, Name: "English (US)", Short: "us"}}}
	for _, theme := range append(config.Themes(), "dark") {
		d.write(".perch.toml", toml(theme))
		d.quiet("perch reload-config")
		d.looks("the theme "+theme, drawn(f, styleOf(t, toml(theme)), 1000, 1))
	}
}

// Each monitor has its bar at the bottom, and what is clicked on it goes where it
// is for.
func TestTableOnTwoMonitors(t *testing.T) {
	left := xserver.Monitor{Name: "left", Frame: image.Rect(0, 0, 600, 600), Primary: true}
	right := xserver.Monitor{Name: "right", Frame: image.Rect(600, 0, 1000, 500)}
	const toml = "config-version = 2\n[bar]\nposition = 'bottom'\nleft = ['workspaces']\nright = []\ncenter = ['window']\n"
	d := newTable(t, toml, left, right)
	strips := func() (l, r image.Rectangle) {
		strips := d.strips(false)
		slices.SortFunc(strips, func(a, b xserver.Window) int { return a.Frame.Min.X - b.Frame.Min.X })
		return strips[0].Frame, strips[1].Frame
	}
	l, r := strips()
	if l != image.Rect(0, 572, 600, 600) || r != image.Rect(600, 472, 1000, 500) {
		t.Fatalf("the bars are at %v and %v", l, r)
	}
	app := d.app("App")
	frame := func(id xproto.Window) image.Rectangle { f, _ := d.screen.Frame(id); return f }
	if f := frame(app); f.Max.Y > 572 {
		t.Errorf("the window at %v is under the bar", f)
	}
	style := styleOf(t, toml)
	state := d.sees("the window is there", func(s ipc.State) bool { return s.Focus.WindowID == uint32(app) })
	look := func() {
		t.Helper()
		f := bar.Facts{State: state}
		for i, r := range []image.Rectangle{l, r} {
			want := drawnOn(f, style, i+1, float64(r.Dx()), 1)
			d.until("both bars show where the focus is", func() bool {
				shot, err := d.screen.Capture(r)
				return err == nil && same(shot, want)
			})
		}
	}
	look()
	other := state.Monitors[1].Workspace
	at := 0
	for _, box := range bar.Lay(bar.Items(bar.Facts{State: state}, style, 2), style, 400, 1, measured(1)).Boxes {
		for _, c := range box.Cells {
			if c.Click.Argument == other {
				at = int(box.X + c.X + c.W/2)
			}
		}
	}
	d.screen.Click(r.Min.X+at, r.Min.Y+14, 1)
	state = d.sees("the focus is there", func(s ipc.State) bool { return s.Focus.Workspace == other })
	look()
	second := d.app("Second")
	if f := frame(second); f.Min.X < 600 || f.Max.Y > 472 {
		t.Errorf("the second window is at %v", f)
	}
}

// On a dense screen everything is twice as large, and under the pointer where it is
// seen.
func TestTableOnADenseScreen(t *testing.T) {
	screen, display := newScreen(t, "1600x1000")
	resources := "Xft.dpi:\t192\n"
	xproto.ChangeProperty(screen.Conn(), xproto.PropModeReplace, screen.Root(), xproto.AtomResourceManager, xproto.AtomString, 8,
		uint32(len(resources)), []byte(resources))
	screen.Sync()
	d := &desktop{account: newAccount(t, display), screen: screen}
	const toml = "config-version = 2\npersistent-workspaces = ['1', '2', '3']\n[bar]\nleft = ['workspaces']\ncenter = []\nclock-format = '%Y'\nright = ['clock']\n"
	d.write(".perch.toml", toml)
	d.agent = d.start("perch", "agent")
	d.until("the bar is there", func() bool { s := d.strips(false); return len(s) == 1 && s[0].Frame == image.Rect(0, 0, 1600, 56) })
	state := d.sees("there is a monitor", func(s ipc.State) bool { return len(s.Monitors) == 1 })
	style := styleOf(t, toml)
	now := time.Now()
	f := bar.Facts{State: state, Now: now}
	d.looks("everything twice as large", drawn(f, style, 800, 2))
	laid := bar.Lay(bar.Items(f, style, 1), style, 800, 2, measured(2))
	pill := laid.Boxes[0].Cells[1]
	d.screen.Click(int(2*(laid.Boxes[0].X+pill.X+pill.W/2)), 50, 1)
	f.State = d.sees("the workspace has the focus", func(s ipc.State) bool { return s.Focus.Workspace == pill.Click.Argument })
	d.looks("the workspace that was clicked", drawn(f, style, 800, 2))
	clock := laid.Boxes[len(laid.Boxes)-1]
	d.screen.Click(int(2*(clock.X+clock.W/2)), 28, 1)
	want := bar.Calendar{Month: now, Today: now, First: time.Monday}.Sheet(style, measured(2))
	d.until("the calendar is open", func() bool {
		p := d.popups()
		return len(p) == 1 && p[0].Frame.Dx() == int(2*want.W) && p[0].Frame.Min.Y == 64 && p[0].Frame.Max.X == 1592
	})
}

// measured is how wide texts are at a scale.
func measured(scale float64) bar.Measure { return paint.NewStage(scale).Measure }

// The mode, the focused window with its icon, and a click that starts a program.
func TestWindowAndMode(t *testing.T) {
	const toml = `config-version = 2
[mode.main.binding]
[mode.resize.binding]
[bar]
left = ['workspaces', 'mode']
right = []
[bar.workspaces]
icons = true
[[bar.center]]
item = 'window'
icon = true
format = '{app}: {title}'
click = 'exec-and-forget echo "clicked in $HOME" > $BOX'
`
	screen, display := newScreen(t, "1000x600")
	d := &desktop{account: newAccount(t, display), screen: screen}
	d.box = d.mailbox("box")
	d.env = append(d.env, "BOX="+d.box.path)
	d.write(".perch.toml", toml)
	themed := image.NewRGBA(image.Rect(0, 0, 32, 32))
	for i := range themed.Pix {
		themed.Pix[i] = []uint8{0, 255, 0, 255}[i%4]
	}
	if err := xserver.Save(d.write(".local/share/icons/hicolor/32x32/apps/themed.png", ""), themed); err != nil {
		t.Fatal(err)
	}
	d.write(".local/share/icons/hicolor/index.theme", "[Icon Theme]\nName=hicolor\nDirectories=32x32/apps\n[32x32/apps]\nSize=32\nType=Fixed\n")
	d.agent = d.start("perch", "agent")
	d.until("the bar is there", func() bool { return len(d.strips(false)) == 1 })

	// One window shows an icon of its own, the other's is in the icon theme.
	own, err := d.screen.Open(xserver.Spec{Class: "Own", Title: "own", Unmapped: true})
	if err != nil {
		t.Fatal(err)
	}
	icon := append([]uint32{16, 16}, slices.Repeat([]uint32{0xffff00ff}, 256)...)
	if err := d.screen.SetCardinals(own, "_NET_WM_ICON", "CARDINAL", icon...); err != nil {
		t.Fatal(err)
	}
	xproto.MapWindow(d.screen.Conn(), own)
	d.until("the window has the focus", func() bool { return d.screen.ActiveWindow() == own })
	shows := func(what string, colour rgb, places int) {
		t.Helper()
		d.until(what, func() bool {
			shot, err := d.screen.Capture(image.Rect(0, 0, 1000, 28))
			return err == nil && patches(shot, colour) == places
		})
	}
	shows("the window's own icon is beside its workspace and its title", marker, 2)
	if _, err := d.screen.Open(xserver.Spec{Class: "Themed", Title: "themed"}); err != nil {
		t.Fatal(err)
	}
	shows("the theme's icon is there too", 0x00ff00, 2)
	shows("the own one is beside the workspace only", marker, 1)

	d.screen.Click(500, 14, 1)
	d.box.want("clicked in " + d.home)

	d.quiet("perch mode resize")
	const warning = 0xe0af68
	pill := func() image.Rectangle {
		shot, err := d.screen.Capture(image.Rect(0, 0, 500, 28))
		if err != nil {
			t.Fatal(err)
		}
		return picture{shot}.find(warning)
	}
	d.until("the mode is shown", func() bool { return pill().Dy() == 20 })
	d.screen.Click(pill().Min.X+10, 14, 1)
	d.until("a click leaves the mode", func() bool { return pill().Empty() })
	d.sees("the main mode is on", func(s ipc.State) bool { return s.Mode == "main" })
}

// patches is how many separate areas along the bar have a colour.
func patches(im *image.RGBA, c rgb) (n int) {
	inside := false
	for x := im.Rect.Min.X; x < im.Rect.Max.X; x++ {
		here := !picture{im.SubImage(image.Rect(x, im.Rect.Min.Y, x+1, im.Rect.Max.Y)).(*image.RGBA)}.find(c).Empty()
		if here && !inside {
			n++
		}
		inside = here
	}
	return n
}

// What the kernel tells of is on the bar, graphs too.
func TestItemsOfTheKernel(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	screen, display := newScreen(t, "1000x600")
	a := newAccount(t, display)
	a.state = with(t, a.state, func(b *config.Bar) {
		b.Left, b.Center, b.Right = nil, nil, config.NewBarItems("temperature", "disk", "memory")
		b.Right[0].Format = "{fahrenheit}°F"
		b.Right[1].Path = a.home
		b.Right[2].Graph = true
	})
	a.play()
	ended := make(chan error, 1)
	machine := sysinfo.OpenRoot(fstest.MapFS{
		"proc/meminfo":                           file("MemTotal: 8000000 kB\nMemAvailable: 2000000 kB\n"),
		"sys/class/thermal/thermal_zone0/type":   file("x86_pkg_temp\n"),
		"sys/class/thermal/thermal_zone0/temp":   file("48000\n"),
		"sys/class/power_supply/AC/online":       file("1\n"),
		"sys/class/backlight/none/brightness":    file(""),
		"sys/class/hwmon/hwmon0/name":            file("acpi\n"),
		"sys/class/thermal/cooling_device0/type": file("fan\n"),
	})
	go func() { ended <- serve(t.Context(), options{socket: a.socket, display: display, machine: machine}) }()
	d := &desktop{account: a, screen: screen}
	table := tableOf(a.state.Bar)
	style := bar.StyleOf(table)
	f := bar.Facts{System: sysinfo.Facts{
		Temperature: sysinfo.Temperature{Present: true, Celsius: 48}, Memory: sysinfo.Memory{Present: true, Total: 8e6 << 10, Available: 2e6 << 10},
	}}
	d.until("the bar shows what the kernel says, and the memory's graph", func() bool {
		f.Disks = map[string]sysinfo.Disk{a.home: sysinfo.ReadDisk(a.home)}
		strips := d.strips(false)
		if len(strips) != 1 {
			return false
		}
		shot, err := d.screen.Capture(strips[0].Frame)
		if err != nil {
			return false
		}
		graphed := f
		for n := range 3 { // one sample, or more if it took long
			graphed.History.Add(morning.Add(time.Duration(n)*2*time.Second), f.System)
			if same(shot, drawn(graphed, style, 1000, 1)) {
				return true
			}
		}
		return false
	})
	a.agent.server.Close()
	<-ended
}
