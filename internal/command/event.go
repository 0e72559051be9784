package command

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"perch/workspaces"
)

// EventKind is the name of an event for subscribers.
type EventKind string

// The events, in AeroSpace's order.
const (
	FocusChanged            EventKind = "focus-changed"
	FocusedMonitorChanged   EventKind = "focused-monitor-changed"
	FocusedWorkspaceChanged EventKind = "focused-workspace-changed"
	ModeChanged             EventKind = "mode-changed"
	WindowDetected          EventKind = "window-detected"
	BindingTriggered        EventKind = "binding-triggered"
)

// EventKinds returns every kind of event.
func EventKinds() []EventKind {
	return []EventKind{FocusChanged, FocusedMonitorChanged, FocusedWorkspaceChanged, ModeChanged, WindowDetected, BindingTriggered}
}

// Event is one thing that subscribers hear of. Which fields count depends on
// the kind; empty strings and NoWindow are left out.
type Event struct {
	Kind          EventKind           `json:"_event"`
	AppBundleID   string              `json:"appBundleId"`
	AppName       string              `json:"appName"`
	Binding       string              `json:"binding"`
	Mode          string              `json:"mode"`      // "" while disabled
	Monitor       int                 `json:"monitorId"` // 1-based
	PrevWorkspace string              `json:"prevWorkspace"`
	Window        workspaces.WindowID `json:"windowId"`
	Workspace     string              `json:"workspace"`
}

// UnmarshalJSON reads what subscribers get. Fields that it does not know do not
// matter.
func (e *Event) UnmarshalJSON(data []byte) error {
	type fields Event
	f := fields{Window: workspaces.NoWindow}
	if err := json.Unmarshal(data, &f); err != nil {
		return err
	}
	if f.Kind == "" {
		return errors.New("the field '_event' is missing")
	}
	*e = Event(f)
	return nil
}

// JSON is the event as subscribers get it: compact, keys sorted.
func (e Event) JSON() string {
	var b strings.Builder
	b.WriteString(`{"_event":`)
	writeJSONString(&b, string(e.Kind))
	text := func(key, value string) {
		if value != "" {
			b.WriteString(`,"` + key + `":`)
			writeJSONString(&b, value)
		}
	}
	text("appBundleId", e.AppBundleID)
	text("appName", e.AppName)
	text("binding", e.Binding)
	text("mode", e.Mode)
	if e.Kind == FocusedMonitorChanged {
		b.WriteString(`,"monitorId":` + strconv.Itoa(e.Monitor))
	}
	text("prevWorkspace", e.PrevWorkspace)
	if (e.Kind == FocusChanged || e.Kind == WindowDetected) && e.Window != workspaces.NoWindow {
		b.WriteString(`,"windowId":` + strconv.FormatInt(int64(e.Window), 10))
	}
	text("workspace", e.Workspace)
	b.WriteByte('}')
	return b.String()
}
