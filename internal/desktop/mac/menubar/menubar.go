// Package menubar is Perch's item in macOS's menu bar: it shows the workspaces that
// are to be seen, and offers what is wanted when the keyboard is of no help.
package menubar

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"perch/internal/desktop/mac/appkit"
	"perch/internal/ipc"
)

// Item is the item of one agent.
type Item struct {
	Kit appkit.Kit
	// Choices are the entries that were chosen (appkit.Split).
	Choices <-chan string
	// Ask gives the agent a command.
	Ask func(args ...string)
	// Config is the file that the agent's configuration is in, "" if it is the
	// built-in one; it may change while the agent runs.
	Config func() string
	// Quit ends the agent.
	Quit func()
}

// Show keeps the item right until states ends or ctx does.
func (i Item) Show(ctx context.Context, states <-chan ipc.State) {
	var state ipc.State
	defer i.Kit.SetStatus(appkit.Status{})
	var shown appkit.Status
	for {
		select {
		case <-ctx.Done():
			return
		case next, ok := <-states:
			if !ok {
				return
			}
			state = next
			if s := (appkit.Status{Title: Title(state), Menu: Menu(state, i.Config())}); s.Title != shown.Title || !slices.Equal(s.Menu, shown.Menu) {
				i.Kit.SetStatus(s)
				shown = s
			}
		case choice, ok := <-i.Choices:
			if !ok {
				i.Choices = nil
				continue
			}
			i.choose(choice)
		}
	}
}

// The entries' IDs.
const (
	pause  = "pause"
	reload = "reload"
	edit   = "edit"
	quit   = "quit"
)

func (i Item) choose(id string) {
	switch id {
	case pause:
		i.Ask("enable", "toggle")
	case reload:
		i.Ask("reload-config")
	case edit:
		if path := i.Config(); path != "" {
			i.Kit.OpenFile(path)
		}
	case quit:
		i.Quit()
	}
}

// Title is the item's text: the workspace on each monitor from left to right, with a
// star at the focused one if there are several, after the mode if it is not the main
// one (AeroSpace's §4.10); two bars while windows are left alone.
func Title(s ipc.State) string {
	if s.Mode == "" {
		return "❚❚"
	}
	var title strings.Builder
	if first, size := utf8.DecodeRuneInString(s.Mode); s.Mode != "main" {
		fmt.Fprintf(&title, "(%c%s) ", unicode.ToUpper(first), s.Mode[size:])
	}
	monitors := slices.SortedFunc(slices.Values(s.Monitors), func(a, b ipc.Monitor) int { return cmp.Compare(a.ID, b.ID) })
	for i, m := range monitors {
		if i > 0 {
			title.WriteString(" │ ")
		}
		if len(monitors) > 1 && m.Workspace == s.Focus.Workspace {
			title.WriteString("*")
		}
		title.WriteString(m.Workspace)
	}
	return cmp.Or(title.String(), "Perch")
}

// mostProblems is how many problems the menu lists.
const mostProblems = 5

// Menu is the item's menu.
func Menu(s ipc.State, config string) []appkit.Entry {
	var menu []appkit.Entry
	for i, problem := range s.Problems {
		if i == mostProblems {
			menu = append(menu, appkit.Entry{ID: "problem", Title: fmt.Sprintf("… and %d more", len(s.Problems)-i), Disabled: true})
			break
		}
		menu = append(menu, appkit.Entry{ID: "problem", Title: problem, Disabled: true})
	}
	if len(menu) > 0 {
		menu = append(menu, appkit.Entry{})
	}
	editTitle := "Edit Config"
	if config == "" {
		editTitle = "No Config of Your Own"
	}
	return append(menu,
		appkit.Entry{ID: pause, Title: "Leave Windows Alone", Checked: s.Mode == ""},
		appkit.Entry{ID: reload, Title: "Reload Config"},
		appkit.Entry{ID: edit, Title: editTitle, Disabled: config == ""},
		appkit.Entry{},
		appkit.Entry{ID: quit, Title: "Quit Perch"},
	)
}
