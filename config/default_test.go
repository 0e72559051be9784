package config

import "testing"

func TestDefaultHasNoProblems(t *testing.T) {
	c, problems := Load("", plainLanguage{})
	for _, p := range problems {
		t.Error(p)
	}
	if c == nil {
		t.Fatal("no config")
	}
	if _, set := c.Values["auto-reload-config"]; set {
		t.Error("the built-in file decides about reloading")
	}
	if gaps, _ := c.Values["gaps"].(map[string]any); gaps["inner"] == nil || c.Values["accordion-padding"] != int64(30) {
		t.Errorf("values: %v", c.Values)
	}
	if n := len(c.PersistentWorkspaces); n != 31 {
		t.Errorf("%d persistent workspaces", n)
	}
	if n := len(c.Modes["main"].Bindings); n != 2+4+4+2+2*31+3 {
		t.Errorf("%d bindings in main", n)
	}
	if n := len(c.Modes["service"].Bindings); n != 8 {
		t.Errorf("%d bindings in service", n)
	}
}
