package command

import (
	"cmp"
	"slices"

	"perch/workspaces"
)

var (
	hiddenFlag  = negatable("--macos-native-hidden", "Only hidden applications, or shown ones")
	appFormat   = newFormat(appKind)
	defaultApps = mustFormat("%{app-pid}%{right-padding} | %{app-bundle-id}%{right-padding} | %{app-name}")
)

var listAppsCommand = &Command{
	Name:    "list-apps",
	Group:   GroupQuery,
	Summary: "List applications",
	Usage:   `USAGE: list-apps [-h|--help] [--macos-native-hidden [no]] [--format <output-format>] [--count] [--json]`,
	Description: `Prints a line for each application that Perch knows, or with --json an array of
objects.`,
	Examples: []Example{
		{"list-apps --format '%{app-bundle-id}'", "The ids that a rule for new windows can name"},
	},
	Flags:     []*Flag{hiddenFlag.Flag, appFormat.Flag, countFlag.Flag, jsonFlag.Flag},
	Conflicts: outputConflicts,
	Check:     func(a *Arguments) error { return checkFormat(a, appFormat) },
	Run: func(t *turn, a *Arguments) Code {
		hidden, byHidden := hiddenFlag.value(a)
		var objects []object
		for _, app := range t.apps() {
			if !byHidden || app.Hidden == hidden {
				objects = append(objects, object{kind: appKind, app: &app.App})
			}
		}
		return t.list(a, appFormat, defaultApps, objects)
	},
}

// apps are the known applications, by name and process.
func (t *turn) apps() []App {
	var list []App
	if host, ok := t.Host.(AppLister); ok {
		list = append(list, host.Apps()...)
	}
	for _, id := range t.State.Windows() {
		w, _ := t.State.Window(id)
		if !slices.ContainsFunc(list, func(a App) bool { return a.PID == w.App.PID && a.ID == w.App.ID }) {
			list = append(list, App{w.App, w.Placement == workspaces.HiddenApp})
		}
	}
	slices.SortStableFunc(list, func(a, b App) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.PID, b.PID), cmp.Compare(a.ID, b.ID))
	})
	return list
}
