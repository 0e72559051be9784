package bar

import (
	"strings"
	"unicode"

	"perch/config"
	"perch/internal/ipc"
)

// windowItem shows the focused window's app and title. On a monitor that has
// not the focus it says nothing, so that one glance tells where keys go.
func windowItem(f Facts, s Style, o config.BarItem, monitor int) (Item, bool) {
	w, ok := focusedWindow(f.State, monitor)
	if !ok {
		return Item{}, false
	}
	app, title := caption(w.App), caption(w.Title)
	if app == "" {
		app = w.AppID
	}
	if title == app {
		title = ""
	}
	if app == "" && title == "" {
		return Item{}, false
	}
	label := s.text(app, s.Colors.Text)
	label.Font.Bold = true
	cell := Cell{Label: label, Detail: s.text(title, s.Colors.Muted), Gap: wordGap, Elastic: true}
	if o.Format != "" {
		text, _ := say(o, "", values{"app": {text: app}, "title": {text: title}, "workspace": {text: caption(w.Workspace)}})
		cell.Label, cell.Detail = s.text(text, s.Colors.Text), Text{}
	}
	item := Item{Cells: []Cell{cell}, Min: titleMin}
	if picture := f.picture(w); o.Icon && picture != "" {
		icon := Cell{PictureSize: s.iconHeight(), Space: wordGap}
		icon.Pictures[0] = picture
		item.Cells = []Cell{icon, cell}
	}
	return item, true
}

// picture is the source of the picture of a window's application, "" for none.
func (f Facts) picture(w ipc.Window) string {
	if f.Picture == nil {
		return ""
	}
	return f.Picture(w)
}

// captionLength is how many characters of a title are looked at: more than fit
// on any strip, few enough to measure.
const captionLength = 300

// caption is a text of an application as the bar shows it.
func caption(text string) string {
	const bytes = 4 * captionLength
	if len(text) > bytes {
		text = strings.ToValidUTF8(text[:bytes], "")
	}
	return ellipsis(strings.TrimSpace(oneLine(text)), captionLength)
}

func focusedWindow(state ipc.State, monitor int) (ipc.Window, bool) {
	for _, w := range state.Workspaces {
		if w.Name == state.Focus.Workspace && w.Monitor != monitor {
			return ipc.Window{}, false
		}
	}
	for _, w := range state.Windows {
		if w.ID == state.Focus.WindowID {
			return w, true
		}
	}
	return ipc.Window{}, false
}

// oneLine turns every control character, and the line and paragraph
// separators, into a space.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}
