package xdisplay

import "testing"

func TestParse(t *testing.T) {
	for name, want := range map[string]Address{
		":7":             {Network: "unix", Host: "/tmp/.X11-unix/X7", number: "7"},
		"unix:7.1":       {Network: "unix", Host: "/tmp/.X11-unix/X7", number: "7", Screen: 1},
		"host:2.3":       {Network: "tcp", Host: "host:6002", remote: "host", number: "2", Screen: 3},
		"tcp/host:0":     {Network: "tcp", Host: "host:6000", remote: "host", number: "0"},
		"/tmp/x.y/org:0": {Network: "unix", Host: "/tmp/x.y/org:0", number: "0"},
	} {
		want.Name = name
		if got, err := Parse(name); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, want)
		}
	}
}
