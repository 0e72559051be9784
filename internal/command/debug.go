package command

import (
	"fmt"
	"slices"
	"strings"

	"perch/workspaces"
)

var debugWindowsCommand = &Command{
	Name:    "debug-windows",
	Group:   GroupWindow,
	Summary: "Print everything that is known of windows",
	Usage:   `USAGE: debug-windows [-h|--help] [--window-id <window-id>]`,
	Description: `Prints all that Perch and the platform say about a window, for a report of a
problem. Without --window-id the first call begins to record the windows that
get the focus, and the second prints them; more than ten are too many.`,
	Examples: []Example{
		{"debug-windows --window-id 42", "Print all about one window"},
	},
	Flags: []*Flag{windowID.Flag},
	Run:   runDebugWindows,
}

// recording is the state of debug-windows between its two calls.
type recording struct{ windows []workspaces.WindowID }

// mostRecorded is how many windows debug-windows follows before it gives up.
const mostRecorded = 10

// record notes a window while debug-windows records.
func (m *Memory) record(id workspaces.WindowID) {
	if m.recording == nil || id == workspaces.NoWindow || slices.Contains(m.recording.windows, id) {
		return
	}
	m.recording.windows = append(m.recording.windows, id)
}

const debugDisclaimer = `
This text is for people and bug reports: its form may change at any time.`

func runDebugWindows(t *turn, a *Arguments) Code {
	if id, given := windowID.value(a); given {
		text, ok := t.dump(id)
		if !ok {
			return t.fail(fmt.Sprintf("Can't find window with the specified window-id: %d", id))
		}
		t.out(text, debugDisclaimer)
		return OK
	}
	r := t.Memory.recording
	switch {
	case r == nil:
		t.Memory.recording = &recording{}
		t.Memory.record(t.State.Focus().Window)
		t.out("Recording has started. Focus the window in question, then run 'debug-windows' again.")
		return OK
	case len(r.windows) > mostRecorded:
		t.Memory.recording = nil
		return t.fail(fmt.Sprintf("Recording was aborted: more than %d windows were focused", mostRecorded))
	}
	t.Memory.recording = nil
	for _, id := range r.windows {
		if text, ok := t.dump(id); ok {
			t.out(text)
		}
	}
	t.out(debugDisclaimer)
	return OK
}

// dump describes one window, every line after the window it is about.
func (t *turn) dump(id workspaces.WindowID) (string, bool) {
	w, ok := t.State.Window(id)
	if !ok {
		return "", false
	}
	facts := map[string]any{}
	if host, ok := t.Host.(Inspector); ok {
		facts = host.Inspect(id)
	}
	for _, name := range FormatVariables("list-windows") {
		if !slices.Contains(specials, name) {
			if v, err := describe(t.State, object{kind: windowKind, window: &w}, name); err == nil {
				facts[name] = v
			}
		}
	}
	facts["window-frame"] = fmt.Sprintf("%gx%g%+g%+g", w.Frame.W, w.Frame.H, w.Frame.X, w.Frame.Y)
	prefix := fmt.Sprintf("%s.%d ||| ", w.App.ID, id)
	return prefix + strings.ReplaceAll(PrettyJSON(facts), "\n", "\n"+prefix), true
}
