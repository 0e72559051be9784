package main

import (
	"image"

	"perch/internal/ipc"
)

// appIcons are the applications' pictures, as far as they were looked for.
type appIcons struct {
	sources map[string]string // by application, "" for none
	// bare are the windows that were asked and show none.
	bare map[uint32]bool
}

func newAppIcons() appIcons { return appIcons{map[string]string{}, map[uint32]bool{}} }

// iconSize is what windows are asked for, in logical pixels.
const iconSize = 32

// picture is the source of the picture of a window's application: from the icon
// themes, or what the window shows of itself; "" if there is none. Each window is
// asked once, for there may be many of one application.
func (p *program) picture(w ipc.Window) string {
	name := w.AppID
	if name == "" {
		name = w.App
	}
	known, asked := p.icons.sources[name]
	if asked && (known != "" || p.icons.bare[w.ID]) {
		return known
	}
	found := ""
	for _, candidate := range []string{name, w.App} {
		if candidate == "" {
			continue
		}
		if _, err := p.stage.Image("app." + candidate); err == nil {
			found = "app." + candidate
			break
		}
	}
	p.icons.sources[name] = found
	if found == "" {
		p.icons.none(p.state.Windows, w.ID)
	}
	return found
}

// none remembers that a window shows no icon, and forgets the windows that are
// gone.
func (a appIcons) none(windows []ipc.Window, id uint32) {
	a.bare[id] = true
	if len(a.bare) <= len(windows) {
		return
	}
	there := make(map[uint32]bool, len(windows))
	for _, w := range windows {
		there[w.ID] = true
	}
	for id := range a.bare {
		if !there[id] {
			delete(a.bare, id)
		}
	}
}

// windowIcon is what a window of an application shows as its icon.
func (p *program) windowIcon(app string) image.Image {
	for _, w := range p.state.Windows {
		if w.App != app && w.AppID != app || p.icons.bare[w.ID] {
			continue
		}
		if im := p.display.Icon(w.ID, w.AppID, int(iconSize*p.display.Scale())); im != nil {
			return im
		}
		p.icons.none(p.state.Windows, w.ID)
	}
	return p.display.Icon(0, app, int(iconSize*p.display.Scale()))
}
