package command

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

var (
	countFlag = toggle("--count", "Print only the number")
	jsonFlag  = toggle("--json", "Print JSON")
)

// outputConflicts are the flags for output that exclude each other.
var outputConflicts = [][]string{{"--count", "--format"}, {"--count", "--json"}}

// newFormat declares --format for objects of a kind.
func newFormat(of kind) option[Format] {
	return option[Format]{&Flag{Name: "--format", Summary: "What to print, with variables %{…}", Placeholder: "<output-format>", Completion: Formats,
		read: func(_ string, rest []string) (any, int, error) {
			if len(rest) == 0 || isFlag(rest[0]) {
				return nil, 0, fmt.Errorf("<output-format> is mandatory. Possible values:\n  %s", strings.Join(of.available(), "\n  "))
			}
			f, err := ParseFormat(rest[0])
			if err != nil {
				return nil, 1, fmt.Errorf("Failed to parse <output-format>. %w", err)
			}
			return f, 1, nil
		}}}
}

// list prints objects in the way that the flags ask for.
func (t *turn) list(a *Arguments, format option[Format], fallback Format, objects []object) Code {
	f := format.or(a, nil)
	byDefault := len(f) == 0
	if byDefault {
		f = fallback
	}
	switch {
	case countFlag.given(a):
		t.out(strconv.Itoa(len(objects)))
	case jsonFlag.given(a):
		text, err := f.json(t.State, objects, byDefault)
		if err != nil {
			return t.fail(err.Error())
		}
		t.out(text)
	default:
		lines, errs := f.lines(t.State, objects)
		if errs != nil {
			texts := make([]string, len(errs))
			for i, err := range errs {
				texts[i] = err.Error()
			}
			return t.fail(joinErrors(texts))
		}
		t.out(lines...)
	}
	return OK
}

// checkFormat says whether a format goes with --json.
func checkFormat(a *Arguments, format option[Format]) error {
	if jsonFlag.given(a) {
		return format.or(a, nil).jsonable()
	}
	return nil
}

// monitorID is one value of --monitor: a 1-based number, or a word.
type monitorID struct {
	number int
	word   string // focused, mouse, all; "" for a number
}

func newMonitors() option[[]monitorID] {
	const possible = "<monitor> possible values: (<monitor-id>|focused|mouse|all)"
	return option[[]monitorID]{&Flag{Name: "--monitor", Summary: "Only what is on these monitors", Placeholder: "<monitor>...", Completion: MonitorIDs, Many: true,
		Choices: []string{"focused", "mouse", "all"},
		read: func(_ string, rest []string) (any, int, error) {
			rest = plain(rest)
			if len(rest) == 0 {
				return nil, 0, errors.New("<monitor>... is mandatory. " + possible)
			}
			var ids []monitorID
			for i, word := range rest {
				if n, err := strconv.Atoi(word); err == nil {
					ids = append(ids, monitorID{number: n})
				} else if word == "focused" || word == "mouse" || word == "all" {
					ids = append(ids, monitorID{word: word})
				} else {
					return nil, i + 1, fmt.Errorf("Can't parse monitor ID '%s'. %s", word, possible)
				}
			}
			return ids, len(rest), nil
		}}}
}

// monitors are the indices that values of --monitor mean.
func (t *turn) monitors(ids []monitorID) ([]int, error) {
	var list []int
	all := t.State.Monitors()
	for _, id := range ids {
		switch id.word {
		case "focused":
			list = append(list, t.State.MonitorOf(t.State.Focus().Workspace))
		case "mouse":
			list = append(list, nearestMonitor(t.State, t.Host.Pointer()))
		case "all":
			for i := range all {
				list = append(list, i)
			}
		default:
			if id.number < 1 || id.number > len(all) {
				return nil, fmt.Errorf("Invalid monitor ID: %d", id.number)
			}
			list = append(list, id.number-1)
		}
	}
	return list, nil
}

// workspaceFilter is one value of list-windows --workspace: a name, or a word.
type workspaceFilter struct {
	name string
	word string // focused, visible; "" for a name
}

var (
	allFlag        = toggle("--all", "Everything")
	focusedFlag    = toggle("--focused", "Only what is focused")
	monitorsFlag   = newMonitors()
	windowFormat   = newFormat(windowKind)
	defaultWindows = mustFormat("%{window-id}%{right-padding} | %{app-name}%{right-padding} | %{window-title}")
	pidFlag        = single("--pid", "<pid>", "Only windows of this process", PIDs, func(s string) (int, error) {
		n, err := strconv.ParseInt(trimPlus(s), 10, 32)
		if err != nil {
			return 0, errors.New("Can't convert to Int32")
		}
		return int(n), nil
	})
	appIDFlag        = single("--app-bundle-id", "<app-bundle-id>", "Only windows of this application", AppIDs, keep)
	workspaceFilters = option[[]workspaceFilter]{&Flag{Name: "--workspace", Summary: "Only what is on these workspaces", Placeholder: "<workspace>...",
		Completion: WorkspaceNames, Many: true, Choices: []string{"focused", "visible"}, read: readWorkspaceFilters}}
)

func readWorkspaceFilters(_ string, rest []string) (any, int, error) {
	rest = plain(rest)
	if len(rest) == 0 {
		return nil, 0, errors.New("<workspace>... is mandatory. <workspace> possible values: (<workspace-name>|focused|visible)")
	}
	var filters []workspaceFilter
	for i, word := range rest {
		if word == "focused" || word == "visible" {
			filters = append(filters, workspaceFilter{word: word})
			continue
		}
		name, err := parseWorkspaceName(word)
		if err != nil {
			return nil, i + 1, err
		}
		filters = append(filters, workspaceFilter{name: name})
	}
	return filters, len(rest), nil
}

var listWindowsCommand = &Command{
	Name:    "list-windows",
	Group:   GroupQuery,
	Summary: "List windows",
	Usage: `USAGE: list-windows [-h|--help] (--workspace <workspace>...|--monitor <monitor>...)
                    [--monitor <monitor>...] [--workspace <workspace>...]
                    [--pid <pid>] [--app-bundle-id <app-bundle-id>] [--format <output-format>]
                    [--count] [--json]
   OR: list-windows [-h|--help] --all [--format <output-format>] [--count] [--json]
   OR: list-windows [-h|--help] --focused [--format <output-format>] [--count] [--json]`,
	Description: `Prints a line for each window, or with --json an array of objects. Which
windows is said by one of --all, --focused, --monitor and --workspace; further
flags narrow the choice. Minimized windows and popups are not among them. They
are sorted by application and title.

In --format, %{right-padding} lines up the columns.`,
	Examples: []Example{
		{"list-windows --all", "Every window"},
		{"list-windows --monitor focused --count", "How many windows are on this monitor"},
		{"list-windows --workspace mail --format '%{window-id} %{window-title}'", "Ids and titles of one workspace"},
	},
	Flags: []*Flag{
		allFlag.Flag, focusedFlag.Flag, workspaceFilters.Flag, monitorsFlag.Flag, pidFlag.Flag, appIDFlag.Flag,
		windowFormat.Flag, countFlag.Flag, jsonFlag.Flag,
	},
	FlagAliases: map[string]string{"--app-id": "--app-bundle-id"},
	Conflicts:   append([][]string{{"--all", "--focused", "--workspace"}, {"--all", "--focused", "--monitor"}}, outputConflicts...),
	Check: func(a *Arguments) error {
		by := monitorsFlag.given(a) || workspaceFilters.given(a)
		filtered := by || pidFlag.given(a) || appIDFlag.given(a)
		return first(
			must(allFlag.given(a) || focusedFlag.given(a) || by, "Mandatory option is not specified (--focused|--all|--monitor|--workspace)"),
			must(!allFlag.given(a) || !filtered, `--all conflicts with "filtering" flags. Please use '--monitor all' instead of '--all' alias`),
			must(!focusedFlag.given(a) || !filtered, `--focused conflicts with other "filtering" flags`),
			checkFormat(a, windowFormat),
		)
	},
	Run: runListWindows,
}

func runListWindows(t *turn, a *Arguments) Code {
	windows, err := t.selectedWindows(a)
	if err != nil {
		return t.fail(err.Error())
	}
	f := windowFormat.or(a, nil)
	byTitle := len(f) == 0 || f.mentions("window-title")
	slices.SortStableFunc(windows, func(a, b object) int {
		c := cmp.Compare(a.window.App.Name, b.window.App.Name)
		if byTitle {
			c = cmp.Or(c, cmp.Compare(a.window.Title, b.window.Title))
		}
		return c
	})
	return t.list(a, windowFormat, defaultWindows, windows)
}

// selectedWindows are the windows that the flags of list-windows leave.
func (t *turn) selectedWindows(a *Arguments) ([]object, error) {
	if focusedFlag.given(a) {
		w, ok := t.State.Window(t.State.Focus().Window)
		if !ok {
			return nil, errors.New(noWindow)
		}
		return []object{{kind: windowKind, window: &w}}, nil
	}
	names, err := t.selectedWorkspaces(a)
	if err != nil {
		return nil, err
	}
	pid, byPID := pidFlag.value(a)
	app, byApp := appIDFlag.value(a)
	var windows []object
	for _, name := range names {
		for _, id := range t.State.WindowsOf(name) {
			w, _ := t.State.Window(id)
			if (!byPID || w.App.PID == pid) && (!byApp || w.App.ID == app) {
				windows = append(windows, object{kind: windowKind, window: &w})
			}
		}
	}
	return windows, nil
}

// selectedWorkspaces are the workspaces that --workspace and --monitor leave,
// in their order.
func (t *turn) selectedWorkspaces(a *Arguments) ([]string, error) {
	names := t.State.Workspaces()
	if filters, given := workspaceFilters.value(a); given {
		names = slices.DeleteFunc(names, func(name string) bool {
			return !slices.ContainsFunc(filters, func(f workspaceFilter) bool {
				return f.word == "visible" && t.State.IsVisible(name) || f.word == "focused" && name == t.State.Focus().Workspace ||
					f.word == "" && f.name == name
			})
		})
	}
	if ids, given := monitorsFlag.value(a); given {
		monitors, err := t.monitors(ids)
		if err != nil {
			return nil, err
		}
		names = slices.DeleteFunc(names, func(name string) bool { return !slices.Contains(monitors, t.State.MonitorOf(name)) })
	}
	return names, nil
}

var (
	visibleFlag       = negatable("--visible", "Only visible workspaces, or hidden ones")
	emptyFlag         = negatable("--empty", "Only workspaces without windows, or with windows")
	workspaceFormat   = newFormat(workspaceKind)
	defaultWorkspaces = mustFormat("%{workspace}")
)

var listWorkspacesCommand = &Command{
	Name:    "list-workspaces",
	Group:   GroupQuery,
	Summary: "List workspaces",
	Usage: `USAGE: list-workspaces [-h|--help] --monitor <monitor>... [--visible [no]] [--empty [no]] [--format <output-format>] [--count] [--json]
   OR: list-workspaces [-h|--help] --all [--format <output-format>] [--count] [--json]
   OR: list-workspaces [-h|--help] --focused [--format <output-format>] [--count] [--json]`,
	Description: `Prints a line for each workspace, or with --json an array of objects, in sorted
order. Which workspaces is said by one of --all, --focused and --monitor.`,
	Examples: []Example{
		{"list-workspaces --focused", "The focused workspace"},
		{"list-workspaces --monitor all --empty no", "Every workspace with windows"},
		{"list-workspaces --monitor focused --visible no", "What this monitor could show instead"},
	},
	Flags: []*Flag{
		allFlag.Flag, focusedFlag.Flag, monitorsFlag.Flag, visibleFlag.Flag, emptyFlag.Flag,
		workspaceFormat.Flag, countFlag.Flag, jsonFlag.Flag,
	},
	Conflicts: append([][]string{{"--all", "--focused", "--monitor"}}, outputConflicts...),
	Check: func(a *Arguments) error {
		filtered := monitorsFlag.given(a) || visibleFlag.given(a) || emptyFlag.given(a)
		return first(
			must(allFlag.given(a) || focusedFlag.given(a) || monitorsFlag.given(a), "Mandatory option is not specified (--all|--focused|--monitor)"),
			must(!allFlag.given(a) || !filtered, `--all conflicts with any other "filtering" options`),
			must(!focusedFlag.given(a) || !filtered, `--focused conflicts with all other "filtering" options`),
			checkFormat(a, workspaceFormat),
		)
	},
	Run: func(t *turn, a *Arguments) Code {
		names, err := t.selectedWorkspaces(a)
		if err != nil {
			return t.fail(err.Error())
		}
		focused := func(name string) bool {
			return t.State.IsVisible(name) && t.State.MonitorOf(name) == t.State.MonitorOf(t.State.Focus().Workspace)
		}
		var objects []object
		for _, name := range names {
			visible, byVisible := visibleFlag.value(a)
			empty, byEmpty := emptyFlag.value(a)
			if (!focusedFlag.given(a) || focused(name)) &&
				(!byVisible || t.State.IsVisible(name) == visible) && (!byEmpty || t.State.IsEmpty(name) == empty) {
				objects = append(objects, object{kind: workspaceKind, workspace: name})
			}
		}
		return t.list(a, workspaceFormat, defaultWorkspaces, objects)
	},
}

var (
	focusedMonitor  = negatable("--focused", "Only the focused monitor, or all others")
	mouseMonitor    = negatable("--mouse", "Only the monitor with the pointer, or all others")
	monitorFormat   = newFormat(monitorKind)
	defaultMonitors = mustFormat("%{monitor-id}%{right-padding} | %{monitor-name}")
)

var listMonitorsCommand = &Command{
	Name:    "list-monitors",
	Group:   GroupQuery,
	Summary: "List monitors",
	Usage:   `USAGE: list-monitors [-h|--help] [--focused [no]] [--mouse [no]] [--format <output-format>] [--count] [--json]`,
	Description: `Prints a line for each monitor, or with --json an array of objects, from left
to right and from top to bottom. The place in this order is the monitor's id.`,
	Examples: []Example{
		{"list-monitors --focused --format '%{monitor-name}'", "The name of the focused monitor"},
	},
	Flags:     []*Flag{focusedMonitor.Flag, mouseMonitor.Flag, monitorFormat.Flag, countFlag.Flag, jsonFlag.Flag},
	Conflicts: outputConflicts,
	Check:     func(a *Arguments) error { return checkFormat(a, monitorFormat) },
	Run: func(t *turn, a *Arguments) Code {
		focused, byFocus := focusedMonitor.value(a)
		mouse, byMouse := mouseMonitor.value(a)
		pointer := nearestMonitor(t.State, t.Host.Pointer())
		var objects []object
		for i := range t.State.Monitors() {
			if (!byFocus || (t.State.VisibleOn(i) == t.State.Focus().Workspace) == focused) && (!byMouse || (i == pointer) == mouse) {
				objects = append(objects, object{kind: monitorKind, monitor: i})
			}
		}
		return t.list(a, monitorFormat, defaultMonitors, objects)
	},
}
