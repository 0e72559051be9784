package bar

import (
	"fmt"
	"strings"

	"perch/internal/ipc"
)

// appsShown is how many apps of one workspace are named; the rest is counted.
const appsShown = 3

// workspacesItem shows every workspace: the focused one filled, the one that a
// monitor shows without the focus toned (this monitor) or outlined (another),
// occupied ones with their apps, empty ones faint, urgent ones in the urgent
// colour.
func workspacesItem(f Facts, s Style, monitor int) (Item, bool) {
	if len(f.State.Workspaces) == 0 {
		return Item{}, false
	}
	apps := appsByWorkspace(f.State.Windows)
	more := Cell{Label: s.text("…", s.Colors.Faint), Inset: pillInset, Space: pillGap}
	item := Item{Trim: true, More: more, Scroll: Scroll{Up: Command{"workspace", "prev"}, Down: Command{"workspace", "next"}}}
	hideEmpty := len(f.State.Workspaces) > s.MaxEmpty
	for _, w := range f.State.Workspaces {
		if hideEmpty && len(apps[w.Name]) == 0 && !w.Visible {
			continue
		}
		if w.Visible && w.Monitor == monitor {
			item.Keep = len(item.Cells)
		}
		cell := workspaceCell(w, s, monitor, apps[w.Name])
		item.Cells = append(item.Cells, cell)
		if !w.Focused {
			cell.Detail = Text{}
		}
		item.Compact = append(item.Compact, cell)
	}
	return item, true
}

func workspaceCell(w ipc.Workspace, s Style, monitor int, apps []string) Cell {
	c := s.Colors
	cell := Cell{
		Label: s.text(w.Name, c.Faint),
		Inset: pillInset, Gap: symbolGap, Space: pillGap,
		MinWidth: s.Height - 2*PillMargin,
		Click:    Command{"workspace", w.Name},
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
	if len(apps) > 0 && !s.HideApps {
		cell.Detail = s.small(summary(apps), detail)
	}
	return cell
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

// appsByWorkspace lists the short names of the apps on each workspace, each
// once, in the order of their windows.
func appsByWorkspace(windows []ipc.Window) map[string][]string {
	apps := map[string][]string{}
	seen := map[[2]string]bool{}
	for _, w := range windows {
		name := shortName(w.App, w.AppID)
		if w.Workspace == "" || name == "" || seen[[2]string{w.Workspace, name}] {
			continue
		}
		seen[[2]string{w.Workspace, name}] = true
		apps[w.Workspace] = append(apps[w.Workspace], name)
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
		name = words[len(words)-1]
	}
	return ellipsis(name, long)
}

// ellipsis cuts text to at most n runes.
func ellipsis(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	return strings.TrimRight(string(runes[:n-1]), " ") + "…"
}
