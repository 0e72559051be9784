package agent

import (
	"encoding/json"
	"slices"

	"perch/config"
	"perch/internal/command"
	"perch/keybind"
)

// setConfig puts a configuration in force and says so; nil, a file that could
// not be used, changes nothing. Problems are logged and shown in the bar
// either way.
func (a *Agent) setConfig(c *config.Config, problems []config.Problem) bool {
	problems = slices.Clone(problems)
	slices.SortStableFunc(problems, config.ByPosition)
	a.problems = problems
	for _, p := range problems {
		switch {
		case !p.Warning:
			a.Log.Error(p.String())
		case c != nil: // what follows from a file that cannot be used is no news
			a.Log.Warn(p.String())
		}
	}
	if c == nil {
		return false
	}
	a.config = c
	if a.Configured != nil {
		a.Configured(c)
	}
	a.barTable, _ = json.Marshal(c.Bar)
	if a.bar != nil {
		a.bar.want(c.Bar.Enabled)
	}
	return true
}

// problemLines are the errors of the last configuration that was read, and
// what else keeps Perch from doing its work.
func (a *Agent) problemLines() []string {
	var lines []string
	if a.secureInput != "" {
		lines = append(lines, a.secureInput+" keeps the keyboard to itself (secure input): bindings that tell left from right modifiers, or use fn, do not work")
	}
	for _, p := range a.problems {
		if !p.Warning {
			lines = append(lines, p.String())
		}
	}
	return lines
}

// watch follows the configuration file, unless it says that it should not
// be followed.
func (a *Agent) watch() {
	path := a.path
	if auto, set := a.config.Values["auto-reload-config"].(bool); set && !auto {
		path = ""
	}
	if path == a.watched {
		return
	}
	a.unwatch()
	a.watched = path
	if path == "" {
		return
	}
	w, err := config.Watch(path)
	if err != nil {
		a.Log.Warn("changes of the config will not be seen", "file", path, "error", err)
		return
	}
	a.watcher = w
}

func (a *Agent) unwatch() {
	if a.watcher != nil {
		a.watcher.Close()
		a.watcher = nil
	}
}

// saved ticks after the configuration file was saved.
func (a *Agent) saved() <-chan struct{} {
	if a.watcher == nil {
		return nil
	}
	return a.watcher.C
}

var reload = func() *command.Program {
	p, err := command.Parse("reload-config --no-gui", command.Allowed{})
	if err != nil {
		panic(err)
	}
	return p
}()

// grab registers the bindings of the active mode.
func (a *Agent) grab() {
	var chords []keybind.Chord
	for _, b := range a.config.Modes[a.memory.ActiveMode()].Bindings {
		chords = append(chords, b.Chord)
	}
	if !slices.Equal(chords, a.grabbed) {
		a.grabbed = chords
		a.Desktop.Grab(chords)
	}
}
