package ipc

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// TestScenarios runs the rows of the area "protocol" of the scenario data.
func TestScenarios(t *testing.T) {
	f, err := os.Open("../../testdata/scenarios.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := 0
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row scenario
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		// The events are those of package command.
		if row.Area == "protocol" && row.Event == nil && row.EventJSON == nil {
			rows++
			t.Run(row.ID, row.run)
		}
	}
	if err := lines.Err(); err != nil || rows == 0 {
		t.Fatalf("read %d rows, %v", rows, err)
	}
}

type scenario struct {
	ID, Area    string
	RequestJSON string          `json:"request_json"`
	Decoded     json.RawMessage `json:"decoded"`
	Absent      []string        `json:"absent"`
	Encode      json.RawMessage `json:"encode"`
	Event       json.RawMessage `json:"event"`
	EventJSON   json.RawMessage `json:"event_json"`
	JSONText    string          `json:"json_text"`
	BytesHex    string          `json:"bytes_hex"`
	WireHex     string          `json:"wire_hex"`
}

func (row scenario) run(t *testing.T) {
	switch {
	case row.RequestJSON != "":
		var got, want Request
		if err := json.Unmarshal([]byte(row.RequestJSON), &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(row.Decoded, &want); err != nil {
			t.Fatal(err)
		}
		if g, w := encode(t, got), encode(t, want); g != w {
			t.Errorf("decoded %s, want %s", g, w)
		}
		absent := map[string]bool{}
		for _, key := range row.Absent {
			absent[key] = true
		}
		if got.NoWindowID != absent["windowId"] || got.NoWorkspace != absent["workspace"] {
			t.Errorf("absent: windowId %v, workspace %v; want %v", got.NoWindowID, got.NoWorkspace, row.Absent)
		}
	case row.Encode != nil:
		var r Request
		if err := json.Unmarshal(row.Encode, &r); err != nil {
			t.Fatal(err)
		}
		if got := encode(t, r); got != row.JSONText {
			t.Errorf("encoded %s, want %s", got, row.JSONText)
		}
	case row.BytesHex != "":
		want := unhex(t, row.BytesHex)
		c := raw(t, start(t, Options{}, echo).Path())
		c.Write(want)
		got := make([]byte, len(want))
		if _, err := io.ReadFull(c, got); err != nil || !bytes.Equal(got, want) {
			t.Errorf("the server's first bytes are %x (%v), want %x", got, err, want)
		}
		if sent := sentBy(t, Request{}, len(want)); !bytes.Equal(sent, want) {
			t.Errorf("the client's first bytes are %x, want %x", sent, want)
		}
	case row.WireHex != "":
		wire := unhex(t, row.WireHex)
		calls := make(chan Request, 1)
		c := raw(t, start(t, Options{}, func(c *Call) { calls <- c.Request }).Path())
		c.Write(wire)
		select {
		case r := <-calls:
			if sent := sentBy(t, r, len(wire)); !bytes.Equal(sent, wire) {
				t.Errorf("the client sends %q, want %q", sent, wire)
			}
		case <-time.After(10 * time.Second):
			t.Error("the server did not understand the bytes")
		}
	default:
		t.Fatal("the row says nothing that this test knows")
	}
}

func encode(t *testing.T, r Request) string {
	t.Helper()
	b, err := r.MarshalJSON()
	if err != nil || !json.Valid(b) {
		t.Fatalf("%q is no JSON (%v)", b, err)
	}
	return string(b)
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sentBy returns the first n bytes that a client sends for a request.
func sentBy(t *testing.T, r Request, n int) []byte {
	t.Helper()
	sent := make(chan []byte, 1)
	path := fake(t, func(c io.ReadWriter) {
		got := make([]byte, n)
		io.ReadFull(c, got)
		sent <- got
	})
	dial(t, path).Call(r)
	return <-sent
}

func TestRequestErrors(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                                           "'args' is missing",
		`{"args":["a"]}`:                               "'stdin' is missing",
		`{"Args":["a"],"stdin":""}`:                    "'args' is missing",
		`{"args":null,"stdin":""}`:                     "array of strings",
		`{"args":["a",null],"stdin":""}`:               "array of strings",
		`{"args":"a","stdin":""}`:                      "array of strings",
		`{"args":[1],"stdin":""}`:                      "array of strings",
		`{"args":[],"stdin":null}`:                     "'stdin' must be a string",
		`{"args":[],"stdin":1}`:                        "'stdin' must be a string",
		`{"args":[],"stdin":"","windowId":-1}`:         "'windowId' must be",
		`{"args":[],"stdin":"","windowId":4294967296}`: "'windowId' must be",
		`{"args":[],"stdin":"","windowId":1.5}`:        "'windowId' must be",
		`{"args":[],"stdin":"","windowId":"1"}`:        "'windowId' must be",
		`{"args":[],"stdin":"","workspace":1}`:         "'workspace' must be",
		`[]`:                                           "JSON object",
		`null`:                                         "JSON object",
		`7`:                                            "JSON object",
		``:                                             "unexpected end",
		`{"args":[]`:                                   "unexpected end",
		"{\"a\":\"\xff\"}":                             "UTF-8",
	} {
		var r Request
		if err := r.UnmarshalJSON([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error with %q", text, err, want)
		}
	}
	var r Request
	if err := json.Unmarshal([]byte(`{"args":[],"stdin":"","windowId":4294967295.0,"workspace":"","x":{}}`), &r); err != nil {
		t.Fatal(err)
	}
	if *r.WindowID != 4294967295 || *r.Workspace != "" || r.Args == nil {
		t.Errorf("decoded %+v", r)
	}
}

func TestDroppedFrame(t *testing.T) {
	frame := droppedFrame("it \"slept\"")
	if want := `{"_event":"dropped","reason":"it \"slept\""}`; string(frame) != want {
		t.Errorf("%s, want %s", frame, want)
	}
	if e, ok := parseEvent(frame); !ok || e != (event{Dropped, `it "slept"`}) {
		t.Errorf("read as %+v, %v", e, ok)
	}
	for _, text := range []string{`{}`, `[]`, `{"_event":7}`, `x`} {
		if e, ok := parseEvent([]byte(text)); ok {
			t.Errorf("%s is taken for the event %+v", text, e)
		}
	}
}

func TestStringEncoding(t *testing.T) {
	for _, s := range []string{"", "plain", "\x00\x01\x1f\x7f", "a\"b\\c/d", "\b\f\n\r\t", "é漢🦜\u2028<>&", strings.Repeat("x\"", 100)} {
		var back string
		if err := json.Unmarshal(appendString(nil, s), &back); err != nil || back != s {
			t.Errorf("%q reads back as %q (%v)", s, back, err)
		}
	}
	var back string
	if err := json.Unmarshal(appendString(nil, "a\xffb\xe2\x82"), &back); err != nil || back != "a\uFFFDb\uFFFD\uFFFD" {
		t.Errorf("bytes that are not UTF-8 read back as %q (%v)", back, err)
	}
}

func TestParseFailureIsCutBetweenCharacters(t *testing.T) {
	text := strings.Repeat("é", 300)
	a := parseFailure([]byte(text), io.EOF)
	if !strings.Contains(a.Stderr, "'"+strings.Repeat("é", 100)+"…'") || a.ExitCode != 2 {
		t.Errorf("%+v", a)
	}
	a = parseFailure([]byte(strings.Repeat("\x80", 300)), io.EOF)
	if a.ExitCode != 2 || !json.Valid(a.append(nil)) {
		t.Errorf("%+v", a)
	}
}
