package sysinfo

import (
	"math"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestVolumeChanges(t *testing.T) {
	v := func(level float64, muted bool) Volume { return Volume{Level: level, Muted: muted} }
	for name, row := range map[string]struct {
		change       func(Volume) Volume
		before, want Volume
	}{
		"up":                  {Louder(0.1), v(0.5, false), v(0.6, false)},
		"up unmutes":          {Louder(0.1), v(0.5, true), v(0.6, false)},
		"up to the top":       {Louder(0.1), v(0.95, false), v(1, false)},
		"up when amplified":   {Louder(0.1), v(1.3, false), v(1.3, false)},
		"down":                {Louder(-0.1), v(0.5, false), v(0.4, false)},
		"down when amplified": {Louder(-0.1), v(1.3, false), v(1.2, false)},
		"down to nothing":     {Louder(-0.1), v(0.1, false), v(0, true)},
		"down beyond nothing": {Louder(-0.1), v(0.05, false), v(0, true)},
		"set":                 {SetLevel(0.3), v(0.05, true), v(0.3, true)},
		"toggle":              {ToggleMute, v(0.5, true), v(0.5, false)},
		"mute":                {SetMute(true), v(0.5, false), v(0.5, true)},
	} {
		got := row.change(row.before)
		if math.Abs(got.Level-row.want.Level) > 1e-9 || got.Muted != row.want.Muted {
			t.Errorf("%s: got %+v, expected %+v", name, got, row.want)
		}
	}
}

func TestMixerWithoutSound(t *testing.T) {
	for _, env := range []map[string]string{{}, {"XDG_RUNTIME_DIR": t.TempDir()}} {
		x := NewMixer("test", nil)
		x.getenv = func(name string) string { return env[name] }
		if err := x.Change(ToggleMute); err == nil || !strings.Contains(err.Error(), "no sound server") {
			t.Errorf("with %v: %v", env, err)
		}
		x.Close()
	}
}

// A server that accepts and says nothing is given up, and reported.
func TestMixerWithHungSound(t *testing.T) {
	dir := t.TempDir()
	listener, err := net.Listen("unix", filepath.Join(dir, "native"))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	failures := make(chan error, 1)
	x := NewMixer("test", func(err error) { failures <- err })
	x.getenv = func(name string) string { return map[string]string{"PULSE_RUNTIME_PATH": dir}[name] }
	if err := x.Change(ToggleMute); err != nil {
		t.Fatal(err)
	}
	for x.Change(ToggleMute) == nil { // until too many wait
	}
	if err := <-failures; err == nil {
		t.Error("no failure is told")
	}
	x.Close()
}

// The real PulseAudio, with an output that goes nowhere.
func TestPulseAudio(t *testing.T) {
	if _, err := exec.LookPath("pulseaudio"); err != nil {
		t.Skip("pulseaudio is not installed")
	}
	dir := t.TempDir()
	for name, value := range map[string]string{
		"HOME": dir, "XDG_RUNTIME_DIR": dir, "XDG_CONFIG_HOME": dir, "PULSE_SERVER": "", "PULSE_RUNTIME_PATH": dir, "PULSE_COOKIE": "",
		"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
	} {
		t.Setenv(name, value)
	}
	load := func(more ...string) *exec.Cmd {
		args := []string{"-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--use-pid-file=no"}
		return exec.Command("pulseaudio", append(args, more...)...)
	}
	daemon := load("-L", "module-null-sink sink_name=first", "-L", "module-null-sink sink_name=second", "-L", "module-native-protocol-unix auth-anonymous=1")
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	}()
	m := OpenRoot(files(nil))
	m.Use(WantVolume)
	now := awaitSound(t, m)
	if !now.Present || now.Output != "first" {
		t.Fatalf("the volume is %+v", now)
	}
	level := func(want float64, muted bool) func(Facts) bool {
		return func(f Facts) bool { return math.Abs(f.Volume.Level-want) < 1e-4 && f.Volume.Muted == muted }
	}
	change := func(f func(Volume) Volume) {
		t.Helper()
		if err := m.ChangeVolume(f); err != nil {
			t.Fatal(err)
		}
	}
	change(SetLevel(0.5))
	waitFor(t, m, level(0.5, false))
	expectEvent(t, m, Event{Kind: VolumeChanged, Info: "50"})
	for range 3 {
		change(Louder(1.0 / 16))
	}
	waitFor(t, m, level(0.5+3.0/16, false))
	change(ToggleMute)
	waitFor(t, m, level(0.5+3.0/16, true))
	change(Louder(-1))
	waitFor(t, m, level(0, true))
	change(Louder(0.25))
	waitFor(t, m, level(0.25, false))
	if out, err := exec.Command("pactl", "--server", "unix:"+filepath.Join(dir, "native"), "set-default-sink", "second").CombinedOutput(); err != nil {
		t.Logf("pactl: %v %s", err, out)
	} else {
		waitFor(t, m, func(f Facts) bool { return f.Volume.Output == "second" })
	}
	m.Close()
}

// awaitSound waits for a sound server that is starting: the machine is struck
// whenever it has found none.
func awaitSound(t *testing.T, m *Machine) Volume {
	t.Helper()
	now := morning
	for range 1000 {
		if v := m.Facts().Volume; v.Present {
			return v
		}
		if conn, err := dialSound(m.getenv); err == nil {
			conn.Close()
			now = now.Add(seldom)
			m.Sample(now)
			waitFor(t, m, func(f Facts) bool { return f.Volume.Present })
		}
		waitBriefly()
	}
	return m.Facts().Volume
}
