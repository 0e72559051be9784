package command

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"perch/workspaces"
)

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"", "focus left", "a; b || c && (d || e) | f", "echo -- 'a b' \"it's\"", "a \\\n b # c", "((a));;b\n", "a && (b && c)", "a\r\nb",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tree, err := ParseWords(text)
		if err != nil || !rendersWhole(tree) {
			return
		}
		rendered := RenderWords(tree)
		again, err := ParseWords(rendered)
		if err != nil {
			t.Fatalf("%q renders as %q: %v", text, rendered, err)
		}
		if !reflect.DeepEqual(flat(tree), flat(again)) {
			t.Fatalf("%q renders as %q, which is %+v and not %+v", text, rendered, again, tree)
		}
	})
}

func FuzzArguments(f *testing.F) {
	for _, c := range Commands() {
		f.Add(c.Name)
	}
	for _, text := range []string{"focus\x00--window-id\x005", "workspace\x00--\x00a", "resize\x00smart\x00-5", "echo\x00--\x00%{x}", "volume\x00set\x00-1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		argv := strings.Split(text, "\x00")
		call, err := ParseArgv(argv)
		if err != nil {
			if err.Error() == "" {
				t.Fatalf("%q fails without a text", argv)
			}
			return
		}
		again, err := ParseArgv(call.Argv())
		if err != nil {
			t.Fatalf("%q parses, but not its canonical form %q: %v", argv, call.Argv(), err)
		}
		if !reflect.DeepEqual(again.Argv(), call.Argv()) {
			t.Fatalf("%q becomes %q", call.Argv(), again.Argv())
		}
	})
}

// A program is the text of known commands: rendered and read again it is the
// same, and its help and errors say something.
func FuzzProgram(f *testing.F) {
	for _, text := range append(templates, "exec-and-forget a; b", "list-windows --app-id x --workspace a visible --json", "volume set 5",
		"subscribe --all", "test-not '%{window-title}' ~= 'a b'", "focus --help", "layout h_list | (move-through left || true)") {
		f.Add(strings.NewReplacer("DIRECTION", "left", "NUMBER", "3", "WINDOW", "2", "NAME", "a", "LAYOUT", "tiles", "TILES", "tiles").Replace(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		allowed := Allowed{Exec: true, Eval: true}
		p, err := Parse(text, allowed)
		if err != nil {
			if err.Error() == "" {
				t.Fatalf("%q: an error without a text", text)
			}
			return
		}
		for _, c := range p.Calls() {
			c.Neutral()
			c.Stdin()
			c.Subscription()
		}
		// A script is rendered with one more space, as AeroSpace does.
		words, err := ParseWords(text)
		if err != nil || !rendersWhole(words) || strings.HasPrefix(text, execAndForgetCommand.Name) {
			return
		}
		rendered := p.String()
		again, err := Parse(rendered, allowed)
		if err != nil {
			t.Fatalf("%q renders as %q: %v", text, rendered, err)
		}
		if again.String() != rendered {
			t.Fatalf("%q renders as %q, and that as %q", text, rendered, again)
		}
	})
}

// A format is read without its meaning changing: literals and variables put
// together are the text again, and every object has a line or an error.
func FuzzFormat(f *testing.F) {
	for _, text := range []string{
		"", "%", "%%{tab}%", "%{window-id}%{right-padding} | %{app-name}%{right-padding} | %{window-title}", "%{newline}%{monitor-name}",
		"%{workspace", "%{a{", "%{%", "é%{app-pid}{}%{right-padding}%{right-padding}", "%{workspace} %{monitor-is-main}",
	} {
		f.Add(text)
	}
	state := workspaces.New(workspaces.Settings{}, nil)
	for id, title := range []string{"", "a b", "日本\n\"语\"", "e\u0301 \xff"} {
		state = state.AddWindow(workspaces.Window{ID: workspaces.WindowID(id), Title: title, Kind: workspaces.Kind(id % 3)}, workspaces.AddOptions{})
	}
	var objects []object
	for _, id := range state.Windows() {
		w, _ := state.Window(id)
		objects = append(objects, object{kind: windowKind, window: &w})
	}
	objects = append(objects, object{kind: workspaceKind, workspace: "1"}, object{kind: monitorKind}, object{kind: appKind, app: &workspaces.App{}})
	f.Fuzz(func(t *testing.T, text string) {
		format, err := ParseFormat(text)
		if err != nil {
			if !strings.Contains(text, "%{") {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		var whole strings.Builder
		for _, part := range format {
			if part.isVariable {
				whole.WriteString("%{" + part.variable + "}")
			} else {
				whole.WriteString(part.literal)
			}
		}
		if whole.String() != text {
			t.Fatalf("%q is read as %q", text, whole.String())
		}
		for _, o := range objects {
			lines, errs := format.lines(state, []object{o, o})
			if errs == nil && (len(lines) != 2 || lines[0] != lines[1]) {
				t.Fatalf("%q of one object twice: %q", text, lines)
			}
			var missing *missingVariable
			for _, err := range errs {
				if !errors.As(err, &missing) {
					t.Fatalf("%q: %v", text, err)
				}
			}
			if _, err := format.json(state, []object{o}, true); err == nil && errs != nil {
				t.Fatalf("%q: JSON has what a line lacks: %v", text, errs)
			}
		}
	})
}
