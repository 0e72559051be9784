package strut

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"perch/config"
	"perch/internal/command"
	"perch/internal/desktop"
	"perch/workspaces"
)

func TestRoomOfConfigs(t *testing.T) {
	bare, dressed := t.TempDir(), t.TempDir()
	rc := filepath.Join(dressed, ".config", "sketchybar", "sketchybarrc")
	if err := os.MkdirAll(filepath.Dir(rc), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(rc, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		home, table string
		want        Room
	}{
		{bare, "height = 30", Room{Top: 30}},
		{bare, "height = 30\nposition = 'bottom'", Room{Bottom: 30}},
		{bare, "enabled = false\nheight = 30", Room{}},
		{bare, "height = 30\nsketchybarrc = '" + rc + "'", Room{}},
		{dressed, "height = 30\nsketchybarrc = 'find'", Room{}},
		{bare, "height = 30\nsketchybarrc = 'find'", Room{Top: 30}},
	} {
		c, problems := config.Parse([]byte("config-version = 2\n[bar]\n"+row.table+"\n"), "", command.Language{}, nil)
		if c == nil || config.HasErrors(problems) {
			t.Fatalf("%q: %v", row.table, problems)
		}
		getenv := func(name string) string {
			if name == "HOME" {
				return row.home
			}
			return ""
		}
		if got := Of(c, getenv); got != row.want {
			t.Errorf("%q takes %+v, expected %+v", row.table, got, row.want)
		}
	}
}

func monitor(y, h float64) []workspaces.Monitor {
	return []workspaces.Monitor{{ID: "1", Frame: workspaces.Rect{W: 1440, H: 900}, WorkArea: workspaces.Rect{Y: y, W: 1440, H: h}}}
}

// notch is a strip of 32 that monitors whose work area begins there have.
func notch(m workspaces.Monitor) float64 {
	if m.WorkArea.Y == 32 {
		return 32
	}
	return 0
}

func TestKeep(t *testing.T) {
	events, rooms := make(chan desktop.Event), make(chan Room)
	out := Keep(events, notch, Room{Top: 28}, rooms)
	expect := func(want desktop.Event) {
		t.Helper()
		if got := <-out; !reflect.DeepEqual(got, want) {
			t.Errorf("it tells %+v, expected %+v", got, want)
		}
	}
	rooms <- Room{Top: 30} // before anything is known
	told := monitor(25, 875)
	events <- desktop.Started{Monitors: told, Focused: 7}
	expect(desktop.Started{Monitors: monitor(55, 845), Focused: 7})
	events <- desktop.WindowClosed{ID: 7}
	expect(desktop.WindowClosed{ID: 7})
	rooms <- Room{Bottom: 40}
	expect(desktop.MonitorsChanged{Monitors: monitor(25, 835)})
	rooms <- Room{Bottom: 40} // no change
	events <- desktop.MonitorsChanged{Monitors: monitor(0, 900)}
	expect(desktop.MonitorsChanged{Monitors: monitor(0, 860)})
	rooms <- Room{Top: 30} // less than the notch
	expect(desktop.MonitorsChanged{Monitors: monitor(30, 870)})
	events <- desktop.MonitorsChanged{Monitors: monitor(32, 868)}
	expect(desktop.MonitorsChanged{Monitors: monitor(32, 868)})
	rooms <- Room{Top: 40}
	expect(desktop.MonitorsChanged{Monitors: monitor(40, 860)})
	events <- desktop.MonitorsChanged{Monitors: monitor(0, 30)}
	expect(desktop.MonitorsChanged{Monitors: monitor(0, 30)})
	events <- desktop.MonitorsChanged{}
	expect(desktop.MonitorsChanged{Monitors: []workspaces.Monitor{}})
	if !reflect.DeepEqual(told, monitor(25, 875)) {
		t.Errorf("the desktop's own monitors are %+v now", told)
	}
	events <- desktop.Lost{}
	expect(desktop.Lost{})
	close(events)
	if _, open := <-out; open {
		t.Error("something comes after the end")
	}
}
