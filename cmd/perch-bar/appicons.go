package main

import (
	"image"

	"perch/internal/ipc"
)

// appIcons are the sources of the applications' pictures, as far as they were
// looked for.
type appIcons map[string]appIcon

// appIcon is one application's; source is "" if there is none, and window the one
// that was asked last.
type appIcon struct {
	source string
	window uint32
}

// iconSize is what windows are asked for, in logical pixels.
const iconSize = 32

// picture is the source of the picture of a window's application: from the icon
// themes, or what the window shows of itself; "" if there is none.
func (p *program) picture(w ipc.Window) string {
	name := w.AppID
	if name == "" {
		name = w.App
	}
	known, asked := p.icons[name]
	if asked && (known.source != "" || known.window == w.ID) {
		return known.source
	}
	found := appIcon{window: w.ID}
	for _, candidate := range []string{name, w.App} {
		if candidate == "" {
			continue
		}
		if _, err := p.stage.Image("app." + candidate); err == nil {
			found.source = "app." + candidate
			break
		}
	}
	p.icons[name] = found
	return found.source
}

// windowIcon is what a window of an application shows as its icon.
func (p *program) windowIcon(app string) image.Image {
	for _, w := range p.state.Windows {
		if w.App != app && w.AppID != app {
			continue
		}
		if im := p.display.Icon(w.ID, int(iconSize*p.display.Scale())); im != nil {
			return im
		}
	}
	return nil
}
