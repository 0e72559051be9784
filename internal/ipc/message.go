package ipc

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
)

// Request is one command that a client asks for.
//
// WindowID and Workspace say what the command acts on when its arguments do
// not: the client's AEROSPACE_WINDOW_ID and AEROSPACE_WORKSPACE, nil if unset.
type Request struct {
	Args      []string
	Stdin     string
	WindowID  *uint32
	Workspace *string

	// NoWindowID and NoWorkspace report that the client left the field out
	// altogether instead of sending null. Such a request is carried out, and
	// the answer's stderr tells how to do it right.
	NoWindowID, NoWorkspace bool
}

// MarshalJSON encodes the request as it goes over the wire: compact, keys
// sorted, what is unset as null, what the client left out left out.
func (r Request) MarshalJSON() ([]byte, error) {
	return r.append(nil), nil
}

func (r Request) append(b []byte) []byte {
	b = append(b, `{"args":`...)
	b = appendStrings(b, r.Args)
	b = append(b, `,"stdin":`...)
	b = appendString(b, r.Stdin)
	switch {
	case r.WindowID != nil:
		b = append(b, `,"windowId":`...)
		b = strconv.AppendUint(b, uint64(*r.WindowID), 10)
	case !r.NoWindowID:
		b = append(b, `,"windowId":null`...)
	}
	switch {
	case r.Workspace != nil:
		b = append(b, `,"workspace":`...)
		b = appendString(b, *r.Workspace)
	case !r.NoWorkspace:
		b = append(b, `,"workspace":null`...)
	}
	return append(b, '}')
}

// AppendFrame appends the request to b as a client sends it: the length of its
// JSON, then the JSON.
func (r Request) AppendFrame(b []byte) []byte {
	head := len(b)
	b = r.append(append(b, 0, 0, 0, 0))
	binary.LittleEndian.PutUint32(b[head:], uint32(len(b)-head-4))
	return b
}

// UnmarshalJSON decodes a request. args and stdin are mandatory, names are
// exact, and unknown fields are ignored.
func (r *Request) UnmarshalJSON(data []byte) error {
	if !utf8.Valid(data) {
		return errors.New("the text is not UTF-8")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return errors.New("expected a JSON object with the fields args, stdin, windowId and workspace")
		}
		return err
	}
	if fields == nil {
		return errors.New("expected a JSON object with the fields args, stdin, windowId and workspace")
	}
	var out Request
	args, ok := fields["args"]
	if !ok {
		return errors.New("the field 'args' is missing")
	}
	var words []*string
	if err := json.Unmarshal(args, &words); err != nil || isNull(args) {
		return errors.New("the field 'args' must be an array of strings")
	}
	out.Args = make([]string, len(words))
	for i, w := range words {
		if w == nil {
			return errors.New("the field 'args' must be an array of strings")
		}
		out.Args[i] = *w
	}
	stdin, ok := fields["stdin"]
	if !ok {
		return errors.New("the field 'stdin' is missing")
	}
	if err := json.Unmarshal(stdin, &out.Stdin); err != nil || isNull(stdin) {
		return errors.New("the field 'stdin' must be a string")
	}
	window, ok := fields["windowId"]
	switch {
	case !ok:
		out.NoWindowID = true
	case !isNull(window):
		id, err := parseID(string(window))
		if err != nil {
			return err
		}
		out.WindowID = &id
	}
	workspace, ok := fields["workspace"]
	switch {
	case !ok:
		out.NoWorkspace = true
	case !isNull(workspace):
		if err := json.Unmarshal(workspace, &out.Workspace); err != nil {
			return errors.New("the field 'workspace' must be a string or null")
		}
	}
	*r = out
	return nil
}

func isNull(raw json.RawMessage) bool {
	return bytes.Equal(raw, []byte("null"))
}

// parseID reads a window id. A whole number written as 7.0 or 7e0 is the same
// JSON number as 7.
func parseID(text string) (uint32, error) {
	if id, err := strconv.ParseUint(text, 10, 32); err == nil {
		return uint32(id), nil
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && f == math.Trunc(f) && f >= 0 && f <= math.MaxUint32 {
		return uint32(f), nil
	}
	return 0, fmt.Errorf("the field 'windowId' must be null or a whole number from 0 to %d", uint32(math.MaxUint32))
}

// Answer is what a command gave back. Stdout and Stderr end without a newline.
type Answer struct {
	ExitCode int32  `json:"exitCode"`
	Stdout   string `json:"stdout"`
	Stderr   string `json:"stderr"`
	// Version is "<version> <hash>" of the server. [Call.Reply] fills it in.
	Version string `json:"serverVersionAndHash"`
}

func (a Answer) append(b []byte) []byte {
	b = append(b, `{"exitCode":`...)
	b = strconv.AppendInt(b, int64(a.ExitCode), 10)
	b = append(b, `,"serverVersionAndHash":`...)
	b = appendString(b, a.Version)
	b = append(b, `,"stderr":`...)
	b = appendString(b, a.Stderr)
	b = append(b, `,"stdout":`...)
	b = appendString(b, a.Stdout)
	return append(b, '}')
}

// incomplete is appended to the stderr of a request that left out windowId or
// workspace (AeroSpace's socket messages).
const incomplete = "\n\nThe client sent an incomplete JSON request: " +
	"'windowId', 'workspace' or both are missing. Pass the environment variables " +
	"AEROSPACE_WINDOW_ID and AEROSPACE_WORKSPACE on in these fields, and an " +
	"explicit null where a variable is not set."

// parseFailure is the answer to a request that is not one.
func parseFailure(data []byte, err error) Answer {
	const shown = 200
	text, more := data, ""
	if len(text) > shown {
		text, more = text[:shown], "…"
		for len(text) > 0 && !utf8.RuneStart(data[len(text)]) {
			text = text[:len(text)-1]
		}
	}
	return Answer{ExitCode: 2, Stderr: fmt.Sprintf("Can't parse request '%s%s'.\nError: %v", text, more, err)}
}
