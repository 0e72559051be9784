package config

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// scenario is a row of scenarios.jsonl; what a row does not have is not checked.
type scenario struct {
	ID            string
	Area          string
	Config        *string
	ConfigFile    string            `json:"config_file"`
	ProcessEnv    map[string]string `json:"process_env"`
	Errors        *[]string
	Warnings      *[]string
	ReloadAllowed *bool `json:"reload_allowed"`
	Expect        map[string]any

	Interpolate string
	Vars        map[string]string
	Result      *string
	Fails       bool

	Text        string
	Pattern     string
	MatchesText bool `json:"matches_text"`
}

func scenarios(t *testing.T, area string) []scenario {
	t.Helper()
	f, err := os.Open("../testdata/scenarios.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []scenario
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var id struct{ Area string }
		if err := json.Unmarshal(lines.Bytes(), &id); err != nil {
			t.Fatal(err)
		}
		if id.Area != area {
			continue // rows of other areas have other fields
		}
		var row scenario
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if lines.Err() != nil || len(rows) == 0 {
		t.Fatalf("no rows of area %s (%v)", area, lines.Err())
	}
	return rows
}

func TestConfigScenarios(t *testing.T) { RunConfigScenarios(t, plainLanguage{}) }

// RunConfigScenarios runs the rows of area config with a command language.
func RunConfigScenarios(t *testing.T, language Language) {
	for _, row := range scenarios(t, "config") {
		t.Run(row.ID, func(t *testing.T) { runConfigScenario(t, row, language) })
	}
}

func runConfigScenario(t *testing.T, row scenario, language Language) {
	var env []string
	for name, value := range row.ProcessEnv {
		env = append(env, name+"="+value)
	}
	var data []byte
	switch {
	case row.Config != nil:
		data = []byte(*row.Config)
	case filepath.Base(row.ConfigFile) == "default-config.toml":
		data = Default()
	default:
		var err error
		if data, err = os.ReadFile(filepath.Join("testdata", filepath.Base(row.ConfigFile))); err != nil {
			t.Fatal(err)
		}
	}
	c, problems := Parse(data, "perch.toml", language, env)
	errors, warnings, fatal := []string{}, []string{}, false
	for _, p := range problems {
		if p.Warning {
			warnings = append(warnings, p.Contract())
		} else {
			errors = append(errors, p.Contract())
		}
		fatal = fatal || p.Fatal
	}
	if row.Errors != nil {
		want := *row.Errors
		// The wording after "Syntax error: " is the TOML library's.
		const syntax = " Syntax error: "
		if len(want) == 1 && len(errors) == 1 && strings.Contains(want[0], syntax) {
			w, _, _ := strings.Cut(want[0], syntax)
			g, _, _ := strings.Cut(errors[0], syntax)
			want, errors = []string{w}, []string{g}
		}
		if !slices.Equal(errors, want) {
			t.Errorf("errors:\n%s\nwant:\n%s", strings.Join(errors, "\n"), strings.Join(want, "\n"))
		}
	}
	if row.Warnings != nil && !slices.Equal(warnings, *row.Warnings) {
		t.Errorf("warnings %q, want %q", warnings, *row.Warnings)
	}
	if row.ReloadAllowed != nil && *row.ReloadAllowed == fatal {
		t.Errorf("fatal: %v", fatal)
	}
	if fatal != (c == nil) {
		t.Errorf("fatal is %v, config is %v", fatal, c)
	}
	for key, want := range row.Expect {
		got, ok := value(c, key, env)
		if !ok {
			t.Errorf("the test does not know how to read %q", key)
			continue
		}
		if s, ok := want.(string); ok && s == "same as default" {
			fallback, _ := Parse(nil, "", language, env)
			want, _ = value(fallback, key, env)
		}
		if got, want := normal(t, got), normal(t, want); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
}

// normal is v as JSON reads it.
func normal(t *testing.T, v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// value reads one key of a config in the notation of the scenarios.
func value(c *Config, key string, env []string) (any, bool) {
	if mode, ok := strings.CutPrefix(key, "mode."); ok {
		mode, _, _ = strings.Cut(mode, ".")
		m, ok := c.Modes[mode]
		if !ok {
			return nil, true
		}
		out := map[string]string{}
		for _, b := range m.Bindings {
			out[b.Notation] = b.Run.String()
		}
		return out, true
	}
	if name, ok := strings.CutPrefix(key, "key-notation "); ok {
		k, _ := c.Keys.Key(name)
		return k.String(), true
	}
	switch key {
	case "config-version":
		return c.Version, true
	case "enable-normalization-flatten-containers":
		return c.Flatten, true
	case "enable-normalization-opposite-orientation-for-nested-containers":
		return c.Opposite, true
	case "default-root-container-layout":
		return c.RootLayout, true
	case "default-root-container-orientation":
		return c.RootOrientation, true
	case "accordion-padding":
		return c.AccordionPadding, true
	case "persistent-workspaces":
		return c.PersistentWorkspaces, true
	case "persistent-workspaces (sorted)":
		return slices.Sorted(slices.Values(c.PersistentWorkspaces)), true
	case "exec":
		return c.Exec.Env, true
	case "exec env":
		return c.Exec.Env, true
	case "physical bindings":
		out := map[string]string{}
		for _, b := range c.Modes["main"].Bindings {
			out[b.Chord.String()] = b.Run.String()
		}
		return out, true
	case "workspace-to-monitor-force-assignment":
		out := map[string][]any{}
		for ws, patterns := range c.Assignments {
			out[ws] = []any{}
			for _, p := range patterns {
				out[ws] = append(out[ws], patternValue(p))
			}
		}
		return out, true
	case "gaps":
		g := c.Gaps
		return map[string]any{
			"inner": map[string]any{"horizontal": gapValue(g.InnerHorizontal), "vertical": gapValue(g.InnerVertical)},
			"outer": map[string]any{"left": gapValue(g.Left), "bottom": gapValue(g.Bottom), "top": gapValue(g.Top), "right": gapValue(g.Right)},
		}, true
	case "on-window-detected":
		out := []any{}
		for _, rule := range c.OnWindowDetected {
			out = append(out, ruleValue(rule))
		}
		return out, true
	}
	return nil, false
}

func patternValue(p MonitorPattern) any {
	switch p.Kind() {
	case "number":
		return p.number
	case "name":
		return map[string]string{"regex": p.String()}
	}
	return p.String()
}

func gapValue(g Gap) any {
	if g.Rules == nil {
		return g.Default
	}
	rules := [][]any{}
	for _, rule := range g.Rules {
		rules = append(rules, []any{patternValue(rule.Monitor), rule.Value})
	}
	return map[string]any{"rules": rules, "default": g.Default}
}

func ruleValue(rule WindowRule) any {
	out := map[string]any{"check-further-callbacks": rule.CheckFurther, "run": rule.Run.String()}
	if rule.Match == nil {
		out["if"] = rule.Condition.String()
		return out
	}
	match := map[string]any{}
	if rule.Match.AppID != nil {
		match["app-id"] = *rule.Match.AppID
	}
	if rule.Match.Workspace != nil {
		match["workspace"] = *rule.Match.Workspace
	}
	if rule.Match.AppName != nil {
		match["app-name-regex-substring"] = rule.Match.AppName.String()
	}
	if rule.Match.Title != nil {
		match["window-title-regex-substring"] = rule.Match.Title.String()
	}
	if rule.Match.DuringStartup != nil {
		match["during-aerospace-startup"] = *rule.Match.DuringStartup
	}
	out["if"] = match
	return out
}

func TestInterpolateScenarios(t *testing.T) {
	for _, row := range scenarios(t, "interpolate") {
		got, mistakes := Interpolate(row.Interpolate, func(name string) (string, bool) {
			v, ok := row.Vars[name]
			return v, ok
		})
		if row.Fails != (len(mistakes) > 0) {
			t.Errorf("%s: %q has the mistakes %q", row.ID, row.Interpolate, mistakes)
		}
		if row.Result != nil && got != *row.Result {
			t.Errorf("%s: %q became %q, want %q", row.ID, row.Interpolate, got, *row.Result)
		}
	}
}

func TestRegexScenarios(t *testing.T) {
	for _, row := range scenarios(t, "regex") {
		re, err := CompileRegex(row.Pattern)
		if err != nil {
			t.Errorf("%s: %v", row.ID, err)
			continue
		}
		if got := re.Finds(row.Text); got != row.MatchesText {
			t.Errorf("%s: %q in %q: %v", row.ID, row.Pattern, row.Text, got)
		}
	}
}

// Texts that AeroSpace's rows do not reach, in its notation.
func TestContractTexts(t *testing.T) {
	const outdated = "[WARNING] The current 'config-version = 1' is outdated. Please consider migrating to 'config-version = 2'. " +
		"See https://nikitabobko.github.io/AeroSpace/guide#config-version for the migration guide."
	for _, c := range []struct {
		config string
		want   []string
	}{
		{"config-version = 3", []string{"[ERROR] config-version: config-version must be in [1, 2] range", outdated}},
		{"config-version = '2'", []string{"[ERROR] config-version: Expected type is 'Int'. But actual type is 'String'", outdated}},
		{"persistent-workspaces = ['a']", []string{"[ERROR] persistent-workspaces: This config option is only available since 'config-version = 2'", outdated}},
		{"config-version = 2\nenable-normalization-flatten-containers = 'x'",
			[]string{"[ERROR] enable-normalization-flatten-containers: Expected type is 'Bool'. But actual type is 'String'"}},
		{"config-version = 2\ngaps.inner.horizontal = [true]\ngaps.inner.vertical = [{ foo.main = 1 }, { monitor = { foo = 2, bar = 3 } }, 1]", []string{
			"[ERROR] gaps.inner.horizontal: The last item in the array must be of type Int",
			"[ERROR] gaps.inner.vertical[0]: The table is expected to have a single key 'monitor'",
			"[ERROR] gaps.inner.vertical[1].monitor: The table is expected to have a single key",
		}},
		{"config-version = 2\ngaps.inner.horizontal = []", []string{"[ERROR] gaps.inner.horizontal: The array must not be empty"}},
		{"config-version = 2\ngaps.inner.horizontal = [{ monitor.main = 'x' }, 1]",
			[]string{"[ERROR] gaps.inner.horizontal[0].monitor.main: Expected type is 'Int'. But actual type is 'string'"}},
		{"config-version = 2\ngaps.inner.horizontal = [{ monitor.0 = 5 }, 1]", []string{
			"[ERROR] gaps.inner.horizontal[0].monitor.0: Monitor sequence numbers uses 1-based indexing. Values less than 1 are illegal"}},
		{"config-version = 2\nafter-login-command = ['exec-and-forget echo hi']", []string{
			"[ERROR] after-login-command: after-login-command is deprecated since AeroSpace 0.19.0. https://github.com/nikitabobko/AeroSpace/issues/1482"}},
		{"config-version = 2\nkey-mapping.key-notation-to-key-code = { q = 'qw', ' f' = 'f' }", []string{
			"[ERROR] key-mapping.key-notation-to-key-code: ' f' is invalid key notation",
			"[ERROR] key-mapping.key-notation-to-key-code.q: 'qw' is invalid key code",
		}},
		{"config-version = 2\nmode.main.binding = { shift-alt-a = 'focus left', alt-shift-a = 'focus right', alt-shift-shift-a = 'focus up' }", []string{
			"[ERROR] mode.main.binding.alt-shift-shift-a: 'alt-shift-a' Binding redeclaration",
			"[ERROR] mode.main.binding.shift-alt-a: 'alt-shift-a' Binding redeclaration",
		}},
		{"config-version = 2\n[exec.env-vars]\nFOO = '${BAR}'\nBAR = '${FOO}'", []string{
			"[ERROR] exec.env-vars.BAR: Env variable 'FOO' isn't presented in AeroSpace.app env vars, or not available for interpolation (because it's mutated)",
			"[ERROR] exec.env-vars.FOO: Env variable 'BAR' isn't presented in AeroSpace.app env vars, or not available for interpolation (because it's mutated)",
		}},
		{"config-version = 2\nexec.env-vars = 1", []string{"[ERROR] exec.env-vars: Expected type is 'Array'. But actual type is 'Int'"}},
		{"config-version = 2\nworkspace-to-monitor-force-assignment.a = true",
			[]string{"[ERROR] workspace-to-monitor-force-assignment.a: Expected types are 'string' or 'int'. But actual type is 'bool'"}},
		{"config-version = 2\non-window-detected = [{ if = 5, run = [] }]", []string{
			"[ERROR] on-window-detected[0].if: Expected type is 'String'. But actual type is 'Int'",
			"[ERROR] on-window-detected[0]: Omitting 'if' is error prone. You can use `if = 'true'` to preserve the previous behavior.\nBut heads up! You may have missed 'check-further-callbacks = true'",
		}},
		{"config-version = 2\non-window-detected = 5", []string{"[ERROR] on-window-detected: Expected type is 'Array'. But actual type is 'Int'"}},
		{"config-version = 2\nmode = 1", []string{"[ERROR] mode: Expected type is 'Table'. But actual type is 'Int'"}},
		{"config-version = 2\nexec-on-workspace-change = '/bin/x'",
			[]string{"[ERROR] exec-on-workspace-change: Expected type is 'Array'. But actual type is 'String'"}},
		{"config-version = 2\na = 1979-05-27T07:32:00Z\nb = 07:32:00\nc = 1979-05-27T07:32:00\nd = [1.5]\n", []string{
			"[ERROR] a: Unsupported TOML type: OffsetDateTime",
			"[ERROR] b: Unsupported TOML type: LocalTime",
			"[ERROR] c: Unsupported TOML type: LocalDateTime",
			"[ERROR] d[0]: Unsupported TOML type: Double",
			"[ERROR] d: Unknown top-level key",
		}},
	} {
		_, problems := Parse([]byte(c.config), "", plainLanguage{}, nil)
		got := []string{}
		for _, p := range problems {
			got = append(got, p.Contract())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s\ngives:\n%s\nwant:\n%s", c.config, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

func TestInferredWorkspaces(t *testing.T) {
	c, _ := Parse([]byte(`
[mode.main.binding]
a = 'workspace --auto-back-and-forth 1'
b = 'move-node-to-workspace --focus-follows-window --window-id 7 2'
c = 'workspace next; workspace --wrap-around prev'
d = ['workspace -- next', 'move-node-to-workspace 1']
[mode.other.binding]
a = 'workspace 3'
[workspace-to-monitor-force-assignment]
4 = 1
1 = 'main'
`), "", plainLanguage{}, nil)
	if got := fmt.Sprint(c.PersistentWorkspaces); got != "[1 2 next 3 4]" {
		t.Error(got)
	}
	c, _ = Parse([]byte("config-version = 2\nmode.main.binding.a = 'workspace 1'"), "", plainLanguage{}, nil)
	if len(c.PersistentWorkspaces) != 0 {
		t.Errorf("version 2 infers %v", c.PersistentWorkspaces)
	}
}

func TestExecEnvironment(t *testing.T) {
	env := []string{"PATH=/bin", "HOME=/h", "BROKEN"}
	for _, c := range []struct {
		config string
		want   map[string]string
	}{
		{"", map[string]string{"PATH": "/opt/homebrew/bin:/opt/homebrew/sbin:/bin", "HOME": "/h"}},
		{"exec = {}", map[string]string{"PATH": "/bin", "HOME": "/h"}},
		{"exec.inherit-env-vars = false", map[string]string{}},
		{"exec = { inherit-env-vars = false, env-vars = { A = '${HOME}/a', HOME = '/x', PWD = '/' } }", map[string]string{"HOME": "/x"}},
	} {
		got, _ := Parse([]byte(c.config), "", plainLanguage{}, env)
		if !maps.Equal(got.Exec.Env, c.want) {
			t.Errorf("%s: %v, want %v", c.config, got.Exec.Env, c.want)
		}
	}
	got, _ := Parse([]byte("exec = {}"), "", plainLanguage{}, env)
	if list := got.Exec.Environ(); !slices.Equal(list, []string{"HOME=/h", "PATH=/bin"}) {
		t.Error(list)
	}
}
