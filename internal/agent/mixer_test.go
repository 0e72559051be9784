package agent

import (
	"net"
	"path/filepath"
	"strings"
	"testing"

	"perch/internal/command"
	"perch/internal/sysinfo"
)

// soundIn has the environment name a folder as the sound server's.
func soundIn(t *testing.T) (dir string) {
	dir = t.TempDir()
	t.Setenv("PULSE_SERVER", "")
	t.Setenv("PULSE_RUNTIME_PATH", dir)
	return dir
}

func TestVolumeWithoutSound(t *testing.T) {
	soundIn(t)
	r := start(t, "")
	result := r.run("volume up")
	if result.Code == command.OK || !strings.Contains(result.Stderr, "no sound server") {
		t.Errorf("got code %d, %q", result.Code, result.Stderr)
	}
}

// What fails after the command has ended is in the log.
func TestVolumeOfSoundThatEnds(t *testing.T) {
	listener, err := net.Listen("unix", filepath.Join(soundIn(t), "native"))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	r := start(t, "")
	r.must("volume mute-toggle")
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	r.log.await(t, "the volume stays as it is", 1)
}

func TestVolumeChanges(t *testing.T) {
	before := sysinfo.Volume{Level: 0.5, Muted: true}
	for _, row := range []struct {
		change command.VolumeChange
		level  float64
		muted  bool
	}{
		{command.VolumeChange{Action: command.VolumeUp}, 0.5625, false},
		{command.VolumeChange{Action: command.VolumeDown}, 0.4375, false},
		{command.VolumeChange{Action: command.VolumeMuteToggle}, 0.5, false},
		{command.VolumeChange{Action: command.VolumeMuteOn}, 0.5, true},
		{command.VolumeChange{Action: command.VolumeMuteOff}, 0.5, false},
		{command.VolumeChange{Action: command.VolumeSet, Percent: 30}, 0.3, true},
	} {
		if got := volumeChange(row.change)(before); got.Level != row.level || got.Muted != row.muted {
			t.Errorf("%+v makes %+v", row.change, got)
		}
	}
}
