package main

import (
	"slices"
	"testing"
)

func TestCommandsAreFoundLast(t *testing.T) {
	for _, row := range []struct{ env, want []string }{
		{[]string{"A=1", "PATH=/bin:/usr/bin"}, []string{"A=1", "PATH=/bin:/usr/bin:/c"}},
		{[]string{"PATH="}, []string{"PATH=/c"}},
		{nil, []string{"PATH=/c"}},
	} {
		if got := (launcher{commands: "/c"}).environ(row.env); !slices.Equal(got, row.want) {
			t.Errorf("%q becomes %q, want %q", row.env, got, row.want)
		}
	}
	env := []string{"PATH=/bin"}
	if got := (launcher{}).environ(env); !slices.Equal(got, env) {
		t.Errorf("without commands: %q", got)
	}
}

// What a binding starts finds the commands that scripts for AeroSpace call.
func TestScriptsFindAeroSpace(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	r.set("PATH", "/usr/bin:/bin")
	agent := r.start(perchProgram, "agent", "--desktop", "sim", "--verbose", "--config", r.write("perch.toml", plain+`
[mode.other.binding]
a = "exec-and-forget aerospace mode third; echo ended >&2; exit 3"
[mode.third.binding]
b = "mode main"
`))
	agent.await(agent.stderr, "serving")
	r.get("trigger-binding", "--mode", "other", "a")
	agent.await(agent.stderr, "ended")
	if got := r.get("list-modes", "--current"); got != "third" {
		t.Errorf("the mode is %q", got)
	}
}
