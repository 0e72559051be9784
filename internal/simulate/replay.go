package simulate

import (
	"encoding/json"
	"io"
	"maps"
	"strings"

	"perch/config"
	"perch/internal/command"
	"perch/internal/ipc"
	"perch/workspaces"
)

// Row is a scenario about a state, for those who replay it on another desktop.
type Row struct {
	ID   string
	data row
}

// StateRows reads the rows of a scenario file that are about states.
func StateRows(r io.Reader) ([]Row, error) {
	var rows []Row
	var broken error
	err := eachRow(r, func(_ int, data []byte) {
		var fields row
		if err := json.Unmarshal(data, &fields); err != nil {
			broken = err
			return
		}
		name, _ := fields.text("area")
		if _, isData := areas[name]; isData {
			return
		}
		id, _ := fields.text("id")
		rows = append(rows, Row{id, fields})
	})
	if err == nil {
		err = broken
	}
	return rows, err
}

// Has says whether a field is written in the row or in one of its steps.
func (r Row) Has(field string) bool {
	for _, s := range append(r.Steps(), Step{r.data}) {
		if s.data.has(field) {
			return true
		}
	}
	return false
}

// Mentions says whether a text stands anywhere in the row.
func (r Row) Mentions(text string) bool {
	data, err := json.Marshal(r.data)
	return err == nil && strings.Contains(string(data), text)
}

// Start is the desktop at the beginning of a row.
type Start struct {
	Config   *config.Config
	Snapshot workspaces.Snapshot
	Pointer  workspaces.Point // zero if the row does not say
}

// Start reads the beginning.
func (r Row) Start() (Start, error) {
	s, host, err := buildState(r.data)
	if err != nil {
		return Start{}, err
	}
	return Start{host.config, s.State.Snapshot(), host.pointer}, nil
}

// Step is one command of a row and what is expected after it.
type Step struct{ data row }

// Steps are those of the row; one whose row has none is itself the only step.
func (r Row) Steps() []Step {
	var list []row
	if err := r.data.into("steps", &list); err != nil || list == nil {
		return []Step{{r.data}}
	}
	steps := make([]Step, len(list))
	for i, data := range list {
		steps[i] = Step{data}
	}
	return steps
}

// Command is the text of the step's command; false if it has none.
func (s Step) Command() (string, bool) { return s.data.text("cmd") }

// Request is what a client sends along with the command.
func (s Step) Request() ipc.Request {
	var r ipc.Request
	r.Stdin, _ = s.data.text("stdin")
	var env struct {
		Window    *uint32 `json:"AEROSPACE_WINDOW_ID"`
		Workspace *string `json:"AEROSPACE_WORKSPACE"`
	}
	_ = json.Unmarshal(orEmpty(s.data["env"]), &env)
	r.WindowID, r.Workspace = env.Window, env.Workspace
	return r
}

// Detects is the window that the step says is detected.
func (s Step) Detects() (id workspaces.WindowID, ok bool) {
	err := s.data.into("detect", &id)
	return id, err == nil && s.data.has("detect")
}

// Monitors are those that there are from the step on, nil if they stay.
func (s Step) Monitors() ([]workspaces.Monitor, error) {
	var list []rowMonitor
	if err := s.data.into("monitors", &list); err != nil || list == nil {
		return nil, err
	}
	return parseMonitors(list)
}

// CheckResult compares what a command gave back with what the step expects.
func (s Step) CheckResult(r command.Result) []string {
	var c checks
	c.checkResult(s.data, r)
	return c
}

// Expects says whether the step has a field.
func (s Step) Expects(field string) bool { return s.data.has(field) }

// CheckState compares a state and a mode with what the step expects.
func (s Step) CheckState(state *workspaces.State, mode string) []string {
	return checkOutcome(s.data, state, mode)
}

// CheckEnd compares a state and a mode with what the row expects at its end.
func (r Row) CheckEnd(state *workspaces.State, mode string) []string {
	return checkOutcome(r.data, state, mode)
}

func checkOutcome(r row, state *workspaces.State, mode string) []string {
	r = maps.Clone(r)
	delete(r, "events")
	var c checks
	c.checkState(&command.Session{State: state, Memory: &command.Memory{Mode: mode}}, &world{}, r)
	return c
}

// CheckEvents compares the events that subscribers got with those that the
// step expects.
func (s Step) CheckEvents(frames [][]byte) []string {
	var c checks
	if s.data.has("events") {
		events := []json.RawMessage{}
		for _, frame := range frames {
			events = append(events, frame)
		}
		c.equal("events", s.data["events"], events)
	}
	return c
}

// WithoutWeights is the row with nothing said about weights after it. Weights
// of a row that begins without a layout are shares; the layout of a running
// agent has made points of them.
func (r Row) WithoutWeights() Row {
	return Row{r.ID, stripped(r.data)}
}

func stripped(r row) row {
	r = maps.Clone(r)
	if data, ok := r["tree_after"]; ok {
		r["tree_after"] = withoutWeights(data)
	}
	var steps []row
	if r.into("steps", &steps) == nil && steps != nil {
		for i := range steps {
			steps[i] = stripped(steps[i])
		}
		r["steps"], _ = json.Marshal(steps)
	}
	return r
}

// withoutWeights drops the key weight from all objects of a tree and keeps
// the order of the other keys.
func withoutWeights(data json.RawMessage) json.RawMessage {
	switch data[0] {
	case '{':
		var o object
		if json.Unmarshal(data, &o) != nil {
			return data
		}
		var parts []string
		for _, m := range o {
			if m.key != "weight" {
				key, _ := json.Marshal(m.key)
				parts = append(parts, string(key)+":"+string(withoutWeights(m.value)))
			}
		}
		return json.RawMessage("{" + strings.Join(parts, ",") + "}")
	case '[':
		var list []json.RawMessage
		if json.Unmarshal(data, &list) != nil {
			return data
		}
		for i := range list {
			list[i] = withoutWeights(list[i])
		}
		data, _ = json.Marshal(list)
	}
	return data
}
