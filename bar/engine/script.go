package engine

import (
	"math"
	"strings"
	"time"
)

// run has an item's script and helper run, as a consequence of an event, of a
// tick or of --update.
func (e *Engine) run(i *item, sender string, env []string) {
	i.ran = e.ticks
	if i.script == "" && i.helper == "" {
		return
	}
	own := append(i.variables(), "SENDER="+sender)
	e.effects = append(e.effects, Run{Item: i.name, Script: i.script, Env: merge(env, own), Helper: i.helper})
}

// click has an item's click_script run.
func (e *Engine) click(i *item, env []string) {
	if i.clickScript != "" {
		e.effects = append(e.effects, Run{Item: i.name, Script: i.clickScript, Env: merge(env, i.variables())})
	}
}

// merge is the variables of an event and of an item, which win.
func merge(env, own []string) []string {
	all := make([]string, 0, len(env)+len(own))
	for _, variable := range env {
		key, _, _ := strings.Cut(variable, "=")
		taken := false
		for _, o := range own {
			taken = taken || strings.HasPrefix(o, key+"=")
		}
		if !taken {
			all = append(all, variable)
		}
	}
	return append(all, own...)
}

// given is the variables of a --trigger that have a value.
func given(pairs []string) []string {
	var env []string
	for _, pair := range pairs {
		if key, value, _ := strings.Cut(pair, "="); key != "" && value != "" {
			env = append(env, pair)
		}
	}
	return env
}

// Ticks says whether anything depends on ticks: a routine or a text that
// scrolls.
func (e *Engine) Ticks() bool {
	for _, i := range e.items {
		if i.routine() || i.scrolls {
			return true
		}
	}
	return false
}

// NextTick is in how many seconds, counted from the last tick, Tick has
// something to do if nothing changes before; 0 if never. Ticks that were left
// out are made up for.
func (e *Engine) NextTick() int {
	next := math.MaxInt
	for _, i := range e.items {
		idle := e.ticks - i.ran
		if i.routine() {
			next = min(next, max(i.freq-idle, 1))
		}
		if i.scrolls {
			next = min(next, marqueePause-idle%marqueePause)
		}
	}
	if next == math.MaxInt {
		return 0
	}
	return next
}

// routine says whether the item's script runs from time to time.
func (i *item) routine() bool {
	return i.freq > 0 && i.updates != updatesOff && (i.script != "" || i.helper != "")
}

// Tick is what happens once a second while Ticks says so.
func (e *Engine) Tick(now time.Time) {
	e.ticks += max(1, int(now.Sub(e.ticked).Round(time.Second)/time.Second))
	e.ticked = now
	e.Animate(now)
	e.arrange()
	for _, i := range e.items {
		due := i.routine() && e.ticks-i.ran >= i.freq && i.listens()
		if due {
			e.run(i, "routine", nil)
		}
		if i.scrolls && i.shown() && (e.ticks-i.ran)%marqueePause == 0 {
			e.scroll(i, now)
		}
	}
}

// pass counts the seconds in which nobody needed ticks, so that what is added
// now waits for its whole period.
func (e *Engine) pass(now time.Time) {
	if e.ticked.IsZero() {
		e.ticked = now
	}
	if missed := int(now.Sub(e.ticked)/time.Second) - 1; missed > 0 {
		e.ticks += missed
		e.ticked = e.ticked.Add(time.Duration(missed) * time.Second)
	}
}
