package sysinfo

import (
	"encoding/binary"
	"os/exec"
	"slices"
	"testing"

	"perch/internal/xserver"
)

func TestLayoutFollowsTheXServer(t *testing.T) {
	if _, err := exec.LookPath("setxkbmap"); err != nil {
		t.Skip("setxkbmap is not installed")
	}
	server, err := xserver.Start(xserver.Options{})
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(server.Stop)
	m := OpenRoot(files(nil))
	m.Display = server.Display
	t.Cleanup(m.Close)
	m.Use(WantLayout)
	waitFor(t, m, func(f Facts) bool { return f.Layout.Present })
	expectSilence(t, m)
	set := func(args ...string) {
		t.Helper()
		if out, err := exec.Command("setxkbmap", append([]string{"-display", server.Display}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("setxkbmap: %v: %s", err, out)
		}
	}
	set("-layout", "de,us")
	waitFor(t, m, func(f Facts) bool { return f.Layout == Layout{Present: true, Name: "German", Short: "de"} })
	// The second layout by XKB's LatchLockState, as a key would do it.
	k, err := dialKeyboard(server.Display, m.getenv)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	const latchLockState, lockGroup, second = 5, 1, 1 << 8
	if _, err := k.Write(sized(k.request(latchLockState, 0, lockGroup|second, 0, 0, 0))); err != nil {
		t.Fatal(err)
	}
	waitFor(t, m, func(f Facts) bool {
		return f.Layout == Layout{Present: true, Name: "English (US)", Short: "us", Group: 1}
	})
	set("-layout", "fr")
	waitFor(t, m, func(f Facts) bool { return f.Layout.Name == "French" && f.Layout.Short == "fr" })
	for {
		e := <-m.Events()
		if e.Kind != LayoutChanged {
			t.Fatalf("got %+v", e)
		}
		if e.Info == "French" {
			break
		}
	}
	server.Stop()
	waitFor(t, m, func(f Facts) bool { return !f.Layout.Present })
}

func TestShortLayouts(t *testing.T) {
	for symbols, want := range map[string][]string{
		"":                               nil,
		"pc+us+inet(evdev)":              {"us"},
		"pc+us(dvorak)+de:2+inet(evdev)": {"us", "de"},
		"pc+us+fr(oss):3+ru(phonetic):2+group(alt_shift_toggle)+inet(evdev)": {"us", "ru", "fr"},
		"pc_us_de_2_inet(evdev)": {"us", "de"},
		"pc+us:9+de:x":           nil,
		"garbage \x00 (((":       nil,
	} {
		if got := shortLayouts(symbols); !slices.Equal(got, want) {
			t.Errorf("%q has %q, expected %q", symbols, got, want)
		}
	}
}

func TestXCookie(t *testing.T) {
	entry := func(family uint16, parts ...string) (b []byte) {
		b = binary.BigEndian.AppendUint16(nil, family)
		for _, part := range parts {
			b = append(binary.BigEndian.AppendUint16(b, uint16(len(part))), part...)
		}
		return b
	}
	const kind = "MIT-MAGIC-COOKIE-1"
	file := slices.Concat(
		entry(256, "here", "0", kind, "zero"), entry(256, "here", "1", "XDM", "other"),
		entry(256, "here", "1", kind, "one"), entry(65535, "", "", kind, "any"))
	for number, want := range map[string]string{"0": "zero", "1": "one", "2": "any"} {
		if name, data := xCookie(file, "here", number); name != kind || string(data) != want {
			t.Errorf("display %s: %q %q, expected %q", number, name, data, want)
		}
	}
	if name, data := xCookie(file[:7], "here", "0"); name != "" || data != nil {
		t.Errorf("a file that is cut off has %q %q", name, data)
	}
}

func TestDisplayAddress(t *testing.T) {
	for display, want := range map[string]string{
		":3": "unix /tmp/.X11-unix/X3", "unix:0.1": "unix /tmp/.X11-unix/X0", "box:2.0": "tcp box:6002", "[::1]:1": "tcp [::1]:6001",
	} {
		network, address, _, _, err := displayAddress(display)
		if got := network + " " + address; err != nil || got != want {
			t.Errorf("%q is at %q (%v), expected %q", display, got, err, want)
		}
	}
	for _, bad := range []string{"", "x", ":", ":x", ":99999999"} {
		if _, _, _, _, err := displayAddress(bad); err == nil {
			t.Errorf("%q is taken for a display", bad)
		}
	}
}
