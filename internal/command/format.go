package command

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"

	"perch/workspaces"
)

// Object is one thing that a format describes. One field is set.
type Object struct {
	Window    *workspaces.WindowID
	Workspace *string
	Monitor   *int // 1-based, as in monitor-id
	App       *workspaces.App
}

func (o Object) in(s *workspaces.State) (object, error) {
	switch {
	case o.Window != nil:
		w, ok := s.Window(*o.Window)
		if !ok {
			return object{}, fmt.Errorf("there is no window %d", *o.Window)
		}
		return object{kind: windowKind, window: &w}, nil
	case o.Workspace != nil:
		return object{kind: workspaceKind, workspace: *o.Workspace}, nil
	case o.Monitor != nil:
		if *o.Monitor < 1 || *o.Monitor > len(s.Monitors()) {
			return object{}, fmt.Errorf("there is no monitor %d", *o.Monitor)
		}
		return object{kind: monitorKind, monitor: *o.Monitor - 1}, nil
	case o.App != nil:
		return object{kind: appKind, app: o.App}, nil
	}
	return object{}, errors.New("the object is nothing")
}

func objectsIn(s *workspaces.State, list []Object) ([]object, error) {
	objects := make([]object, len(list))
	for i, o := range list {
		var err error
		if objects[i], err = o.in(s); err != nil {
			return nil, err
		}
	}
	return objects, nil
}

// Lines writes one line for each object, in columns where the format has a
// right-padding. The error tells every variable that the first wrong object
// lacks.
func (f Format) Lines(s *workspaces.State, list []Object) ([]string, error) {
	objects, err := objectsIn(s, list)
	if err != nil {
		return nil, err
	}
	lines, errs := f.lines(s, objects)
	if errs != nil {
		texts := make([]string, len(errs))
		for i, err := range errs {
			texts[i] = err.Error()
		}
		return nil, errors.New(strings.Join(texts, "\n"))
	}
	return lines, nil
}

// JSON writes the objects as an array of objects with the variables as keys.
// A right-padding is an error unless ignorePadding.
func (f Format) JSON(s *workspaces.State, list []Object, ignorePadding bool) (string, error) {
	objects, err := objectsIn(s, list)
	if err != nil {
		return "", err
	}
	return f.json(s, objects, ignorePadding)
}

// object is an Object that was looked up.
type object struct {
	kind      kind
	window    *workspaces.WindowInfo
	workspace string
	monitor   int // index in sorted order
	app       *workspaces.App
}

// missingVariable says that an object has no such variable.
type missingVariable struct {
	name string
	kind kind
}

func (e *missingVariable) Error() string {
	return fmt.Sprintf("Unknown interpolation variable '%s'. Possible values:\n  %s", e.name, strings.Join(e.kind.available(), "\n  "))
}

// describe is the value of a property: a bool, an int64 or a string.
func describe(s *workspaces.State, o object, property string) (any, error) {
	of := kinds[property]
	switch o.kind {
	case windowKind:
		return describeWindow(s, o.window, of, property)
	case workspaceKind:
		switch of {
		case workspaceKind:
			return describeWorkspace(s, o.workspace, property), nil
		case monitorKind:
			return describeMonitor(s, s.MonitorOf(o.workspace), property), nil
		}
	case appKind:
		if of == appKind {
			return describeApp(o.app, property), nil
		}
	case monitorKind:
		if of == monitorKind {
			return describeMonitor(s, o.monitor, property), nil
		}
	}
	return nil, &missingVariable{property, o.kind}
}

func describeWindow(s *workspaces.State, w *workspaces.WindowInfo, of kind, property string) (any, error) {
	switch of {
	case appKind:
		return describeApp(&w.App, property), nil
	case workspaceKind:
		if w.Workspace == "" {
			return "NULL-WORKSPACE", nil
		}
		return describeWorkspace(s, w.Workspace, property), nil
	case monitorKind:
		if w.Workspace == "" {
			return "NULL-MONITOR", nil
		}
		return describeMonitor(s, s.MonitorOf(w.Workspace), property), nil
	}
	switch property {
	case "window-id":
		return int64(w.ID), nil
	case "window-is-fullscreen":
		return w.Fullscreen, nil
	case "window-title":
		return w.Title, nil
	}
	switch w.Placement {
	case workspaces.Tiling:
		return w.Layout.String(), nil
	case workspaces.Floating:
		return "floating", nil
	case workspaces.NativeFullscreen:
		return "macos_native_fullscreen", nil
	case workspaces.HiddenApp:
		return "macos_native_window_of_hidden_app", nil
	case workspaces.Minimized:
		return "macos_native_minimized", nil
	}
	return "NULL-WINDOW-LAYOUT", nil
}

func describeWorkspace(s *workspaces.State, name, property string) any {
	switch property {
	case "workspace-is-focused":
		return s.Focus().Workspace == name
	case "workspace-is-visible":
		return s.IsVisible(name)
	case "workspace-root-container-layout":
		layout, _ := s.LayoutOf(workspaces.Subject{Workspace: name, Root: true})
		return layout.String()
	}
	return name
}

func describeMonitor(s *workspaces.State, i int, property string) any {
	m := s.Monitors()[i]
	switch property {
	case "monitor-id":
		return int64(i + 1)
	case "monitor-appkit-nsscreen-screens-id":
		return int64(m.SystemIndex)
	case "monitor-is-main":
		return m.Main()
	}
	return m.Name
}

func describeApp(app *workspaces.App, property string) any {
	var value string
	switch property {
	case "app-pid":
		return int64(app.PID)
	case "app-bundle-id":
		value = app.ID
	case "app-name":
		value = app.Name
	case "app-exec-path":
		value = app.ExecPath
	case "app-bundle-path":
		value = app.BundlePath
	}
	if value == "" {
		return "NULL-" + strings.ToUpper(property)
	}
	return value
}

// expand is the value of any variable but right-padding.
func expand(s *workspaces.State, o object, variable string) (any, error) {
	switch variable {
	case newline:
		return "\n", nil
	case tab:
		return "\t", nil
	}
	return describe(s, o, variable)
}

// plainValue is a value as text output shows it.
func plainValue(v any) string {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		return v
	}
	return fmt.Sprint(v)
}

// lines writes one line for each object. Cells before a right-padding are as
// wide as the widest of their column. The errors are those of the first
// object that has any.
func (f Format) lines(s *workspaces.State, objects []object) (lines []string, errs []error) {
	rows := make([][]string, len(objects))
	for i, o := range objects {
		var cell strings.Builder
		for _, part := range f {
			switch {
			case part.variable == rightPadding:
				rows[i] = append(rows[i], cell.String())
				cell.Reset()
			case part.isVariable:
				v, err := expand(s, o, part.variable)
				if err != nil {
					errs = append(errs, err)
				}
				cell.WriteString(plainValue(v))
			default:
				cell.WriteString(part.literal)
			}
		}
		if errs != nil {
			return nil, errs
		}
		rows[i] = append(rows[i], cell.String())
	}
	for column := range f.paddings() {
		align(rows, column)
	}
	for _, row := range rows {
		lines = append(lines, strings.Join(row, ""))
	}
	return lines, nil
}

// align makes the cells of a column as wide as the widest one.
func align(rows [][]string, column int) {
	widths, widest := make([]int, len(rows)), 0
	for i, row := range rows {
		widths[i] = uniseg.GraphemeClusterCount(row[column])
		widest = max(widest, widths[i])
	}
	for i, row := range rows {
		row[column] += strings.Repeat(" ", widest-widths[i])
	}
}

// json writes the objects as an array of objects with the variables as keys.
func (f Format) json(s *workspaces.State, objects []object, ignorePadding bool) (string, error) {
	list := make([]any, len(objects))
	for i, o := range objects {
		fields := map[string]any{}
		for _, part := range f {
			switch {
			case !part.isVariable, part.variable == rightPadding && ignorePadding:
			case part.variable == rightPadding:
				return "", fmt.Errorf("'%s' interpolation variable cannot be expanded", rightPadding)
			default:
				v, err := expand(s, o, part.variable)
				if err != nil {
					return "", err
				}
				fields[part.variable] = v
			}
		}
		list[i] = fields
	}
	return PrettyJSON(list), nil
}

// jsonable says what keeps a format from being used with --json.
func (f Format) jsonable() error {
	for _, part := range f {
		if part.variable == rightPadding {
			return fmt.Errorf("%%{%s} interpolation variable is not allowed when --json is used", rightPadding)
		}
		if strings.Trim(part.literal, " ") != "" {
			return fmt.Errorf("Only interpolation variables and spaces are allowed in '--format' when '--json' is used")
		}
	}
	return nil
}
