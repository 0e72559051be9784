package engine

import "time"

// marqueePause is how many seconds lie between two rounds of a text that
// scrolls because max_chars cuts it. A run of the item's script begins one too.
const marqueePause = 15

// scroll sends the texts of an item once around: out on the left, in from the
// right.
func (e *Engine) scroll(i *item, now time.Time) {
	for _, t := range []*text{&i.icon, &i.label} {
		if !t.drawing || t.scrollDuration == 0 || !t.cut(e) || e.moving(&t.scrolled) {
			continue
		}
		k := t.measure(e)
		seen, full := float64(k.width), float64(k.full)
		in := frames(min(t.scrollDuration, longest))
		out := time.Duration(float64(in) * full / max(seen, 1))
		way := motion{owner: i, at: &t.scrolled, curve: parseCurve("linear"), batch: -1}
		way.start, way.length, way.from, way.to = now, out, 0, -full
		e.motions = append(e.motions, way)
		way.start, way.length, way.from, way.to = now.Add(out), in, seen, 0
		e.motions = append(e.motions, way)
	}
}

// moving says whether a property is on its way.
func (e *Engine) moving(at any) bool {
	for n := range e.motions {
		if e.motions[n].at == at {
			return true
		}
	}
	return false
}
