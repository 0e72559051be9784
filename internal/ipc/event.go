package ipc

import "encoding/json"

// The kinds of frame that are Perch's own. StateChanged frames are those of a
// [StateStream]; Dropped is the last frame to a subscriber that read too slowly.
const (
	StateChanged = "state"
	Dropped      = "dropped"
)

// droppedFrame is a last frame that says why it is the last.
func droppedFrame(reason string) []byte {
	return append(appendString([]byte(`{"_event":"`+Dropped+`","reason":`), reason), '}')
}

// event is what a client has to know of a frame.
type event struct {
	Kind   string `json:"_event"`
	Reason string `json:"reason"`
}

// parseEvent says whether a frame is an event. Fields that are not known do
// not matter.
func parseEvent(frame []byte) (e event, ok bool) {
	return e, json.Unmarshal(frame, &e) == nil && e.Kind != ""
}
