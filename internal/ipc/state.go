package ipc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// State is everything that the bar shows about the desktop. Lengths are
// logical pixels with the origin at the top left of the main monitor.
type State struct {
	Mode       string          `json:"mode"` // "" while window management is off
	Focus      Focus           `json:"focus"`
	Monitors   []Monitor       `json:"monitors"`
	Workspaces []Workspace     `json:"workspaces"`
	Windows    []Window        `json:"windows"`
	Bar        json.RawMessage `json:"bar"` // the [bar] table of the config
	Problems   []string        `json:"problems"`
}

// Focus is the focused workspace and window; WindowID is 0 on an empty
// workspace.
type Focus struct {
	Workspace string `json:"workspace"`
	WindowID  uint32 `json:"windowId"`
}

// Monitor is one monitor and the workspace on it. IDs count from 1, left to
// right, as in list-monitors. Key tells monitors apart that have one name.
type Monitor struct {
	ID        int     `json:"id"`
	Name      string  `json:"name"`
	Key       string  `json:"key"`
	X         float64 `json:"x"`
	Y         float64 `json:"y"`
	Width     float64 `json:"width"`
	Height    float64 `json:"height"`
	Workspace string  `json:"workspace"`
	// TopGap and BottomGap are what the config keeps free at the edges of the
	// work area.
	TopGap    float64 `json:"topGap"`
	BottomGap float64 `json:"bottomGap"`
}

// Workspace is one workspace. Monitor is the id of the monitor that it is on,
// or would be shown on.
type Workspace struct {
	Name    string `json:"name"`
	Monitor int    `json:"monitor"`
	Visible bool   `json:"visible"`
	Focused bool   `json:"focused"`
	Urgent  bool   `json:"urgent"`
	Layout  string `json:"layout"`
}

// Window is one window. Workspace is "" if it is on none.
type Window struct {
	ID        uint32 `json:"id"`
	App       string `json:"app"`
	AppID     string `json:"appId"`
	Title     string `json:"title"`
	Workspace string `json:"workspace"`
	Floating  bool   `json:"floating"`
	Urgent    bool   `json:"urgent"`
}

// Part is a set of top-level keys of the state.
type Part uint8

// The parts of a State, one bit each.
const (
	PartMode Part = 1 << iota
	PartFocus
	PartMonitors
	PartWorkspaces
	PartWindows
	PartBar
	PartProblems

	AllParts = PartMode | PartFocus | PartMonitors | PartWorkspaces | PartWindows | PartBar | PartProblems
)

// partKeys names the top-level keys in the order of the Part bits.
var partKeys = [...]string{"mode", "focus", "monitors", "workspaces", "windows", "bar", "problems"}

// StateStream turns a series of states into frames: first the whole state,
// then the top-level keys whose value changed. All subscribers to the state
// share one stream: a new one gets [StateStream.Full], then what Next returns.
// The zero value is ready to use. It is for one goroutine.
type StateStream struct {
	parts   [len(partKeys)][]byte
	scratch [len(partKeys)][]byte
	started bool
}

// Next returns the frame that takes a reader from the last state to s, or nil
// if nothing differs.
func (st *StateStream) Next(s State) []byte {
	var changed Part
	for i := range partKeys {
		b := s.appendPart(st.scratch[i][:0], i)
		st.scratch[i] = b
		if !st.started || !bytes.Equal(b, st.parts[i]) {
			changed |= 1 << i
			st.parts[i], st.scratch[i] = st.scratch[i], st.parts[i]
		}
	}
	st.started = true
	if changed == 0 {
		return nil
	}
	return st.frame(changed)
}

// Full returns the last state that was given to Next as a whole frame, or nil
// if there was none.
func (st *StateStream) Full() []byte {
	if !st.started {
		return nil
	}
	return st.frame(AllParts)
}

func (st *StateStream) frame(parts Part) []byte {
	size := 32
	for i := range partKeys {
		if parts&(1<<i) != 0 {
			size += len(partKeys[i]) + len(st.parts[i]) + 4
		}
	}
	b := append(make([]byte, 0, size), `{"_event":"state"`...)
	for i, key := range partKeys {
		if parts&(1<<i) != 0 {
			b = append(b, ',', '"')
			b = append(b, key...)
			b = append(b, '"', ':')
			b = append(b, st.parts[i]...)
		}
	}
	return append(b, '}')
}

func (s *State) appendPart(b []byte, part int) []byte {
	switch Part(1 << part) {
	case PartMode:
		return appendString(b, s.Mode)
	case PartFocus:
		b = append(b, `{"workspace":`...)
		b = appendString(b, s.Focus.Workspace)
		b = append(b, `,"windowId":`...)
		b = strconv.AppendUint(b, uint64(s.Focus.WindowID), 10)
		return append(b, '}')
	case PartMonitors:
		return appendList(b, s.Monitors, Monitor.append)
	case PartWorkspaces:
		return appendList(b, s.Workspaces, Workspace.append)
	case PartWindows:
		return appendList(b, s.Windows, Window.append)
	case PartBar:
		if len(s.Bar) == 0 {
			return append(b, "{}"...)
		}
		return append(b, s.Bar...)
	default:
		return appendStrings(b, s.Problems)
	}
}

func appendList[T any](b []byte, list []T, one func(T, []byte) []byte) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = one(v, b)
	}
	return append(b, ']')
}

func (m Monitor) append(b []byte) []byte {
	b = append(b, `{"id":`...)
	b = strconv.AppendInt(b, int64(m.ID), 10)
	b = append(b, `,"name":`...)
	b = appendString(b, m.Name)
	b = append(b, `,"key":`...)
	b = appendString(b, m.Key)
	b = append(b, `,"x":`...)
	b = appendNumber(b, m.X)
	b = append(b, `,"y":`...)
	b = appendNumber(b, m.Y)
	b = append(b, `,"width":`...)
	b = appendNumber(b, m.Width)
	b = append(b, `,"height":`...)
	b = appendNumber(b, m.Height)
	b = append(b, `,"workspace":`...)
	b = appendString(b, m.Workspace)
	b = append(b, `,"topGap":`...)
	b = appendNumber(b, m.TopGap)
	b = append(b, `,"bottomGap":`...)
	b = appendNumber(b, m.BottomGap)
	return append(b, '}')
}

func (w Workspace) append(b []byte) []byte {
	b = append(b, `{"name":`...)
	b = appendString(b, w.Name)
	b = append(b, `,"monitor":`...)
	b = strconv.AppendInt(b, int64(w.Monitor), 10)
	b = append(b, `,"visible":`...)
	b = strconv.AppendBool(b, w.Visible)
	b = append(b, `,"focused":`...)
	b = strconv.AppendBool(b, w.Focused)
	b = append(b, `,"urgent":`...)
	b = strconv.AppendBool(b, w.Urgent)
	b = append(b, `,"layout":`...)
	b = appendString(b, w.Layout)
	return append(b, '}')
}

func (w Window) append(b []byte) []byte {
	b = append(b, `{"id":`...)
	b = strconv.AppendUint(b, uint64(w.ID), 10)
	b = append(b, `,"app":`...)
	b = appendString(b, w.App)
	b = append(b, `,"appId":`...)
	b = appendString(b, w.AppID)
	b = append(b, `,"title":`...)
	b = appendString(b, w.Title)
	b = append(b, `,"workspace":`...)
	b = appendString(b, w.Workspace)
	b = append(b, `,"floating":`...)
	b = strconv.AppendBool(b, w.Floating)
	b = append(b, `,"urgent":`...)
	b = strconv.AppendBool(b, w.Urgent)
	return append(b, '}')
}

// Merge brings s up to date with one frame of a state stream and says which
// parts the frame replaced. Keys that it does not know are ignored. Slices are
// replaced, never written into, so a copy of the old State stays as it was. On
// an error s is untouched.
func (s *State) Merge(frame []byte) (Part, error) {
	var in struct {
		Event      string           `json:"_event"`
		Mode       *string          `json:"mode"`
		Focus      *Focus           `json:"focus"`
		Monitors   *[]Monitor       `json:"monitors"`
		Workspaces *[]Workspace     `json:"workspaces"`
		Windows    *[]Window        `json:"windows"`
		Bar        *json.RawMessage `json:"bar"`
		Problems   *[]string        `json:"problems"`
	}
	if err := json.Unmarshal(frame, &in); err != nil {
		return 0, fmt.Errorf("the state frame is not understood: %w", err)
	}
	if in.Event != StateChanged {
		return 0, fmt.Errorf("expected a frame with \"_event\":%q, got %q", StateChanged, in.Event)
	}
	var changed Part
	replace(&s.Mode, in.Mode, PartMode, &changed)
	replace(&s.Focus, in.Focus, PartFocus, &changed)
	replace(&s.Monitors, in.Monitors, PartMonitors, &changed)
	replace(&s.Workspaces, in.Workspaces, PartWorkspaces, &changed)
	replace(&s.Windows, in.Windows, PartWindows, &changed)
	replace(&s.Bar, in.Bar, PartBar, &changed)
	replace(&s.Problems, in.Problems, PartProblems, &changed)
	return changed, nil
}

func replace[T any](to, from *T, part Part, changed *Part) {
	if from != nil {
		*to = *from
		*changed |= part
	}
}
