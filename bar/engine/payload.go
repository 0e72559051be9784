package engine

import (
	"maps"
	"slices"
	"strconv"
)

// refresh emits an event with what it is about as the Facts have it, to
// everyone whether or not that changed.
func (e *Engine) refresh(event string) {
	switch event {
	case spaceChange:
		e.emitSpaces(true)
	case spaceWindowsChange:
		e.emitWindows(true)
	default:
		e.emit(event)
	}
}

// emit makes the variables of a built-in event from the Facts and delivers it.
// What is unknown is not told.
func (e *Engine) emit(event string) {
	f := &e.facts
	switch event {
	case spaceChange:
		e.emitSpaces(false)
	case spaceWindowsChange:
		e.emitWindows(false)
	case displayChange:
		e.inform(event, strconv.Itoa(e.activeDisplay()))
	case wifiChange:
		e.inform(event, f.Wifi)
	case volumeChange:
		if f.Volume >= 0 {
			e.inform(event, strconv.Itoa(f.Volume))
		}
	case brightnessChange:
		if f.Brightness >= 0 {
			e.inform(event, strconv.Itoa(f.Brightness))
		}
	case powerSourceChange:
		if f.Power != "" {
			e.inform(event, f.Power)
		}
	case frontAppSwitched:
		if f.FrontApp != "" {
			e.inform(event, f.FrontApp)
		} else {
			e.deliver(event, nil)
		}
	case mediaChange:
		if f.Media.State != "" {
			e.inform(event, f.Media.payload())
		}
	default:
		e.deliver(event, nil)
	}
}

func (e *Engine) inform(event, info string) { e.deliver(event, []string{"INFO=" + info}) }

// emitSpaces tells which desktops are seen. Of the space items only those hear
// of it that were selected or no longer are, unless all are to.
func (e *Engine) emitSpaces(all bool) {
	e.choose(all)
	w := &writer{}
	w.open('{')
	for n := range e.displays {
		d := &e.displays[n]
		if current := e.facts.current(d.ID); current != nil && e.bar.selects(d) {
			w.key("display-" + strconv.Itoa(d.ID))
			w.int(current.ID)
		}
	}
	w.close('}')
	e.inform(spaceChange, string(w.text))
	e.rest()
}

// emitWindows tells how many windows of which application each desktop has,
// one event for each of which that changed, or all.
func (e *Engine) emitWindows(all bool) {
	for n := range e.facts.Spaces {
		s := &e.facts.Spaces[n]
		info := s.payload()
		if all || e.told[s.ID] != info {
			e.told[s.ID] = info
			e.inform(spaceWindowsChange, info)
		}
	}
}

func (s *Space) payload() string {
	w := &writer{}
	w.open('{')
	w.key("space")
	w.int(s.ID)
	w.key("apps")
	w.open('{')
	for _, app := range slices.Sorted(maps.Keys(s.Windows)) {
		w.key(app)
		w.int(s.Windows[app])
	}
	w.close('}')
	w.close('}')
	return string(w.text)
}

func (m *Media) payload() string {
	w := &writer{}
	w.open('{')
	for _, pair := range [][2]string{{"state", m.State}, {"title", m.Title}, {"album", m.Album}, {"artist", m.Artist}, {"app", m.App}} {
		w.key(pair[0])
		w.string(pair[1])
	}
	w.close('}')
	return string(w.text)
}
