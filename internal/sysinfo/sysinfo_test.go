package sysinfo

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

// files is a root folder with text files.
func files(texts map[string]string) fs.FS {
	root := fstest.MapFS{}
	for name, text := range texts {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return root
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestProcessor(t *testing.T) {
	first, ok := ReadTicks(files(map[string]string{"proc/stat": "cpu  100 10 50 800 40 5 5 0 30 0\ncpu0 1 2 3 4\n"}))
	if !ok || first != (Ticks{Busy: 170, Total: 1010}) {
		t.Fatalf("got %+v, %v", first, ok)
	}
	second, _ := ReadTicks(files(map[string]string{"proc/stat": "cpu  130 10 70 840 50 5 5 0 99 0\n"}))
	if got := second.Since(first); !near(got, 0.5) {
		t.Errorf("busy %v since the first reading, expected 0.5", got)
	}
	if got := first.Since(first); got != 0 {
		t.Errorf("busy %v in no time", got)
	}
	if got := first.Since(second); got != 0 {
		t.Errorf("busy %v with time running backwards", got)
	}
	for _, bad := range []string{"", "intr 5", "cpu 1 2", "cpu a b c d e f"} {
		if _, ok := ReadTicks(files(map[string]string{"proc/stat": bad})); ok {
			t.Errorf("%q is taken for ticks", bad)
		}
	}
	if _, ok := ReadTicks(files(nil)); ok {
		t.Error("a machine without /proc/stat has ticks")
	}
}

func TestMemory(t *testing.T) {
	m := ReadMemory(files(map[string]string{"proc/meminfo": "MemTotal:       8000 kB\nMemFree: 100 kB\nMemAvailable:   2000 kB\nHugePages_Total: 0\n"}))
	if !m.Present || m.Total != 8000<<10 || m.Available != 2000<<10 || !near(m.Used(), 0.75) {
		t.Errorf("got %+v, used %v", m, m.Used())
	}
	m = ReadMemory(files(map[string]string{"proc/meminfo": "MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 350 kB\n"}))
	if !near(m.Used(), 0.5) {
		t.Errorf("without MemAvailable, used %v, expected 0.5", m.Used())
	}
	for _, bad := range []string{"", "MemTotal: x kB", "MemTotal:"} {
		if ReadMemory(files(map[string]string{"proc/meminfo": bad})).Present {
			t.Errorf("%q is taken for a memory", bad)
		}
	}
	if got := (Memory{Present: true, Total: 1, Available: 2}).Used(); got != 0 {
		t.Errorf("more available than there is: used %v", got)
	}
}

func TestBattery(t *testing.T) {
	const at = "sys/class/power_supply/"
	for name, row := range map[string]struct {
		files map[string]string
		want  Battery
	}{
		"no supplies": {nil, Battery{}},
		"mains only":  {map[string]string{at + "AC/type": "Mains\n", at + "AC/online": "1\n"}, Battery{}},
		"one by energy": {map[string]string{
			at + "AC/type": "Mains\n", at + "BAT0/type": "Battery\n", at + "BAT0/status": "Discharging\n",
			at + "BAT0/energy_now": "30000000\n", at + "BAT0/energy_full": "40000000\n", at + "BAT0/capacity": "99\n",
		}, Battery{Present: true, Charge: 0.75}},
		"two of different size": {map[string]string{
			at + "BAT0/type": "Battery\n", at + "BAT0/status": "Unknown\n", at + "BAT0/charge_now": "10\n", at + "BAT0/charge_full": "10\n",
			at + "BAT1/type": "Battery\n", at + "BAT1/status": "Charging\n", at + "BAT1/charge_now": "15\n", at + "BAT1/charge_full": "90\n",
		}, Battery{Present: true, Charge: 0.25, Charging: true}},
		"by capacity": {map[string]string{
			at + "battery/type": "Battery\n", at + "battery/capacity": "42\n", at + "battery/status": "Full\n",
		}, Battery{Present: true, Charge: 0.42, Charging: true}},
		"a mouse's": {map[string]string{
			at + "hidpp_battery_0/type": "Battery\n", at + "hidpp_battery_0/scope": "Device\n", at + "hidpp_battery_0/capacity": "50\n",
		}, Battery{}},
		"taken out": {map[string]string{
			at + "BAT0/type": "Battery\n", at + "BAT0/present": "0\n", at + "BAT0/capacity": "0\n",
		}, Battery{}},
		"worn beyond full": {map[string]string{
			at + "BAT0/type": "Battery\n", at + "BAT0/energy_now": "41\n", at + "BAT0/energy_full": "40\n",
		}, Battery{Present: true, Charge: 1}},
		"says nothing": {map[string]string{at + "BAT0/type": "Battery\n"}, Battery{}},
	} {
		if got := ReadBattery(files(row.files)); got != row.want {
			t.Errorf("%s: got %+v, expected %+v", name, got, row.want)
		}
	}
}

const routeHead = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"

func TestNetwork(t *testing.T) {
	const net = "sys/class/net/"
	wlan := map[string]string{
		net + "lo/operstate":           "unknown\n",
		net + "wlp2s0/operstate":       "up\n",
		net + "wlp2s0/wireless/x":      "",
		net + "wlp2s0/device/vendor":   "0x8086\n",
		net + "eth0/operstate":         "down\n",
		net + "eth0/device/vendor":     "0x8086\n",
		net + "docker0/operstate":      "up\n",
		"proc/net/wireless":            "Inter-| sta-|   Quality\n face | tus | link level\nwlp2s0: 0000   35.  -75.  -256\n",
		"proc/net/route":               routeHead + "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n" + "wlp2s0\t00000000\t0102A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n",
		"proc/net/ipv6_route":          "",
		net + "docker0/bridge/forward": "",
	}
	essid := func(name string) string {
		if name == "wlp2s0" {
			return "kestrel"
		}
		return ""
	}
	if got, want := ReadNetwork(files(wlan), essid), (Network{Present: true, Up: true, Wireless: true, Name: "kestrel", Interface: "wlp2s0", SSID: "kestrel", Quality: 0.5}); got != want {
		t.Errorf("got %+v, expected %+v", got, want)
	}
	for name, row := range map[string]struct {
		files map[string]string
		want  Network
	}{
		"nothing": {nil, Network{}},
		"loopback and containers only": {map[string]string{
			net + "lo/operstate": "unknown\n", net + "docker0/operstate": "up\n",
		}, Network{}},
		"the least metric": {map[string]string{
			net + "a/operstate": "up\n", net + "b/operstate": "up\n",
			"proc/net/route": routeHead + "a\t00000000\t01\t0003\t0\t0\t600\t00000000\t0\t0\t0\nb\t00000000\t01\t0003\t0\t0\t100\t00000000\t0\t0\t0\n",
		}, Network{Present: true, Up: true, Name: "b", Interface: "b"}},
		"version 6 alone": {map[string]string{
			net + "eth0/operstate": "up\n",
			"proc/net/ipv6_route": "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 eth0\n" +
				"00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200 lo\n",
		}, Network{Present: true, Up: true, Name: "eth0", Interface: "eth0"}},
		"a tunnel": {map[string]string{
			net + "tun0/operstate": "unknown\n", net + "tun0/tun_flags": "0x1001\n",
			"proc/net/route": routeHead + "tun0\t00000000\t01\t0003\t0\t0\t50\t00000000\t0\t0\t0\n",
		}, Network{Present: true, Up: true, Name: "tun0", Interface: "tun0", VPN: "tun0"}},
		"unplugged": {map[string]string{
			net + "eth0/operstate": "down\n", net + "eth0/device/vendor": "x",
		}, Network{Present: true, Name: "eth0", Interface: "eth0"}},
		"a rejecting route": {map[string]string{
			net + "eth0/operstate": "up\n",
			"proc/net/route":       routeHead + "eth0\t00000000\t00\t0201\t0\t0\t0\t00000000\t0\t0\t0\n",
		}, Network{}},
	} {
		if got := ReadNetwork(files(row.files), nil); got != row.want {
			t.Errorf("%s: got %+v, expected %+v", name, got, row.want)
		}
	}
}

func TestReadable(t *testing.T) {
	for in, want := range map[string]string{"caf\u00e9\x00\x00": "café", "\xff\xfe": "fffe", "": ""} {
		if got := readable([]byte(in)); got != want {
			t.Errorf("readable(%q) = %q, expected %q", in, got, want)
		}
	}
}

func TestSample(t *testing.T) {
	root := fstest.MapFS{
		"proc/stat":    {Data: []byte("cpu 100 0 0 100 0 0 0 0\n")},
		"proc/meminfo": {Data: []byte("MemTotal: 100 kB\nMemAvailable: 40 kB\n")},
	}
	m := OpenRoot(root)
	defer m.Close()
	if every := m.Every(); every != 0 {
		t.Errorf("a machine of which nothing is wanted is read every %v", every)
	}
	m.Use(WantProcessor | WantMemory)
	if f := m.Facts(); !near(f.Processor.Busy, 0.5) || !near(f.Memory.Used(), 0.6) {
		t.Errorf("first %+v", f)
	}
	if every := m.Every(); every != 2*time.Second {
		t.Errorf("the loads are read every %v, expected 2s", every)
	}
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	m.Sample(noon)
	root["proc/stat"] = &fstest.MapFile{Data: []byte("cpu 110 0 0 190 0 0 0 0\n")}
	m.Sample(noon.Add(time.Second)) // too early
	if f := m.Facts(); !near(f.Processor.Busy, 0) {
		t.Errorf("after a second busy %v, expected the old 0", f.Processor.Busy)
	}
	m.Sample(noon.Add(2 * time.Second))
	if f := m.Facts(); !near(f.Processor.Busy, 0.1) {
		t.Errorf("then busy %v, expected 0.1", f.Processor.Busy)
	}
	m.Use(WantMemory)
	if f := m.Facts(); f.Processor.Present || !f.Memory.Present {
		t.Errorf("with the memory alone %+v", f)
	}
}

// What nothing tells of is read again when it is due.
func TestSampleReachesWatchers(t *testing.T) {
	root := fstest.MapFS{
		"sys/class/power_supply/BAT0/type":     {Data: []byte("Battery")},
		"sys/class/power_supply/BAT0/capacity": {Data: []byte("42")},
	}
	var lock sync.RWMutex
	m := OpenRoot(lockedFS{root, &lock})
	defer m.Close()
	m.Use(WantBattery)
	for m.Every() == 0 || !m.Facts().Battery.Present {
		<-m.Changed()
	}
	lock.Lock()
	root["sys/class/power_supply/BAT0/capacity"] = &fstest.MapFile{Data: []byte("41")}
	lock.Unlock()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for !near(m.Facts().Battery.Charge, 0.41) {
		now = now.Add(batteryEvery)
		m.Sample(now)
		runtime.Gosched()
	}
}

// lockedFS is a tree that a test changes while it is read.
type lockedFS struct {
	fs.FS
	lock *sync.RWMutex
}

func (l lockedFS) Open(name string) (fs.File, error) {
	l.lock.RLock()
	defer l.lock.RUnlock()
	return l.FS.Open(name)
}

func TestSystemFiles(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	for _, want := range []string{"", "short\n", strings.Repeat("x", 4096), strings.Repeat("long", 5000)} {
		if err := os.WriteFile(name, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := fs.ReadFile(systemFiles(), name[1:]); err != nil || string(got) != want {
			t.Errorf("read %d bytes (%v), expected %d", len(got), err, len(want))
		}
	}
	if _, err := fs.ReadFile(systemFiles(), name[1:]+"s"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := fs.ReadFile(systemFiles(), name); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("a path that begins with a slash: %v", err)
	}
}

func TestUseStartsAndStops(t *testing.T) {
	m := OpenRoot(files(map[string]string{"sys/class/power_supply/BAT0/type": "Battery", "sys/class/power_supply/BAT0/capacity": "42"}))
	defer m.Close()
	m.Use(WantBattery)
	for !m.Facts().Battery.Present {
		<-m.Changed()
	}
	m.Use(0)
	if b := m.Facts().Battery; b.Present {
		t.Errorf("a battery that nobody wants is still there: %+v", b)
	}
}
