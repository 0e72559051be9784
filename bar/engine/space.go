package engine

import "math/bits"

// lowest is the smallest number in a mask, 0 if it is empty.
func lowest(mask uint32) int {
	if mask == 0 {
		return 0
	}
	return bits.TrailingZeros32(mask)
}

// choose brings the items that stand for desktops up to date. Those that were
// chosen or no longer are, or all, listen to what comes next.
func (e *Engine) choose(all bool) {
	for _, i := range e.items {
		if i.kind != kindSpace {
			continue
		}
		s := e.facts.space(lowest(i.spaces))
		selected := s != nil && s.Current && (i.displays == 0 || i.displays&(1<<s.Display) != 0)
		i.updates = updatesOff
		if all || selected != i.selected {
			i.updates = updatesOn
		}
		i.selected = selected
	}
}

// rest makes the items that stand for desktops deaf until the next change.
func (e *Engine) rest() {
	for _, i := range e.items {
		if i.kind == kindSpace {
			i.updates = updatesOff
		}
	}
}

// onDisplay says whether an item's associations let it be on a display.
func (e *Engine) onDisplay(i *item, d *Display) bool {
	if i.unbound {
		return true
	}
	bound := i.displays != 0 || i.activeDisplay
	here := d.ID <= lastID && i.displays&(1<<d.ID) != 0 || i.activeDisplay && d.ID == e.activeDisplay()
	if i.kind == kindSpace {
		s := e.facts.space(lowest(i.spaces))
		if !bound {
			return s != nil && s.Display == d.ID
		}
		// Configurations name other window managers' desktops, which have no number
		// here: such a space is on its display for good.
		return here && (s != nil || i.spaces == 0)
	}
	if bound && !here {
		return false
	}
	if i.spaces == 0 {
		return true
	}
	current := e.facts.current(d.ID)
	return current != nil && current.ID <= lastID && i.spaces&(1<<current.ID) != 0
}
