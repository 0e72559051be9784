package ipc

import (
	"encoding/json"
	"errors"
	"strconv"
)

// The events that a client can subscribe to, as AeroSpace names them.
const (
	FocusChanged            = "focus-changed"
	FocusedMonitorChanged   = "focused-monitor-changed"
	FocusedWorkspaceChanged = "focused-workspace-changed"
	ModeChanged             = "mode-changed"
	WindowDetected          = "window-detected"
	BindingTriggered        = "binding-triggered"
)

// The kinds of frame that are Perch's own. StateChanged frames are those of a
// [StateStream]; Dropped is the last frame to a subscriber that read too slowly.
const (
	StateChanged = "state"
	Dropped      = "dropped"
)

// EventTypes lists the events of AeroSpace's subscribe command in the order in
// which its help names them.
func EventTypes() []string {
	return []string{FocusChanged, FocusedMonitorChanged, FocusedWorkspaceChanged, ModeChanged, WindowDetected, BindingTriggered}
}

// Event is one thing that happened, as subscribers see it. A nil field is
// absent on the wire.
type Event struct {
	Type          string  `json:"_event"`
	AppBundleID   *string `json:"appBundleId"`
	AppName       *string `json:"appName"`
	Binding       *string `json:"binding"`
	Mode          *string `json:"mode"`
	MonitorID     *int    `json:"monitorId"`
	PrevWorkspace *string `json:"prevWorkspace"`
	Reason        *string `json:"reason"`
	WindowID      *uint32 `json:"windowId"`
	Workspace     *string `json:"workspace"`
}

// Encode returns the event as one line of compact JSON with sorted keys.
func (e Event) Encode() []byte {
	b := make([]byte, 0, 128)
	b = append(b, `{"_event":`...)
	b = appendString(b, e.Type)
	text := func(key string, value *string) {
		if value != nil {
			b = append(b, ',', '"')
			b = append(b, key...)
			b = append(b, '"', ':')
			b = appendString(b, *value)
		}
	}
	text("appBundleId", e.AppBundleID)
	text("appName", e.AppName)
	text("binding", e.Binding)
	text("mode", e.Mode)
	if e.MonitorID != nil {
		b = append(b, `,"monitorId":`...)
		b = strconv.AppendInt(b, int64(*e.MonitorID), 10)
	}
	text("prevWorkspace", e.PrevWorkspace)
	text("reason", e.Reason)
	if e.WindowID != nil {
		b = append(b, `,"windowId":`...)
		b = strconv.AppendUint(b, uint64(*e.WindowID), 10)
	}
	text("workspace", e.Workspace)
	return append(b, '}')
}

// MarshalJSON is [Event.Encode].
func (e Event) MarshalJSON() ([]byte, error) { return e.Encode(), nil }

// ParseEvent reads an event frame. Fields that it does not know, and fields
// that are missing, do not matter; the type must be there.
func ParseEvent(frame []byte) (Event, error) {
	var e Event
	if err := json.Unmarshal(frame, &e); err != nil {
		return Event{}, err
	}
	if e.Type == "" {
		return Event{}, errors.New("the field '_event' is missing")
	}
	return e, nil
}
