package bar

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rivo/uniseg"

	"perch/config"
	"perch/internal/ipc"
)

// appsShown is how many apps of one workspace are named; the rest is counted.
const appsShown = 3

// nameLength is how many characters of a workspace's name are shown.
const nameLength = 24

// workspacesItem shows every workspace: the focused one filled, the one that a
// monitor shows without the focus toned (this monitor) or outlined (another),
// occupied ones with their apps, empty ones faint, urgent ones in the urgent
// colour.
func workspacesItem(f Facts, s Style, o config.BarItem, monitor int) (Item, bool) {
	if len(f.State.Workspaces) == 0 {
		return Item{}, false
	}
	apps := appsByWorkspace(f.State.Windows)
	more := Cell{Label: s.text("…", s.Colors.Faint), Inset: pillInset, Space: pillGap}
	item := Item{Trim: true, More: more}
	hideEmpty := len(f.State.Workspaces) > s.MaxEmpty
	for i, w := range f.State.Workspaces {
		if hideEmpty && len(apps[w.Name]) == 0 && !w.Visible {
			continue
		}
		if w.Visible && w.Monitor == monitor {
			item.Keep = len(item.Cells)
		}
		label, _ := say(o, "{name}", values{"name": {text: ellipsis(caption(w.Name), nameLength)}, "number": {text: fmt.Sprint(i + 1)}})
		cell := workspaceCell(f, w, label, s, monitor, apps[w.Name])
		item.Cells = append(item.Cells, cell)
		if !w.Focused {
			cell.Detail, cell.Pictures = Text{}, [picturesShown]string{}
		}
		item.Compact = append(item.Compact, cell)
	}
	return item, true
}

func workspaceCell(f Facts, w ipc.Workspace, label string, s Style, monitor int, apps []app) Cell {
	c := s.Colors
	cell := Cell{
		Label: s.text(label, c.Faint),
		Inset: pillInset, Gap: symbolGap, Space: pillGap,
		MinWidth: s.Height - 2*PillMargin,
		Click:    Command{Name: "workspace", Argument: w.Name},
	}
	detail := c.Muted
	switch {
	case w.Focused:
		cell.Fill = c.Accent
		ink := c.Accent.On(c.Background.Opaque(), c.Text)
		cell.Label.Color, cell.Label.Font.Bold = ink, true
		detail = ink
	case w.Urgent:
		cell.Fill = c.Urgent
		ink := c.Urgent.On(c.Background.Opaque(), c.Text)
		cell.Label.Color, cell.Label.Font.Bold = ink, true
		detail = ink
	case w.Visible && w.Monitor == monitor:
		cell.Fill = c.Surface
		cell.Label.Color = c.Text
	case w.Visible:
		cell.Outline = c.Faint
		cell.Label.Color = c.Text
	case len(apps) > 0:
		cell.Label.Color = c.Text
	}
	if len(apps) == 0 || s.HideApps {
		return cell
	}
	var names []string
	for _, a := range apps {
		names = append(names, a.name)
	}
	if s.AppIcons {
		names = cell.picture(f, s, apps)
	}
	if len(names) > 0 {
		cell.Detail = s.small(summary(names), detail)
	}
	return cell
}

// picture shows apps by their icons and answers with the names of those that have
// none, or for which there is no room.
func (c *Cell) picture(f Facts, s Style, apps []app) (names []string) {
	shown := 0
	for _, a := range apps {
		source := f.picture(a.window)
		if source == "" || shown == picturesShown {
			names = append(names, a.name)
			continue
		}
		c.Pictures[shown], c.PictureSize = source, s.iconHeight()
		shown++
	}
	return names
}

// summary names the first apps and counts the rest.
func summary(apps []string) string {
	shown := apps[:min(appsShown, len(apps))]
	text := strings.Join(shown, "  ")
	if rest := len(apps) - len(shown); rest > 0 {
		text += fmt.Sprintf("  +%d", rest)
	}
	return text
}

// app is an application on a workspace, by its short name, and its first window
// there.
type app struct {
	name   string
	window ipc.Window
}

// appsByWorkspace lists the apps on each workspace, each once, in the order of
// their windows.
func appsByWorkspace(windows []ipc.Window) map[string][]app {
	apps := map[string][]app{}
	seen := map[[2]string]bool{}
	for _, w := range windows {
		name := shortName(w.App, w.AppID)
		if w.Workspace == "" || name == "" || seen[[2]string{w.Workspace, name}] {
			continue
		}
		seen[[2]string{w.Workspace, name}] = true
		apps[w.Workspace] = append(apps[w.Workspace], app{name, w})
	}
	return apps
}

// shortName is the part of an app's name that a person calls it by: "Firefox"
// for "Mozilla Firefox" stays whole if it is short, "org.gnome.Nautilus" becomes
// "Nautilus".
func shortName(app, id string) string {
	name := strings.TrimSpace(app)
	if name == "" {
		name = strings.TrimSpace(id)
	}
	if strings.Count(name, ".") >= 2 && !strings.Contains(name, " ") {
		name = name[strings.LastIndexByte(name, '.')+1:]
	}
	const long = 14
	if words := strings.Fields(name); len([]rune(name)) > long && len(words) > 1 {
		own := words
		for len(own) > 1 && slices.Contains(kindsOfApps, strings.ToLower(own[len(own)-1])) {
			own = own[:len(own)-1]
		}
		if name = strings.Join(own, " "); len(own) == len(words) || len([]rune(name)) > long {
			name = own[len(own)-1]
		}
	}
	return ellipsis(name, long)
}

// kindsOfApps are words at the end of an app's name that say what it is, not
// which.
var kindsOfApps = []string{
	"application", "browser", "client", "community", "desktop", "edition", "editor", "file", "mail", "manager", "media",
	"monitor", "player", "program", "terminal", "viewer", "web",
}

// ellipsis cuts text to at most n characters as people count them.
func ellipsis(text string, n int) string {
	if len(text) <= n {
		return text // no character is shorter than a byte
	}
	end, last := 0, 0 // of the characters but one, and of all
	for g := uniseg.NewGraphemes(text); g.Next(); n-- {
		if n == 0 {
			return strings.TrimRight(text[:end], " ") + "…"
		}
		end = last
		_, last = g.Positions()
	}
	return text
}
