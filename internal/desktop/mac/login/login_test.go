package login

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"reflect"
	"slices"
	"testing"
)

// read is a property list as plain values, by a parser that knows XML only.
func read(t *testing.T, text []byte) any {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = true
	var next func() (any, bool)
	next = func() (any, bool) {
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				t.Fatal("the list ends early")
			}
			if err != nil {
				t.Fatal(err)
			}
			switch e := token.(type) {
			case xml.EndElement:
				return nil, false
			case xml.StartElement:
				switch e.Name.Local {
				case "plist":
					v, _ := next()
					return v, true
				case "dict", "array":
					values := []any{}
					for v, more := next(); more; v, more = next() {
						values = append(values, v)
					}
					if e.Name.Local == "array" {
						return values, true
					}
					dict := map[string]any{}
					for i := 0; i+1 < len(values); i += 2 {
						dict[values[i].(string)] = values[i+1]
					}
					return dict, true
				case "true", "false":
					d.Skip()
					return e.Name.Local == "true", true
				default:
					var s string
					if err := d.DecodeElement(&s, &e); err != nil {
						t.Fatal(err)
					}
					return s, true
				}
			}
		}
	}
	v, _ := next()
	return v
}

func TestPlist(t *testing.T) {
	got := read(t, Plist(Dict{
		{"a <&> key", "A & B <c>"}, {"yes", true}, {"no", false}, {"n", -3}, {"list", []string{"x", "y\"z"}}, {"empty", []string{}},
		{"in", Dict{{"deep", Dict{{"k", "v"}}}}},
	}))
	want := map[string]any{
		"a <&> key": "A & B <c>", "yes": true, "no": false, "n": "-3", "list": []any{"x", "y\"z"}, "empty": []any{},
		"in": map[string]any{"deep": map[string]any{"k": "v"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the list is %v, expected %v", got, want)
	}
}

func TestJob(t *testing.T) {
	job := read(t, Job("/Users/Ann & Bob", "/Users/Ann & Bob/Applications/Perch.app/Contents/MacOS/perch")).(map[string]any)
	if got, want := job["ProgramArguments"], []any{"/Users/Ann & Bob/Applications/Perch.app/Contents/MacOS/perch", "agent"}; !reflect.DeepEqual(got, want) {
		t.Errorf("it starts %q, expected %q", got, want)
	}
	if job["Label"] != Label || job["RunAtLoad"] != true || job["StandardErrorPath"] != "/Users/Ann & Bob/Library/Logs/Perch.log" {
		t.Errorf("the job is %v", job)
	}
	// One that ended by itself, by quit from its menu, stays ended.
	if got, want := job["KeepAlive"], map[string]any{"SuccessfulExit": false}; !reflect.DeepEqual(got, want) {
		t.Errorf("it is kept alive by %v, expected %v", got, want)
	}
}

func TestSet(t *testing.T) {
	home := t.TempDir()
	var got []bool
	for _, on := range []bool{false, true, true, false, false} {
		changed, err := Set(home, "/perch", on)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, changed)
		text, err := os.ReadFile(Path(home))
		if (err == nil) != on || on && !bytes.Equal(text, Job(home, "/perch")) {
			t.Errorf("set to %v, the job is %q, %v", on, text, err)
		}
	}
	if want := []bool{false, true, false, true, false}; !slices.Equal(got, want) {
		t.Errorf("changes are %v, expected %v", got, want)
	}
	// A program that moved is started from its new place.
	Set(home, "/old", true)
	if changed, err := Set(home, "/new", true); err != nil || !changed {
		t.Errorf("a program that moved: %v, %v", changed, err)
	}
	info, err := os.Stat(Path(home))
	if err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("the job's file is %v, %v", info, err)
	}
}
