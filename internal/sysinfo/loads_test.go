package sysinfo

import (
	"context"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

func TestLoad(t *testing.T) {
	if got, want := ReadLoad(files(map[string]string{"proc/loadavg": "0.52 1.00 12.25 2/345 6789\n"})), (Load{true, 0.52, 1, 12.25}); got != want {
		t.Errorf("got %+v, expected %+v", got, want)
	}
	for _, bad := range []string{"", "1 2", "a b c", "NaN 1 1", "-1 0 0", "1 1e99 1"} {
		if got := ReadLoad(files(map[string]string{"proc/loadavg": bad})); got.Present {
			t.Errorf("%q is taken for a load: %+v", bad, got)
		}
	}
}

func TestSwap(t *testing.T) {
	m := ReadMemory(files(map[string]string{"proc/meminfo": "MemTotal: 8 kB\nSwapTotal: 1000 kB\nSwapFree: 250 kB\n"}))
	if m.SwapTotal != 1000<<10 || !near(m.SwapUsed(), 0.75) {
		t.Errorf("got %+v, used %v", m, m.SwapUsed())
	}
	if got := (Memory{}).SwapUsed(); got != 0 {
		t.Errorf("without swap %v is used", got)
	}
}

const devHead = "Inter-|   Receive                                                |  Transmit\n" +
	" face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n"

func TestTraffic(t *testing.T) {
	root := fstest.MapFS{}
	carry := func(route, dev string) {
		root["proc/net/route"] = &fstest.MapFile{Data: []byte(routeHead + route + "\t00000000\t01\t0003\t0\t0\t600\t00000000\t0\t0\t0\n")}
		root["proc/net/dev"] = &fstest.MapFile{Data: []byte(devHead + "    lo:  9999 1 0 0 0 0 0 0 9999 1 0 0 0 0 0 0\n" + dev)}
	}
	carry("eth0", "  eth0:1000 1 0 0 0 0 0 0 500 1 0 0 0 0 0 0\n wlan0: 7 1 0 0 0 0 0 0 7 1 0 0 0 0 0 0\n")
	m := OpenRoot(root)
	defer m.Close()
	m.Use(WantTraffic)
	if got := m.Facts().Traffic; got != (Traffic{Present: true}) {
		t.Errorf("at first %+v", got)
	}
	now := time.Now().Add(time.Hour).Truncate(loadsEvery)
	m.Sample(now)
	carry("eth0", "  eth0: 5000 1 0 0 0 0 0 0 2500 1 0 0 0 0 0 0\n")
	m.Sample(now.Add(loadsEvery))
	if got := m.Facts().Traffic; got != (Traffic{true, 2000, 1000}) {
		t.Errorf("after two seconds %+v", got)
	}
	carry("eth0", "  eth0: 10 1 0 0 0 0 0 0 10 1 0 0 0 0 0 0\n") // the counters begin anew
	m.Sample(now.Add(2 * loadsEvery))
	if got := m.Facts().Traffic; got != (Traffic{Present: true}) {
		t.Errorf("with smaller counters %+v", got)
	}
	carry("wlan0", " wlan0: 99999 1 0 0 0 0 0 0 99999 1 0 0 0 0 0 0\n") // another interface
	m.Sample(now.Add(3 * loadsEvery))
	if got := m.Facts().Traffic; got != (Traffic{Present: true}) {
		t.Errorf("on another interface %+v", got)
	}
	carry("gone", "rubbish\n: : :\n")
	m.Sample(now.Add(4 * loadsEvery))
	if got := m.Facts().Traffic; got != (Traffic{}) {
		t.Errorf("without an interface %+v", got)
	}
	m.Use(0)
	if every := m.Every(); every != 0 {
		t.Errorf("what nobody wants is read every %v", every)
	}
}

func TestTemperature(t *testing.T) {
	const chip, zone = "sys/class/hwmon/hwmon", "sys/class/thermal/thermal_zone"
	for name, row := range map[string]struct {
		files map[string]string
		want  Temperature
	}{
		"nothing": {nil, Temperature{}},
		"Intel": {map[string]string{
			chip + "0/name": "nvme\n", chip + "0/temp1_input": "99000\n",
			chip + "1/name": "coretemp\n", chip + "1/temp2_input": "50000\n", chip + "1/temp2_label": "Core 0\n",
			chip + "1/temp1_input": "61500\n", chip + "1/temp1_label": "Package id 0\n",
		}, Temperature{true, 61.5}},
		"AMD": {map[string]string{
			chip + "3/name": "k10temp\n", chip + "3/temp1_input": "70000\n", chip + "3/temp1_label": "Tctl\n",
			chip + "3/temp2_input": "60000\n", chip + "3/temp2_label": "Tdie\n",
		}, Temperature{true, 60}},
		"without labels": {map[string]string{chip + "0/name": "cpu_thermal", chip + "0/temp1_input": "41000"}, Temperature{true, 41}},
		"a zone":         {map[string]string{zone + "0/type": "acpitz", zone + "0/temp": "20000", zone + "7/type": "x86_pkg_temp", zone + "7/temp": "-5000"}, Temperature{true, -5}},
		"nonsense":       {map[string]string{zone + "0/type": "acpitz", zone + "0/temp": "hot"}, Temperature{}},
		"a broken one":   {map[string]string{zone + "0/type": "acpitz", zone + "0/temp": "999999999"}, Temperature{}},
	} {
		if got := ReadTemperature(files(row.files)); got != row.want {
			t.Errorf("%s: got %+v, expected %+v", name, got, row.want)
		}
	}
}

func TestDisk(t *testing.T) {
	if got, want := diskOf(4096, 1000, 400, 350), (Disk{true, 4096000, 350 * 4096, 600 * 4096}); got != want {
		t.Errorf("got %+v, expected %+v", got, want)
	}
	if got := diskOf(4096, 1000, 400, 350).Full(); !near(got, 600.0/950) {
		t.Errorf("full %v", got)
	}
	for _, nonsense := range []Disk{diskOf(0, 1, 1, 1), diskOf(1, 0, 0, 0), diskOf(1, 1, 2, 2)} {
		if nonsense.Present {
			t.Errorf("nonsense is taken for a disk: %+v", nonsense)
		}
	}
	m := OpenRoot(files(nil))
	defer m.Close()
	here := t.TempDir()
	m.UseDisks(here, "/", "/nowhere")
	m.Use(WantDisk)
	waitFor(t, m, func(f Facts) bool { return f.Disk.Present && m.Disk("/").Present })
	if d := m.Disk(here); d != m.Facts().Disk || d.Total < d.Used {
		t.Errorf("got %+v", d)
	}
	if m.Disk("/nowhere").Present {
		t.Error("a path that is not there has a disk")
	}
}

// The kernel's events are played: a machine without such a display has none.
func TestBrightnessIsPushed(t *testing.T) {
	const at = "sys/class/backlight/intel/"
	root := fstest.MapFS{at + "max_brightness": {Data: []byte("200\n")}, at + "actual_brightness": {Data: []byte("100\n")}}
	var lock sync.RWMutex
	m := OpenRoot(lockedFS{root, &lock})
	defer m.Close()
	events := make(chan struct{})
	m.uevents = func(_ context.Context, subsystem string) (<-chan struct{}, error) {
		if subsystem != "backlight" {
			return nil, fs.ErrNotExist
		}
		return events, nil
	}
	shine := func(text string) {
		lock.Lock()
		root[at+"actual_brightness"] = &fstest.MapFile{Data: []byte(text)}
		lock.Unlock()
		events <- struct{}{}
	}
	m.Use(WantBrightness)
	waitFor(t, m, func(f Facts) bool { return f.Brightness == Brightness{true, 0.5} })
	shine("101") // half a hundredth is no event
	shine("150")
	expectEvent(t, m, Event{Kind: BrightnessChanged, Info: "75"})
	shine("9000")
	expectEvent(t, m, Event{Kind: BrightnessChanged, Info: "100"})
	if every := m.Every(); every != 0 {
		t.Errorf("the kernel tells, and yet the machine is read every %v", every)
	}
}

// Of more events than anybody reads, the newest stay.
func TestEventsOverflow(t *testing.T) {
	m := OpenRoot(files(nil))
	defer m.Close()
	for i := range 3 * eventRoom {
		m.happen(context.Background(), Event{Kind: Notified, Name: strings.Repeat("x", i)})
	}
	if e := <-m.Events(); len(e.Name) != 2*eventRoom {
		t.Errorf("the oldest event that is left is %d, expected %d", len(e.Name), 2*eventRoom)
	}
}

func FuzzFiles(f *testing.F) {
	f.Add("cpu 1 2 3 4 5\nMemTotal: 4 kB\nwlan0: 0 35. -1\n", "Battery", "100", "wlan0: 1 2 3 4 5 6 7 8 9\nwlan0\t00000000\t0\t0003\t0\t0\t1\t00000000\n")
	f.Add("0.1 0.2 0.3", "Mains", "-1e308", "x")
	f.Fuzz(func(t *testing.T, proc, kind, number, net string) {
		root := files(map[string]string{
			"proc/stat": proc, "proc/meminfo": proc, "proc/loadavg": proc, "proc/net/wireless": proc,
			"proc/net/route": net, "proc/net/ipv6_route": net, "proc/net/dev": net,
			"sys/class/net/wlan0/wireless/x": "", "sys/class/net/wlan0/operstate": kind, "sys/class/net/wlan0/device/x": "",
			"sys/class/power_supply/B/type": "Battery", "sys/class/power_supply/B/status": kind, "sys/class/power_supply/B/capacity": number,
			"sys/class/power_supply/B/energy_now": number, "sys/class/power_supply/B/energy_full": proc, "sys/class/power_supply/B/power_now": net,
			"sys/class/power_supply/A/type": kind, "sys/class/power_supply/A/online": number,
			"sys/class/backlight/b/max_brightness": number, "sys/class/backlight/b/brightness": proc,
			"sys/class/hwmon/hwmon0/name": "coretemp", "sys/class/hwmon/hwmon0/temp1_input": number, "sys/class/hwmon/hwmon0/temp1_label": kind,
		})
		share := func(what string, v float64) {
			if !(v >= 0 && v <= 1) {
				t.Errorf("%s is %v", what, v)
			}
		}
		b := ReadBattery(root)
		share("the charge", b.Charge)
		if b.Empty < 0 || b.Full < 0 {
			t.Errorf("times of %+v", b)
		}
		ReadSource(root)
		share("the brightness", ReadBrightness(root).Level)
		share("the memory", ReadMemory(root).Used())
		share("the signal", ReadNetwork(root, nil).Quality)
		if ticks, ok := ReadTicks(root); ok {
			share("the processor", ticks.Since(Ticks{}))
		}
		if l := ReadLoad(root); l.Present && !(l.One >= 0) {
			t.Errorf("the load is %+v", l)
		}
		if c := ReadTemperature(root); c.Present && !(c.Celsius > -100 && c.Celsius < 250) {
			t.Errorf("the temperature is %+v", c)
		}
		now := time.Now()
		if c := readCounters(root, now).since(counters{"wlan0", 0, 0, now.Add(-time.Second)}); !(c.Received >= 0 && c.Sent >= 0) {
			t.Errorf("the traffic is %+v", c)
		}
	})
}

func FuzzX(f *testing.F) {
	f.Add([]byte("\x01\x00\x00\x04here\x00\x010\x00\x12MIT-MAGIC-COOKIE-1\x00\x04abcd"), "pc+us+de:2")
	f.Fuzz(func(t *testing.T, bytes []byte, text string) {
		xCookie(bytes, "here", "0")
		if _, groups := nameAtoms(bytes); len(groups) > 4 {
			t.Errorf("%d groups", len(groups))
		}
		if got := shortLayouts(text); len(got) > 4 {
			t.Errorf("%q has %q", text, got)
		}
		layoutOf(len(text)%256, []string{text}, text)
		parseSoundServer(text)
		if iface, member, ok := signalName(text); ok && iface+"."+member != text {
			t.Errorf("%q is %q and %q", text, iface, member)
		}
		short(text)
	})
}
