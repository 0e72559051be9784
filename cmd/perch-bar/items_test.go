package main

import (
	"fmt"
	"image"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"perch/bar"
	"perch/bar/engine"
	"perch/bar/paint"
	"perch/config"
	"perch/internal/ipc"
	"perch/internal/sysinfo"
	"perch/internal/xserver"
)

// styleOf is the style of a configuration.
func styleOf(t testing.TB, toml string) bar.Style {
	t.Helper()
	c, problems := config.Parse([]byte(toml), "perch.toml", nil, nil)
	if c == nil || len(problems) > 0 {
		t.Fatalf("the configuration has problems: %v", problems)
	}
	return bar.StyleOf(c.Bar)
}

// drawn is what a bar looks like at a width, on the first monitor.
func drawn(f bar.Facts, style bar.Style, width, scale float64) *image.RGBA {
	return drawnOn(f, style, 1, width, scale)
}

func drawnOn(f bar.Facts, style bar.Style, monitor int, width, scale float64) *image.RGBA {
	stage := paint.NewStage(scale)
	frame := bar.Lay(bar.Items(f, style, monitor), style, width, scale, stage.Measure)
	whole := engine.Rect{W: frame.Width, H: frame.Height}
	w := engine.Window{Key: "bar", Frame: whole, Layers: []*engine.Layer{{
		Frame: whole, Marks: []engine.Mark{engine.Shape{Frame: whole, Fill: engine.Color(frame.Background)}},
	}}}
	for _, box := range frame.Boxes {
		w.Layers = append(w.Layers, stage.Layer(box, frame.Height))
	}
	stage.Show(engine.Scene{Windows: []engine.Window{w}})
	im, _ := stage.Pixels("bar")
	return im
}

// same says whether two pictures of one size have the same colours.
func same(a, b *image.RGBA) bool {
	if a.Rect.Size() != b.Rect.Size() {
		return false
	}
	for y := range a.Rect.Dy() {
		for x := range a.Rect.Dx() {
			p, q := a.RGBAAt(a.Rect.Min.X+x, a.Rect.Min.Y+y), b.RGBAAt(b.Rect.Min.X+x, b.Rect.Min.Y+y)
			if p.R != q.R || p.G != q.G || p.B != q.B {
				return false
			}
		}
	}
	return true
}

// looks waits until the first bar looks like a picture.
func (d *desktop) looks(what string, want *image.RGBA) {
	d.Helper()
	d.until("the bar shows "+what, func() bool {
		strips := d.strips(false)
		if len(strips) == 0 {
			return false
		}
		shot, err := d.screen.Capture(strips[0].Frame)
		return err == nil && same(shot, want)
	})
}

// place is where an item of the [bar] table is on a bar of a width.
func place(t testing.TB, f bar.Facts, style bar.Style, width float64, item string) (x, y int) {
	t.Helper()
	stage := paint.NewStage(1)
	for _, box := range bar.Lay(bar.Items(f, style, 1), style, width, 1, stage.Measure).Boxes {
		if box.Item == item {
			return int(box.X + box.W/2), int(style.Height / 2)
		}
	}
	t.Fatalf("there is no %s", item)
	return 0, 0
}

// player is a media player that tells what it is asked to do.
type player struct{ asked chan string }

func (p player) PlayPause() *dbus.Error { p.asked <- "PlayPause"; return nil }
func (p player) Next() *dbus.Error      { p.asked <- "Next"; return nil }
func (p player) Previous() *dbus.Error  { p.asked <- "Previous"; return nil }

// D-Bus names of the services that tests play.
const (
	mpris  = "org.mpris.MediaPlayer2"
	upower = "org.freedesktop.UPower"
	nm     = "org.freedesktop.NetworkManager"
)

// What the machine tells by D-Bus is on the bar's pixels, as it changes, and a
// click on what is being played reaches the player.
func TestItemsOfServices(t *testing.T) {
	const toml = "config-version = 2\n[bar]\nleft = []\ncenter = []\n" +
		"[[bar.right]]\nitem = 'media'\nscroll-up = 'media next'\nscroll-down = 'media previous'\n[[bar.right]]\nitem = 'layout'\n" +
		"[[bar.right]]\nitem = 'network'\nformat = '{name}[ + {vpn}]'\n[[bar.right]]\nitem = 'battery'\nformat = '{percent}%[ {time}]'\n"
	screen, display := newScreen(t, "1000x600")
	d := &desktop{account: newAccount(t, display), screen: screen}
	address := d.newBus()
	s := newService(t, address)
	s.object("/org/freedesktop/UPower", map[string]map[string]any{upower: {"OnBattery": true}})
	battery := s.object("/org/freedesktop/UPower/devices/DisplayDevice", map[string]map[string]any{upower + ".Device": {
		"IsPresent": true, "Percentage": 63.0, "State": uint32(2), "TimeToEmpty": int64(8100), "TimeToFull": int64(0),
	}})
	s.own(upower)
	const active, device, point = dbus.ObjectPath("/a/1"), dbus.ObjectPath("/d/1"), dbus.ObjectPath("/p/1")
	s.object("/org/freedesktop/NetworkManager", map[string]map[string]any{nm: {"PrimaryConnection": active, "ActiveConnections": []dbus.ObjectPath{active}}})
	s.object(active, map[string]map[string]any{nm + ".Connection.Active": {
		"Id": "Home", "Type": "802-11-wireless", "State": uint32(2), "Vpn": false, "Devices": []dbus.ObjectPath{device}, "SpecificObject": point,
	}})
	s.object(device, map[string]map[string]any{nm + ".Device": {"Interface": "wlan0"}})
	wireless := s.object(point, map[string]map[string]any{nm + ".AccessPoint": {"Ssid": []byte("草原"), "Strength": byte(74)}})
	s.own(nm)
	asked := player{make(chan string, 8)}
	song := func(title, artist string) map[string]dbus.Variant {
		return map[string]dbus.Variant{"xesam:title": dbus.MakeVariant(title), "xesam:artist": dbus.MakeVariant([]string{artist})}
	}
	playing := s.object("/org/mpris/MediaPlayer2", map[string]map[string]any{
		mpris: {"Identity": "Player"}, mpris + ".Player": {"PlaybackStatus": "Playing", "Metadata": song("Kestrel", "Ada")},
	})
	if err := s.conn.Export(asked, "/org/mpris/MediaPlayer2", mpris+".Player"); err != nil {
		t.Fatal(err)
	}
	s.own(mpris + ".test")

	d.write(".perch.toml", toml)
	d.agent = d.start("perch", "agent")
	style := styleOf(t, toml)
	f := bar.Facts{System: sysinfo.Facts{
		Battery: sysinfo.Battery{Present: true, Charge: 0.63, Empty: 135 * time.Minute},
		Network: sysinfo.Network{Present: true, Up: true, Wireless: true, Name: "草原", Quality: 0.75},
		Media:   sysinfo.Media{Present: true, State: "playing", Title: "Kestrel", Artist: "Ada"},
		Layout:  sysinfo.Layout{Present: true, Name: "English (US)", Short: "us"},
	}}
	looks := func(what string) {
		t.Helper()
		d.looks(what, drawn(f, style, 1000, 1))
	}
	looks("what the services say")

	x, y := place(t, f, style, 1000, "media")
	for _, act := range []struct {
		button int
		want   string
	}{{1, "PlayPause"}, {4, "Next"}, {5, "Previous"}} {
		d.screen.Click(x, y, act.button)
		select {
		case got := <-asked.asked:
			if got != act.want {
				t.Errorf("button %d asks the player for %s, want %s", act.button, got, act.want)
			}
		case <-time.After(patience):
			t.Fatalf("button %d asks the player for nothing", act.button)
		}
	}
	playing.SetMust(mpris+".Player", "PlaybackStatus", "Paused")
	f.System.Media.State = "paused"
	looks("that it is paused")
	playing.SetMust(mpris+".Player", "Metadata", song("A title that is much too long for its place on the bar", "Bo"))
	f.System.Media.Title, f.System.Media.Artist = "A title that is much too long for its place on the bar", "Bo"
	looks("another title")
	battery.SetMust(upower+".Device", "Percentage", 8.0)
	battery.SetMust(upower+".Device", "TimeToEmpty", int64(0))
	f.System.Battery = sysinfo.Battery{Present: true, Charge: 0.08}
	looks("a battery that is nearly empty")
	battery.SetMust(upower+".Device", "State", uint32(1))
	f.System.Battery.Charging = true
	looks("a battery that charges")
	wireless.SetMust(nm+".AccessPoint", "Strength", byte(20))
	f.System.Network.Quality = 0.25
	looks("a weak signal")
	s.conn.Close()
	f.System.Media, f.System.Battery = sysinfo.Media{}, sysinfo.Battery{}
	// The network is the kernel's now, whatever that is here.
	d.until("what the services said is gone", func() bool {
		shot, err := d.screen.Capture(image.Rect(x-50, 0, x+100, 28))
		return err == nil && same(shot, drawn(bar.Facts{}, style, 150, 1))
	})
}

// The wheel and a click over the volume change that of a real sound server.
func TestVolumeItem(t *testing.T) {
	if _, err := exec.LookPath("pulseaudio"); err != nil {
		t.Skip("pulseaudio is not installed")
	}
	const toml = "config-version = 2\n[bar]\nleft = []\ncenter = []\n[[bar.right]]\nitem = 'volume'\nstep = 10\n"
	screen, display := newScreen(t, "1000x600")
	d := &desktop{account: newAccount(t, display), screen: screen}
	d.env = append(d.env, "PULSE_RUNTIME_PATH="+filepath.Join(d.home, "run"), "XDG_CONFIG_HOME="+filepath.Join(d.home, ".config"))
	sound := d.command("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--use-pid-file=no",
		"-L", "module-null-sink sink_name=first", "-L", "module-native-protocol-unix auth-anonymous=1")
	if err := sound.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		sound.Process.Kill()
		sound.Wait()
	}()
	for late := time.Now().Add(patience); ; { // it does not tell when it is there
		conn, err := net.Dial("unix", filepath.Join(d.home, "run", "native"))
		if err == nil {
			conn.Close()
			break
		}
		if time.Now().After(late) {
			t.Fatal(err)
		}
		<-time.After(10 * time.Millisecond)
	}
	d.write(".perch.toml", toml)
	d.agent = d.start("perch", "agent")
	style := styleOf(t, toml)
	f := bar.Facts{System: sysinfo.Facts{Volume: sysinfo.Volume{Present: true, Level: 1}}}
	looks := func(level float64, muted bool) {
		t.Helper()
		f.System.Volume.Level, f.System.Volume.Muted = level, muted
		d.looks(fmt.Sprintf("a volume of %v, muted %v", level, muted), drawn(f, style, 1000, 1))
	}
	looks(1, false)
	x, y := place(t, f, style, 1000, "volume")
	for range 3 {
		d.screen.Click(x, y, 5)
	}
	looks(0.7, false)
	d.screen.Click(x, y, 1)
	looks(0.7, true)
	d.screen.Click(x, y, 4)
	looks(0.8, false)
}

// The wheel over the brightness has logind change it.
func TestBrightnessItem(t *testing.T) {
	dir := t.TempDir()
	light := filepath.Join(dir, "sys/class/backlight/panel")
	if err := os.MkdirAll(light, 0o700); err != nil {
		t.Fatal(err)
	}
	set := func(value string) {
		for name, text := range map[string]string{"type": "raw", "max_brightness": "200", "brightness": value, "actual_brightness": value} {
			if err := os.WriteFile(filepath.Join(light, name), []byte(text+"\n"), 0o600); err != nil {
				t.Error(err)
			}
		}
	}
	set("100")
	screen, display := newScreen(t, "1000x600")
	a := newAccount(t, display)
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", a.newBus())
	s := newService(t, os.Getenv("DBUS_SYSTEM_BUS_ADDRESS"))
	session := login{make(chan string, 8)}
	if err := s.conn.Export(session, "/org/freedesktop/login1/session/auto", "org.freedesktop.login1.Session"); err != nil {
		t.Fatal(err)
	}
	s.own("org.freedesktop.login1")
	const toml = "config-version = 2\n[bar]\nleft = []\ncenter = []\n[[bar.right]]\nitem = 'brightness'\nstep = 25\n"
	a.state = with(t, a.state, func(b *config.Bar) {
		b.Left, b.Center, b.Right = nil, nil, config.NewBarItems("brightness")
		b.Right[0].Step = 25
	})
	a.play()
	ended := make(chan error, 1)
	go func() {
		ended <- serve(t.Context(), options{socket: a.socket, display: display, machine: sysinfo.OpenRoot(os.DirFS(dir))})
	}()
	d := &desktop{account: a, screen: screen}
	f := bar.Facts{System: sysinfo.Facts{Brightness: sysinfo.Brightness{Present: true, Level: 0.5}}}
	d.looks("the brightness", drawn(f, styleOf(t, toml), 1000, 1))
	x, y := place(t, f, styleOf(t, toml), 1000, "brightness")
	d.screen.Click(x, y, 4)
	select {
	case got := <-session.asked:
		if got != "backlight panel 150" {
			t.Errorf("logind is asked for %q", got)
		}
	case <-time.After(patience):
		t.Fatal("logind is asked for nothing")
	}
	a.agent.server.Close()
	<-ended
}

// login is logind's session.
type login struct{ asked chan string }

func (l login) SetBrightness(subsystem, name string, value uint32) *dbus.Error {
	l.asked <- fmt.Sprint(subsystem, " ", name, " ", value)
	return nil
}

// newTable is a desktop whose bar the [bar] table makes.
func newTable(t *testing.T, toml string, monitors ...xserver.Monitor) *desktop {
	t.Helper()
	d := newDesktop(t, toml, "", monitors...)
	n := max(1, len(monitors))
	d.until("the bars are there", func() bool { return len(d.strips(false)) == n })
	return d
}

// popups are the popups on the screen.
func (d *desktop) popups() []xserver.Window {
	return slices.DeleteFunc(d.strips(true), func(w xserver.Window) bool { return !slices.Contains(w.Kinds, "_NET_WM_WINDOW_TYPE_POPUP_MENU") })
}

// sheetDrawn is what a popup looks like.
func sheetDrawn(sheet func(bar.Measure) bar.Sheet) *image.RGBA {
	stage := paint.NewStage(1)
	s := sheet(stage.Measure)
	var u popup
	u.draw(s, stage.Layer)
	stage.Show(engine.Scene{Windows: []engine.Window{{Key: "popup", Popup: true, Frame: engine.Rect{W: s.W, H: s.H}, Layers: u.layers}}})
	im, _ := stage.Pixels("popup")
	return im
}

// opened waits until the only popup looks like a picture, but for its corners,
// through which the desktop is seen.
func (d *desktop) opened(what string, want *image.RGBA) xserver.Window {
	d.Helper()
	var found xserver.Window
	inner := want.Rect.Inset(bar.SheetRadius)
	d.until("the popup shows "+what, func() bool {
		popups := d.popups()
		if len(popups) != 1 || popups[0].Frame.Size() != want.Rect.Size() {
			return false
		}
		found = popups[0]
		shot, err := d.screen.Capture(inner.Add(found.Frame.Min))
		return err == nil && same(shot, want.SubImage(inner).(*image.RGBA))
	})
	return found
}

func TestCalendarPopup(t *testing.T) {
	for _, position := range []string{"top", "bottom"} {
		toml := "config-version = 2\n[bar]\nposition = '" + position + "'\nleft = []\ncenter = []\nclock-format = '%Y'\n[[bar.right]]\nitem = 'clock'\nweek-start = 'sunday'\n"
		d := newTable(t, toml)
		app := d.app("App")
		style := styleOf(t, toml)
		now := time.Now()
		month := func(months int) *image.RGBA {
			shown := time.Date(now.Year(), now.Month()+time.Month(months), 1, 12, 0, 0, 0, time.UTC)
			return sheetDrawn(func(m bar.Measure) bar.Sheet {
				return bar.Calendar{Month: shown, Today: now, First: time.Sunday}.Sheet(style, m)
			})
		}
		strip := d.strips(false)[0].Frame
		x, y := place(t, bar.Facts{Now: now}, style, 1000, "clock")
		y += strip.Min.Y
		closed := func(what string) {
			t.Helper()
			d.until(what+" closes the calendar", func() bool { return len(d.popups()) == 0 })
		}
		d.screen.Click(x, y, 1)
		popup := d.opened("this month", month(0))
		if f := popup.Frame; f.Max.X != 996 || (position == "top") != (f.Min.Y == 32) || (position == "bottom") != (f.Max.Y == 568) {
			t.Errorf("%s: the calendar is at %v", position, f)
		}
		at := func(dx, dy int) (int, int) { return popup.Frame.Min.X + dx, popup.Frame.Min.Y + dy }
		middle := popup.Frame.Dx() / 2
		turn := func(button, months int) {
			t.Helper()
			x, y := at(middle, 100)
			d.screen.Click(x, y, button)
			d.opened(fmt.Sprint("month ", months), month(months))
		}
		turn(5, 1) // down is forward
		turn(5, 2)
		turn(4, 1)
		for _, arrow := range []struct{ x, months int }{{20, 0}, {20, -1}, {popup.Frame.Dx() - 20, 0}, {popup.Frame.Dx() - 20, 1}, {middle, 0}} {
			x, y := at(arrow.x, 26)
			d.screen.Click(x, y, 1)
			d.opened(fmt.Sprint("month ", arrow.months), month(arrow.months))
		}
		d.screen.Click(x, y, 1)
		closed("a click on the clock")
		d.screen.Click(x, y, 1)
		d.opened("this month again", month(0))
		d.screen.Click(300, 300, 1)
		closed("a click on a window")
		d.screen.Click(x, y, 1)
		d.opened("this month", month(0))
		d.screen.Click(300, y, 1)
		closed("a click on the bar beside the clock")
		d.screen.Click(x, y, 1)
		d.opened("this month", month(0))
		d.quiet("sketchybar --bar hidden=on")
		closed("a bar that hides")
		d.until("the bar is hidden", func() bool { return len(d.strips(true)) == 0 })
		d.quiet("sketchybar --bar hidden=toggle")
		d.until("the bar is back", func() bool { return len(d.strips(false)) == 1 })
		if len(d.popups()) != 0 {
			t.Error("the calendar is back with the bar")
		}
		if d.screen.ActiveWindow() != app || d.screen.InputFocus() != app {
			t.Error("the calendar took the focus")
		}
	}
}

// A mistake in the configuration is on the bar when it is saved, whole in a popup,
// and away when it is mended.
func TestProblemsPopup(t *testing.T) {
	const good = "config-version = 2\n[bar]\nleft = ['problems']\ncenter = []\nright = []\n"
	const bad = good + "[mode.main.binding]\nalt-x = 'wrokspace 3'\nalt-y = 'workspace 3'\n[bar.colors]\nackent = '#ff0000'\n"
	d := newTable(t, good)
	style := styleOf(t, good)
	d.looks("nothing", drawn(bar.Facts{}, style, 1000, 1))
	d.write(".perch.toml", bad)
	problems := strings.Split(strings.TrimSpace(d.sh("perch config check").err), "\n")
	if len(problems) != 2 {
		t.Fatalf("perch config check says %q", problems)
	}
	f := bar.Facts{State: ipc.State{Problems: problems}}
	d.looks("two problems", drawn(f, style, 1000, 1))
	x, y := place(t, f, style, 1000, "problems")
	d.screen.Click(x, y, 1)
	for i, problem := range problems {
		problems[i] = strings.Replace(problem, d.home+"/", "~/", 1)
	}
	d.opened("the problems", sheetDrawn(func(m bar.Measure) bar.Sheet { return bar.ProblemsSheet(style, problems, 992, m) }))
	d.write(".perch.toml", good)
	d.until("the problems are gone", func() bool { return len(d.popups()) == 0 })
	d.looks("nothing again", drawn(bar.Facts{}, style, 1000, 1))
}
