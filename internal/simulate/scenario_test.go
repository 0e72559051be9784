package simulate

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const scenarioFile = "../../testdata/scenarios.jsonl"

// knownFailures are rows that fail, and why. A row that passes although it is
// listed here fails the test, so that the list stays true.
var knownFailures = map[string]string{}

func TestScenarios(t *testing.T) {
	f, err := os.Open(scenarioFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seen := map[string]bool{}
	err = eachRow(f, func(line int, data []byte) {
		id, failures := runRow(data)
		if id == "" || seen[id] {
			t.Errorf("line %d: the id %q is empty or stands there twice", line, id)
		}
		seen[id] = true
		reason, known := knownFailures[id]
		switch {
		case known && len(failures) == 0:
			t.Errorf("%s passes, though it is known to fail: %s", id, reason)
		case !known && len(failures) > 0:
			t.Errorf("%s: %s", id, strings.Join(failures, "; "))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) < 700 {
		t.Errorf("only %d rows", len(seen))
	}
	for id := range knownFailures {
		if !seen[id] {
			t.Errorf("%s is known to fail, and is no row", id)
		}
	}
}

// The monitors of one row are not those of the next.
func TestRowsAreApart(t *testing.T) {
	run := func(text string) {
		t.Helper()
		if _, failures := runRow([]byte(text)); len(failures) > 0 {
			t.Errorf("%s: %s", text, strings.Join(failures, "; "))
		}
	}
	const tree = `"tree":{"a":{"h_tiles":[1]}},"focus":"w1","layout":true,"tree_after":{"a":{"h_tiles":[{"w":1,"rect":%s}]}}}`
	run(`{"id":"x-001","monitors":[{"name":"small","rect":[0,0,100,101],"visible":[10,20,50,61]}],` + strings.Replace(tree, "%s", "[10,20,50,60]", 1))
	run(`{"id":"x-002",` + strings.Replace(tree, "%s", "[0,0,1920,1079]", 1))
}

// Rows of our own about what the others leave out: those of rows.jsonl can be
// played on a real desktop too, those of derived.jsonl begin with states that
// are of the model only.
func TestOwnRows(t *testing.T) {
	for _, file := range []string{"testdata/rows.jsonl", "testdata/derived.jsonl"} {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		err = eachRow(f, func(_ int, data []byte) {
			rows++
			if id, failures := runRow(data); len(failures) > 0 {
				t.Errorf("%s: %s", id, strings.Join(failures, "; "))
			}
		})
		f.Close()
		if err != nil || rows == 0 {
			t.Errorf("%s: %d rows, %v", file, rows, err)
		}
	}
}

// Every kind of expectation is really compared.
func TestScenariosFail(t *testing.T) {
	const two = `"tree":{"a":{"h_tiles":[1,2],"floating":[{"w":3,"rect":[1,2,3,4]}]}},"focus":"w1"`
	for _, c := range []struct{ row, want string }{
		{two + `,"cmd":"focus right","exit":2`, "exit: expected 2, seen 0"},
		{two + `,"cmd":"focus right","focus_after":"w1"`, `focus: expected "w1", seen "w2"`},
		{two + `,"cmd":"focus right","workspace_after":"b"`, `focused workspace: expected "b", seen "a"`},
		{two + `,"cmd":"focus right","visible_after":{"1":"b"}`, `visible workspaces: expected {"1":"b"}, seen {"1":"a"}`},
		{two + `,"cmd":"mode x","mode_after":"main"`, `mode: expected "main", seen "x"`},
		{two + `,"cmd":"focus right","mru_after":{"a":1}`, "most recent window of a: expected 1, seen 2"},
		{two + `,"cmd":"focus right","events":[]`, `events: expected [], seen [{"_event":"focus-changed","windowId":2,"workspace":"a"}]`},
		{two + `,"cmd":"list-workspaces --focused","stdout":"b"`, `stdout: expected "b", seen "a"`},
		{two + `,"cmd":"list-windows --all --format %{window-id}","stdout_sorted":["1","2"]`, `stdout, sorted: expected ["1","2"], seen ["1","2","3"]`},
		{two + `,"cmd":"focus --window-id 9","stderr":""`, `stderr: expected "", seen "Invalid <window-id> 9 passed to --window-id"`},
		{two + `,"cmd":"focus --window-id 9","stderr_contains":["x"]`, `stderr: expected to contain "x", seen "Invalid`},
		{two + `,"cmd":"true","tree_after":{"a":{}}`, "windows of a: expected [], seen [1,2,3]"},
		{two + `,"cmd":"true","tree_after":{"a":{"v_tiles":[1,2]}}`, `tree of a: expected {"v_tiles":[1,2]}, seen {"h_tiles":[1,2]}`},
		{two + `,"cmd":"true","tree_after":{"a":{"h_tiles":[2,1]}}`, `tree of a: expected {"h_tiles":[2,1]}, seen {"h_tiles":[1,2]}`},
		{two + `,"cmd":"true","tree_after":{"a":{"h_tiles":[1]}}`, `tree of a: expected {"h_tiles":[1]}, seen {"h_tiles":[1,2]}`},
		{two + `,"cmd":"true","tree_after":{"a":{"h_tiles":[1,{"v_tiles":[2]}]}}`, `tree of a: expected {"h_tiles":[1,{"v_tiles":[2]}]}, seen`},
		{two + `,"cmd":"true","tree_after":{"a":{"h_tiles":[{"w":1,"weight":2},2]}}`, "tree of a: "},
		{two + `,"layout":true,"tree_after":{"a":{"h_tiles":[{"w":1,"rect":[0,0,1,1]},2]}}`, "tree of a: "},
		{two + `,"cmd":"true","tree_after":{"a":{"floating":[{"w":3,"rect":[1,2,3,5]}]}}`, "frame of 3: expected [1,2,3,5], seen [1 2 3 4]"},
		{two + `,"cmd":"true","tree_after":{"a":{"floating":[]}}`, "floating of a: expected [], seen 1 children"},
		{two + `,"cmd":"true","tree_after":{"a":{"h_tiles":[{"w":1,"fullscreen":true},2]}}`, "tree of a: "},
		{two + `,"if":"test %{window-id} = 1","matches":{"1":true,"2":true}`, "window 2 matches: expected true, seen false"},
		{two + `,"if":"test %{window-id} = 1","matches":[1,2]`, "matching windows: expected [1,2], seen [1]"},
		{two + `,"cmd":"macos-native-minimize","tree_after":{"_minimized":[2]}`, "_minimized: expected 2, seen 1"},
		{two + `,"steps":[{"cmd":"true"},{"cmd":"focus right","exit":1}]`, "step 2: exit: expected 1, seen 0"},
		{two + `,"steps":[{"monitors":[{"name":"x","rect":[0,0,9,9]}],"cmd":"list-monitors","stdout":""}]`,
			`step 1: stdout: expected "", seen "1 | x"`},
		{two + `,"steps":[{"monitors":[{"name":"x","rect":[0,0,9]}],"cmd":"true"}]`,
			`step 1: monitor "x": a rectangle is [x, y, width, height]`},
		{two + `,"cmd":"move-mouse monitor-force-center","env":{"AEROSPACE_WORKSPACE":"a"},"stderr":"x"`, `stderr: expected "x", seen ""`},
		{two + `,"cmd":"macos-native-fullscreen on","env":{"AEROSPACE_WINDOW_ID":2},"tree_after":{"a":{"h_tiles":[1,2]}}`,
			`tree of a: expected {"h_tiles":[1,2]}, seen {"h_tiles":[1]}`},
		{`"area":"protocol","wire_hex":"00"`, `wire_hex is no handshake and frame: "00"`},
		{`"area":"config","config":"on-window-detected=[{if.app-id='x',if.workspace='y',run='true'}]","expect":{"on-window-detected":[]}`,
			`on-window-detected: expected [], seen [{"check-further-callbacks":false,"if":{"app-id":"x","workspace":"y"},"run":"true"}]`},
		{`"cmd":"true","exitt":0`, `the row has an unknown field "exitt". Did you mean 'exit'?`},
		{`"tree":{"a":{"h_tils":[]}},"cmd":"true"`, `workspace "a": unknown key "h_tils"`},
		{`"focus":"w5","cmd":"true"`, "window 5 has the focus, but stands in no workspace"},
		{`"config":"gaps.inner.horizontl = 5","cmd":"true"`, "the row's config: scenario.toml:"},
		{`"area":"shell-lex","lex":"a","tokens":[]`, `tokens: expected [], seen [["word",1,1,"a"],["end",1,2]]`},
		{`"area":"shell-lex","lex":"a","error":"x"`, "expected an error, seen none"},
		{`"area":"shell-parse","parse":"a | b","ast":null`, `ast: expected null, seen {"pipe":[["a"],["b"]]}`},
		{`"area":"shell-render","render":{"or":[["a"],["b"]]},"text":"a"`, `text: expected "a", seen "a || b"`},
		{`"area":"args","parse_args":"focus left","args":{"cmd":"focus"}`, `arguments: expected {"cmd":"focus"}, seen {"cmd":"focus","target":"left"}`},
		{`"area":"args","parse_args":"focus left","help":true`, "help: expected true, seen false"},
		{`"area":"args","parse_args":["focus"],"error":"x"`, `error: expected "x", seen "Mandatory`},
		{`"area":"format","format":"%{window-id}","tree":{"a":{"h_tiles":[1]}},"objects":[{"window":1}],"lines":["2"]`, `lines: expected ["2"], seen ["1"]`},
		{`"area":"format","format":"%{window-id}","json":true,"objects":[],"json_out":""`, `JSON: expected "", seen "[\n\n]"`},
		{`"area":"interpolate","interpolate":"${a}","vars":{"a":"b"},"result":"c"`, `result: expected "c", seen "b"`},
		{`"area":"interpolate","interpolate":"${a}","vars":{},"result":""`, "fails: expected false, seen true"},
		{`"area":"config","config":"x = 1","errors":[]`, `errors: expected [], seen ["[ERROR] x: Unknown top-level key"]`},
		{`"area":"config","config":"accordion-padding = 5","expect":{"accordion-padding":6}`, "accordion-padding: expected 6, seen 5"},
		{`"area":"config","config":"","expect":{"nothing":6}`, `the row asks for "nothing", which is not known`},
		{`"area":"config","config":"= 5","reload_allowed":true`, "reload allowed: expected true, seen false"},
		{`"area":"regex","pattern":"a","text":"b","matches_text":true`, "found: expected true, seen false"},
		{`"area":"protocol","bytes_hex":"00"`, `handshake: expected "00", seen "01000000"`},
		{`"area":"protocol","event":{"_event":"mode-changed"},"json_text":""`, `JSON: expected "", seen`},
		{`"area":"protocol","request_json":"{\"args\":[],\"stdin\":\"\"}","absent":[],"decoded":{"args":[],"stdin":""}`,
			`absent keys: expected [], seen ["windowId","workspace"]`},
		{`"area":"window-type","policy":"regular","level":0,"type":"window","subrole":"AXUnknown"`, `type: expected "window", seen "popup"`},
	} {
		id, failures := runRow([]byte(`{"id":"x",` + c.row + `}`))
		if id != "x" || len(failures) == 0 || !strings.HasPrefix(failures[0], c.want) {
			t.Errorf("%s\n fails with %q\nwant       %q", c.row, failures, c.want)
		}
	}
}

func TestScenarioReport(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rows.jsonl")
	rows := `{"id":"a-1","area":"test","cmd":"true","exit":0}

{"id":"a-2","area":"test","cmd":"false","exit":0,"stdout":"x"}
no JSON
`
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	code := Run([]string{"--scenarios", file}, strings.NewReader(""), &out, &errs)
	want := `a-2: exit: expected 0, seen 1; stdout: expected "x", seen ""
line 4: this is no JSON object: invalid character 'o' in literal null (expecting 'u')
1 passed, 2 failed
`
	if code != 1 || out.String() != want || errs.Len() > 0 {
		t.Errorf("code %d\n%s%s", code, out.String(), errs.String())
	}
}
