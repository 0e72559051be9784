package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"perch/config"
	"perch/workspaces"
)

// Neutral is a call in the notation of scenarios: the command and the options
// that were given, under short names and as plain JSON values.
func (c *Call) Neutral() map[string]any {
	a := c.Arguments
	m := map[string]any{"cmd": c.Command.Name}
	if c.Command == execAndForgetCommand {
		m["script"] = a.script
		return m
	}
	for name, value := range a.flags {
		key, ok := neutralFlags[name]
		if !ok {
			key = strings.ReplaceAll(strings.TrimPrefix(name, "--"), "-", "_")
		}
		switch v := value.(type) {
		case Format:
			value = v.neutral()
		case []monitorID:
			key, value = "monitors", neutralMonitorIDs(v)
		case []workspaceFilter:
			key, value = "workspaces", neutralFilters(v)
		}
		switch name {
		case "--boundaries":
			if value == ownWorkspace {
				continue // the same as nothing
			}
		case "--no-stdin":
			key, value = "stdin", false
		case "--all":
			m["monitors"] = []string{"all"}
		}
		m[key] = value
	}
	for p, value := range a.values {
		if value == nil {
			continue
		}
		key, ok := neutralPositionals[p]
		if !ok {
			key = strings.Trim(p.Placeholder, "<>")
		}
		switch v := value.(type) {
		case workspaces.Direction:
			key, value = "dir", v.String()
		case step:
			key, value = "target", []string{"dfs-prev", v.direction.String(), "dfs-next"}[v.dfs+1]
		case workspaceTarget:
			key, value = "target", map[string]string{"name": v.name}
			if v.relative() {
				value = map[string]string{"relative": relativeWord(v.offset)}
			}
		case monitorTarget:
			key, value = "target", v.neutral()
		case []string:
			key = "layouts"
		case units:
			key, value = "units", map[string]any{[]string{"add", "sub", "set"}[v.how]: v.amount}
		case []Format:
			list := []any{}
			for _, f := range v {
				list = append(list, f.neutral())
			}
			key, value = "args", list
		}
		m[key] = value
	}
	return m
}

// neutralFlags are the flags whose names are shortened otherwise than by
// leaving the dashes out.
var neutralFlags = map[string]string{
	"--wrap-around": "wrap", "--fail-if-fullscreen": "fif", "--fail-if-macos-native-fullscreen": "fimf",
	"--focus-follows-window": "ffw", "--auto-back-and-forth": "abf", "--macos-native-hidden": "hidden", "--config-path": "path",
}

// neutralPositionals are the arguments that are not called by their
// placeholder.
var neutralPositionals = map[*Positional]string{
	resizeDimension.Positional:  "dim",
	callbackArgument.Positional: "cb",
	summonArgument.Positional:   "ws",
	testOperator.Positional:     "op",
	modeArgument.Positional:     "mode",
	evalArgument.Positional:     "expr",
}

func relativeWord(offset int) string {
	if offset > 0 {
		return "next"
	}
	return "prev"
}

func neutralMonitorIDs(ids []monitorID) []any {
	list := []any{}
	for _, id := range ids {
		if id.word != "" {
			list = append(list, id.word)
		} else {
			list = append(list, id.number)
		}
	}
	return list
}

func neutralFilters(filters []workspaceFilter) []any {
	list := []any{}
	for _, f := range filters {
		if f.word != "" {
			list = append(list, f.word)
		} else {
			list = append(list, map[string]string{"name": f.name})
		}
	}
	return list
}

func (m monitorTarget) neutral() any {
	switch {
	case m.direction != nil:
		return map[string]string{"direction": m.direction.String()}
	case m.offset != 0:
		return map[string]string{"relative": relativeWord(m.offset)}
	}
	list := []any{}
	for _, p := range m.patterns {
		list = append(list, neutralPattern(p))
	}
	return map[string]any{"patterns": list}
}

func neutralPattern(p config.MonitorPattern) any {
	switch p.Kind() {
	case "number":
		return json.Number(p.String())
	case "name":
		return map[string]string{"regex": p.String()}
	}
	return p.String()
}

func (f Format) neutral() []any {
	list := []any{}
	for _, part := range f {
		if part.isVariable {
			list = append(list, map[string]string{"var": part.variable})
		} else {
			list = append(list, part.literal)
		}
	}
	return list
}

// Object is one thing that a format describes. One field is set.
type Object struct {
	Window    *workspaces.WindowID
	Workspace *string
	Monitor   *int // 1-based
	App       *workspaces.App
}

func (o Object) resolve(s *workspaces.State) (object, error) {
	switch {
	case o.Window != nil:
		w, ok := s.Window(*o.Window)
		if !ok {
			return object{}, fmt.Errorf("there is no window %d", *o.Window)
		}
		return object{kind: windowKind, window: w}, nil
	case o.Workspace != nil:
		return object{kind: workspaceKind, workspace: *o.Workspace}, nil
	case o.Monitor != nil:
		if *o.Monitor < 1 || *o.Monitor > len(s.Monitors()) {
			return object{}, fmt.Errorf("there is no monitor %d", *o.Monitor)
		}
		return object{kind: monitorKind, monitor: *o.Monitor - 1}, nil
	case o.App != nil:
		return object{kind: appKind, app: *o.App}, nil
	}
	return object{}, errors.New("an object is a window, a workspace, a monitor or an application")
}

func resolveObjects(s *workspaces.State, objects []Object) ([]object, error) {
	resolved := make([]object, len(objects))
	for i, o := range objects {
		var err error
		if resolved[i], err = o.resolve(s); err != nil {
			return nil, err
		}
	}
	return resolved, nil
}

// Lines writes one line for each object, as list-windows and its like do.
func (f Format) Lines(s *workspaces.State, objects []Object) ([]string, error) {
	resolved, err := resolveObjects(s, objects)
	if err != nil {
		return nil, err
	}
	lines, errs := f.lines(s, resolved)
	return lines, errors.Join(errs...)
}

// JSON writes the objects as --json does. Unless it is ignored, right-padding
// is an error.
func (f Format) JSON(s *workspaces.State, objects []Object, ignorePadding bool) (string, error) {
	resolved, err := resolveObjects(s, objects)
	if err != nil {
		return "", err
	}
	return f.json(s, resolved, ignorePadding)
}
