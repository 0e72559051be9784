package simulate

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"perch/config"
	"perch/internal/command"
)

// runConfig reads a whole configuration file and compares what became of it.
func runConfig(r row) []string {
	var c checks
	data, err := configOf(r)
	if err != nil {
		return []string{err.Error()}
	}
	variables := map[string]string{}
	if err := r.into("process_env", &variables); err != nil {
		return []string{err.Error()}
	}
	env := environment(variables)
	parsed, problems := config.Parse(data, "scenario.toml", command.Language{}, env)
	fatal := false
	seen := map[string][]string{"errors": {}, "warnings": {}}
	for _, p := range problems {
		list := "errors"
		if p.Warning {
			list = "warnings"
		}
		seen[list] = append(seen[list], p.Contract())
		fatal = fatal || p.Fatal
	}
	for list, texts := range seen {
		if r.has(list) {
			c.equal(list, ownSyntaxErrors(r.strings(list)), ownSyntaxErrors(texts))
		}
	}
	if r.has("reload_allowed") {
		c.equal("reload allowed", r.flag("reload_allowed"), !fatal)
	}
	var expect object
	if err := r.into("expect", &expect); err != nil {
		return append(c, err.Error())
	}
	if parsed == nil {
		if len(expect) > 0 {
			c.fail("expected a configuration, seen none")
		}
		return c
	}
	for _, m := range expect {
		value, err := configValue(parsed, m.key)
		if err != nil {
			c.fail("%v", err)
			continue
		}
		var want any = m.value
		if string(m.value) == `"same as default"` {
			fallback, _ := config.Parse(nil, "", command.Language{}, env)
			want, _ = configValue(fallback, m.key)
		}
		c.equal(m.key, want, value)
	}
	return c
}

// configOf is the text of a row's configuration. The files that rows name are
// AeroSpace's own: its default and its example in the style of i3, which are
// looked for in the folder "testdata" of package config, from the folder at
// hand and from that of the program.
func configOf(r row) ([]byte, error) {
	if text, ok := r.text("config"); ok {
		return []byte(text), nil
	}
	file, _ := r.text("config_file")
	base := path.Base(file)
	if base == "default-config.toml" {
		return config.Default(), nil
	}
	folders := []string{"config/testdata", "../../config/testdata"}
	if program, err := os.Executable(); err == nil { // build/perch
		folders = append(folders, path.Join(path.Dir(program), "../config/testdata"))
	}
	for _, folder := range folders {
		if data, err := os.ReadFile(path.Join(folder, base)); err == nil {
			return data, nil
		}
	}
	return nil, fmt.Errorf("the file %s is not here; it is found by a perch that runs, or was built, in Perch's source folder", file)
}

// ownSyntaxErrors cuts what comes after "Syntax error:": those words are the
// TOML library's.
func ownSyntaxErrors(texts []string) []string {
	cut := slices.Clone(texts)
	for i, text := range cut {
		if before, _, found := strings.Cut(text, " Syntax error: "); found {
			cut[i] = before
		}
	}
	return append([]string{}, cut...)
}

// configValue is one value of a configuration in the notation of rows.
func configValue(c *config.Config, key string) (any, error) {
	if name, ok := strings.CutPrefix(key, "mode."); ok {
		name, _, _ = strings.Cut(name, ".")
		mode, ok := c.Modes[name]
		if !ok {
			return nil, nil
		}
		bindings := map[string]string{}
		for _, b := range mode.Bindings {
			bindings[b.Notation] = b.Run.String()
		}
		return bindings, nil
	}
	if name, ok := strings.CutPrefix(key, "key-notation "); ok {
		k, _ := c.Keys.Key(name)
		return k.String(), nil
	}
	value, ok := configValues[key]
	if !ok {
		return nil, fmt.Errorf("the row asks for %q, which is not known", key)
	}
	return value(c), nil
}

var configValues = map[string]func(*config.Config) any{
	"config-version":                          func(c *config.Config) any { return c.Version },
	"start-at-login":                          func(c *config.Config) any { return c.StartAtLogin },
	"auto-reload-config":                      func(c *config.Config) any { return c.AutoReload },
	"enable-normalization-flatten-containers": func(c *config.Config) any { return c.Flatten },
	"enable-normalization-opposite-orientation-for-nested-containers": func(c *config.Config) any { return c.Opposite },
	"default-root-container-layout":                                   func(c *config.Config) any { return c.RootLayout },
	"default-root-container-orientation":                              func(c *config.Config) any { return c.RootOrientation },
	"accordion-padding":                                               func(c *config.Config) any { return c.AccordionPadding },
	"automatically-unhide-macos-hidden-apps":                          func(c *config.Config) any { return c.UnhideApps },
	"focus-follows-mouse.enabled":                                     func(c *config.Config) any { return c.FocusFollowsMouse },
	"exec-on-workspace-change":                                        func(c *config.Config) any { return append([]string{}, c.OnWorkspaceChange...) },
	"persistent-workspaces":                                           func(c *config.Config) any { return append([]string{}, c.PersistentWorkspaces...) },
	"persistent-workspaces (sorted)": func(c *config.Config) any {
		return append([]string{}, slices.Sorted(slices.Values(c.PersistentWorkspaces))...)
	},
	"after-startup-command":                 func(c *config.Config) any { return c.AfterStartup.String() },
	"on-focus-changed":                      func(c *config.Config) any { return c.OnFocusChanged.String() },
	"on-focused-monitor-changed":            func(c *config.Config) any { return c.OnMonitorChanged.String() },
	"on-mode-changed":                       func(c *config.Config) any { return c.OnModeChanged.String() },
	"exec":                                  func(c *config.Config) any { return c.Exec.Env },
	"exec env":                              func(c *config.Config) any { return c.Exec.Env },
	"physical bindings":                     physicalBindings,
	"workspace-to-monitor-force-assignment": assignments,
	"gaps":                                  gaps,
	"on-window-detected":                    windowRules,
}

func physicalBindings(c *config.Config) any {
	bindings := map[string]string{}
	for _, b := range c.Modes[command.MainMode].Bindings {
		bindings[b.Chord.String()] = b.Run.String()
	}
	return bindings
}

func assignments(c *config.Config) any {
	all := map[string][]any{}
	for name, patterns := range c.Assignments {
		all[name] = []any{}
		for _, p := range patterns {
			all[name] = append(all[name], pattern(p))
		}
	}
	return all
}

func pattern(p config.MonitorPattern) any {
	switch p.Kind() {
	case "number":
		return json.RawMessage(p.String())
	case "name":
		return map[string]string{"regex": p.String()}
	}
	return p.String()
}

func gaps(c *config.Config) any {
	g := c.Gaps
	return map[string]any{
		"inner": map[string]any{"horizontal": gap(g.InnerHorizontal), "vertical": gap(g.InnerVertical)},
		"outer": map[string]any{"left": gap(g.Left), "bottom": gap(g.Bottom), "top": gap(g.Top), "right": gap(g.Right)},
	}
}

func gap(g config.Gap) any {
	if g.Rules == nil {
		return g.Default
	}
	rules := [][]any{}
	for _, rule := range g.Rules {
		rules = append(rules, []any{pattern(rule.Monitor), rule.Value})
	}
	return map[string]any{"rules": rules, "default": g.Default}
}

func windowRules(c *config.Config) any {
	rules := []any{}
	for _, rule := range c.OnWindowDetected {
		shown := map[string]any{"check-further-callbacks": rule.CheckFurther, "run": rule.Run.String()}
		if rule.Match == nil {
			shown["if"] = rule.Condition.String()
		} else {
			shown["if"] = windowMatch(rule.Match)
		}
		rules = append(rules, shown)
	}
	return rules
}

func windowMatch(m *config.WindowMatch) any {
	shown := map[string]any{}
	if m.AppID != nil {
		shown["app-id"] = *m.AppID
	}
	if m.Workspace != nil {
		shown["workspace"] = *m.Workspace
	}
	if m.AppName != nil {
		shown["app-name-regex-substring"] = m.AppName.String()
	}
	if m.Title != nil {
		shown["window-title-regex-substring"] = m.Title.String()
	}
	if m.DuringStartup != nil {
		shown["during-aerospace-startup"] = *m.DuringStartup
	}
	return shown
}
