package simulate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"perch/internal/spelling"
	"slices"
	"strings"
)

// A scenario is a row of a .jsonl file: a state, what happens and what is
// expected, or a text and what it means. Rows that restate the tests of
// AeroSpace show that Perch does the same.

// runScenarios runs every row of a file, prints a line for each row that
// fails, and says how many passed.
func runScenarios(file string, stdout, stderr io.Writer) int {
	f, err := os.Open(file)
	if err != nil {
		fmt.Fprintf(stderr, "perch sim: cannot read the scenarios: %v\n", err)
		return 2
	}
	defer f.Close()
	passed, failed := 0, 0
	err = eachRow(f, func(line int, data []byte) {
		id, failures := runRow(data)
		if id == "" {
			id = fmt.Sprintf("line %d", line)
		}
		if len(failures) == 0 {
			passed++
			return
		}
		failed++
		fmt.Fprintf(stdout, "%s: %s\n", id, strings.Join(failures, "; "))
	})
	if err != nil {
		fmt.Fprintf(stderr, "perch sim: %s: %v\n", file, err)
		return 2
	}
	fmt.Fprintf(stdout, "%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return 1
	}
	return 0
}

// longestRow bounds a line of a scenario file.
const longestRow = 4 << 20

func eachRow(r io.Reader, f func(line int, data []byte)) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestRow)
	for n := 1; lines.Scan(); n++ {
		if len(strings.TrimSpace(lines.Text())) > 0 {
			f(n, lines.Bytes())
		}
	}
	return lines.Err()
}

// area is one kind of data rows.
type area struct {
	// fields are the keys that a row may have beside id, area, source and note.
	fields []string
	run    func(row) []string
}

// areas are the data rows by their area. Rows of all other areas are about
// states.
var areas = map[string]area{
	"shell-lex":    {[]string{"lex", "tokens", "error"}, runLex},
	"shell-parse":  {[]string{"parse", "ast", "error"}, runParse},
	"shell-render": {[]string{"render", "text"}, runRender},
	"args":         {[]string{"parse_args", "args", "error", "error_contains", "exit", "help"}, runArguments},
	"format": {append([]string{"format", "objects", "lines", "json", "json_out", "default_format", "error", "error_contains"},
		stateFields...), runFormat},
	"interpolate": {[]string{"interpolate", "vars", "result", "fails"}, runInterpolate},
	"config": {[]string{"config", "config_file", "process_env", "errors", "warnings", "reload_allowed", "expect"},
		runConfig},
	"regex": {[]string{"pattern", "text", "matches_text", "error", "error_contains"}, runRegex},
	"protocol": {[]string{"request_json", "decoded", "absent", "encode", "event", "json_text", "event_json", "event_type", "bytes_hex",
		"wire_hex", "direction"}, runProtocol},
	"window-type": {[]string{"app", "policy", "level", "subrole", "identifier", "title", "close", "fullscreen_button", "zoom", "minimize",
		"focused", "main", "is_app_focused_window", "type", "dialog_heuristic"}, runWindowType},
}

// row is one scenario by its fields.
type row map[string]json.RawMessage

// runRow runs one row and says what is not as expected.
func runRow(data []byte) (id string, failures []string) {
	var r row
	if err := json.Unmarshal(data, &r); err != nil {
		return "", []string{fmt.Sprintf("this is no JSON object: %v", err)}
	}
	id, _ = r.text("id")
	name, _ := r.text("area")
	defer func() {
		// A row is a test; one that finds a crash is a failure like others.
		if p := recover(); p != nil {
			failures = []string{fmt.Sprintf("panic: %v", p)}
		}
	}()
	a, ok := areas[name]
	if !ok {
		a = area{slices.Concat(stateFields, actionFields, checkFields, []string{"steps"}), runState}
	}
	known := append([]string{"id", "area", "source", "note"}, a.fields...)
	for key := range r {
		if !slices.Contains(known, key) {
			failures = append(failures, fmt.Sprintf("the row has an unknown field %q. %s", key, spelling.DidYouMean(key, known)))
		}
	}
	if failures != nil {
		slices.Sort(failures)
		return id, failures
	}
	return id, a.run(r)
}

func (r row) has(key string) bool { _, ok := r[key]; return ok }

// text is a field that is a string; false if it is absent or null.
func (r row) text(key string) (string, bool) {
	var s *string
	if err := json.Unmarshal(orNull(r[key]), &s); err != nil || s == nil {
		return "", false
	}
	return *s, true
}

func (r row) flag(key string) bool {
	var yes bool
	_ = json.Unmarshal(orNull(r[key]), &yes)
	return yes
}

// strings is a field that is a string or a list of strings.
func (r row) strings(key string) []string {
	if s, ok := r.text(key); ok {
		return []string{s}
	}
	var list []string
	_ = json.Unmarshal(orNull(r[key]), &list)
	return list
}

// into decodes a field into v, which stays as it is if the field is absent.
func (r row) into(key string, v any) error {
	if !r.has(key) {
		return nil
	}
	if err := json.Unmarshal(r[key], v); err != nil {
		return fmt.Errorf("field %s: %w", key, err)
	}
	return nil
}

func orNull(data json.RawMessage) []byte {
	if data == nil {
		return []byte("null")
	}
	return data
}

// checks collects what is not as expected.
type checks []string

func (c *checks) fail(format string, args ...any) { *c = append(*c, fmt.Sprintf(format, args...)) }

func (c *checks) equal(what string, expected, seen any) {
	if e, s := quoted(expected), quoted(seen); e != s {
		c.fail("%s: expected %s, seen %s", what, e, s)
	}
}

// quoted shows a value on one line.
func quoted(v any) string {
	if raw, ok := v.(json.RawMessage); ok {
		v = normal(raw)
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(normal(v)); err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(text.String(), "\n")
}

// normal is a value as it comes back from JSON, so that values of different
// types compare.
func normal(v any) any {
	data, err := json.Marshal(v)
	if err != nil {
		return v
	}
	var back any
	if json.Unmarshal(data, &back) != nil {
		return v
	}
	return back
}

// checkError compares an error's text with the fields error and
// error_contains; false if the row expects none.
func (c *checks) checkError(r row, err error) bool {
	if !r.has("error") && !r.has("error_contains") {
		return false
	}
	if err == nil {
		c.fail("expected an error, seen none")
		return true
	}
	if text, ok := r.text("error"); ok {
		c.equal("error", text, err.Error())
	}
	c.contains("error", r.strings("error_contains"), err.Error())
	return true
}

func (c *checks) contains(what string, parts []string, text string) {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			c.fail("%s: expected to contain %q, seen %q", what, part, text)
		}
	}
}
