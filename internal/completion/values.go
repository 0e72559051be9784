package completion

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"perch/internal/command"
)

// ofCommand completes the arguments of a command.
func (c Completer) ofCommand(cmd *command.Command, before []string, current string) []Candidate {
	expected := cmd.Expect(before)
	writesFlag := strings.HasPrefix(current, "-") && !expected.Dashed
	var list []Candidate
	if f := expected.Flag; f != nil && (expected.Required || !writesFlag) {
		list = c.values(cmd, f.Completion, f.Choices, expected, before, current)
		if expected.Required {
			return list
		}
	}
	if writesFlag {
		list = append(list, helpFlag)
		for _, f := range expected.Flags {
			list = append(list, Candidate{f.Name, f.Summary})
		}
	}
	// "--" is a positional of commands that need it.
	p := expected.Positional
	if p != nil && p.Placeholder == "--" {
		list = append(list, Candidate{"--", "The text follows"})
	} else if p != nil && !writesFlag {
		list = append(list, c.values(cmd, p.Completion, p.Choices, expected, before, current)...)
	}
	if len(list) == 0 {
		for _, f := range expected.Flags {
			list = append(list, Candidate{f.Name, f.Summary})
		}
	}
	return list
}

// values are what a flag or positional may be.
func (c Completer) values(cmd *command.Command, source command.Completion, choices []string, e command.Expected, before []string, current string) []Candidate {
	var list []Candidate
	switch source {
	case command.WindowIDs:
		list = c.windows()
	case command.WorkspaceNames:
		list = c.workspaces()
	case command.MonitorPatterns:
		if len(e.Given) > 0 && slices.Contains(choices, e.Given[0]) && !e.Dashed {
			return nil
		}
		if list = c.monitorPatterns(); len(e.Given) > 0 {
			choices = nil
		}
	case command.MonitorIDs:
		list = c.monitors()
	case command.AppIDs:
		list = c.apps("app-bundle-id")
	case command.PIDs:
		list = c.apps("app-pid")
	case command.Modes:
		list = c.modes()
	case command.Bindings:
		list = c.bindings(modeOf(before))
	case command.ConfigKeys:
		list = c.configKeys(current)
	case command.Formats:
		return formats(cmd.Name, current)
	}
	if source == command.Choices || !e.Dashed {
		var words []Candidate
		for _, word := range choices {
			words = append(words, Candidate{word, meanings[word]})
		}
		list = append(words, list...)
	}
	return slices.DeleteFunc(list, func(c Candidate) bool { return slices.Contains(e.Given, c.Word) })
}

// meanings explain choices that are not clear by themselves.
var meanings = map[string]string{
	"next":     "The one after, in sorted order",
	"prev":     "The one before, in sorted order",
	"focused":  "The one with the focus",
	"visible":  "Those that are shown",
	"mouse":    "The one with the pointer",
	"all":      "All of them",
	"dfs-next": "The next window in the order of the tree",
	"dfs-prev": "The previous window in the order of the tree",
}

// query asks the agent for objects in JSON with these variables.
func (c Completer) query(args []string, variables ...string) []map[string]any {
	if len(variables) > 0 {
		args = append(args, "--format", "%{"+strings.Join(variables, "} %{")+"}")
	}
	var objects []map[string]any
	if json.Unmarshal([]byte(c.Ask(append(args, "--json")...)), &objects) != nil {
		return nil
	}
	return objects
}

func (c Completer) windows() []Candidate {
	var list []Candidate
	for _, w := range c.query([]string{"list-windows", "--all"}, "window-id", "app-name", "window-title") {
		list = append(list, Candidate{text(w["window-id"]), text(w["app-name"]) + ": " + text(w["window-title"])})
	}
	return list
}

func (c Completer) workspaces() []Candidate {
	var list []Candidate
	for _, w := range c.query([]string{"list-workspaces", "--monitor", "all", "--empty", "no"}, "workspace", "workspace-is-focused", "monitor-name") {
		summary := "Workspace on " + text(w["monitor-name"])
		if w["workspace-is-focused"] == true {
			summary += ", focused"
		}
		list = append(list, Candidate{text(w["workspace"]), summary})
	}
	return list
}

func (c Completer) monitors() []Candidate {
	var list []Candidate
	for _, m := range c.query([]string{"list-monitors"}, "monitor-id", "monitor-name") {
		list = append(list, Candidate{text(m["monitor-id"]), text(m["monitor-name"])})
	}
	return list
}

// monitorPatterns are the patterns that mean one monitor.
func (c Completer) monitorPatterns() []Candidate {
	list := []Candidate{{"main", "The main monitor"}}
	monitors := c.monitors()
	if len(monitors) == 2 {
		list = append(list, Candidate{"secondary", "The other of two monitors"})
	}
	for _, m := range monitors {
		list = append(list, Candidate{regexp.QuoteMeta(m.Summary), "Monitor " + m.Word})
	}
	return list
}

// apps are the applications by one of their properties. Several processes can
// share an id.
func (c Completer) apps(property string) []Candidate {
	var list []Candidate
	for _, app := range c.query([]string{"list-apps"}, property, "app-name") {
		candidate := Candidate{text(app[property]), text(app["app-name"])}
		if !slices.ContainsFunc(list, func(c Candidate) bool { return c.Word == candidate.Word }) {
			list = append(list, candidate)
		}
	}
	return list
}

func (c Completer) modes() []Candidate {
	var list []Candidate
	for mode := range strings.Lines(c.Ask("config", "--get", "mode", "--keys")) {
		list = append(list, Candidate{strings.TrimSuffix(mode, "\n"), "Binding mode"})
	}
	return list
}

// modeOf is the mode that arguments name.
func modeOf(arguments []string) string {
	if i := slices.Index(arguments, "--mode"); i >= 0 && i+1 < len(arguments) {
		return arguments[i+1]
	}
	return command.MainMode
}

// bindings are the bindings of a mode and the commands that they run.
func (c Completer) bindings(mode string) []Candidate {
	var commands map[string]string
	if json.Unmarshal([]byte(c.Ask("config", "--get", "mode."+mode+".binding", "--json")), &commands) != nil {
		return nil
	}
	var list []Candidate
	for _, notation := range slices.Sorted(maps.Keys(commands)) {
		list = append(list, Candidate{notation, commands[notation]})
	}
	return list
}

// configKeys are the tables, and every key once a table has been chosen.
func (c Completer) configKeys(current string) []Candidate {
	which := "--major-keys"
	if strings.Count(current, ".") > 2 {
		which = "--all-keys"
	}
	var list []Candidate
	for key := range strings.Lines(c.Ask("config", which)) {
		list = append(list, Candidate{Word: strings.TrimSuffix(key, "\n")})
	}
	return list
}

// formats go on with a variable at the end of a text.
func formats(name, current string) []Candidate {
	variables := command.FormatVariables(name)
	if variables == nil {
		variables = command.TextVariables()
	}
	start := current
	if i := strings.LastIndex(current, "%"); i >= 0 && !strings.Contains(current[i:], "}") {
		start = current[:i]
	}
	var list []Candidate
	for _, v := range variables {
		list = append(list, Candidate{start + "%{" + v + "}", strings.ReplaceAll(v, "-", " ")})
	}
	return list
}

// text is a value of the agent as a person writes it.
func text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprint(value)
}
