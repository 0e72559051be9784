package command

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// row is one line of testdata/scenarios.jsonl; areas use different keys.
type row map[string]json.RawMessage

func (r row) text(t *testing.T, key string) string {
	t.Helper()
	var s string
	r.decode(t, key, &s)
	return s
}

func (r row) has(key string) bool { _, ok := r[key]; return ok }

func (r row) decode(t *testing.T, key string, into any) {
	t.Helper()
	if !r.has(key) {
		return
	}
	if err := json.Unmarshal(r[key], into); err != nil {
		t.Fatalf("key %s: %v", key, err)
	}
}

// scenarios runs one subtest for each row of an area.
func scenarios(t *testing.T, area string, run func(*testing.T, row)) {
	t.Helper()
	file, err := os.Open("../../testdata/scenarios.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	count := 0
	for lines.Scan() {
		var r row
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		if r.text(t, "area") != area {
			continue
		}
		count++
		t.Run(r.text(t, "id"), func(t *testing.T) { run(t, r) })
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if count == 0 {
		t.Fatalf("no scenario of area %s", area)
	}
}

// checkError compares an error with the row's "error" and "error_contains".
func checkError(t *testing.T, r row, err error) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	if r.has("error") {
		if want := r.text(t, "error"); err.Error() != want {
			t.Errorf("error\n got %q\nwant %q", err, want)
		}
	}
	if r.has("error_contains") {
		for _, part := range r.parts(t, "error_contains") {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("error %q lacks %q", err, part)
			}
		}
	}
}

// parts reads a key that holds a string or a list of strings.
func (r row) parts(t *testing.T, key string) []string {
	t.Helper()
	if r[key][0] == '"' {
		return []string{r.text(t, key)}
	}
	var list []string
	r.decode(t, key, &list)
	return list
}
