package engine

import (
	"math"
	"strings"
	"time"
)

// run has an item's script and helper run, as a consequence of an event, of a
// tick or of --update.
func (e *Engine) run(i *item, sender string, env []string) {
	i.ran = e.clock.count
	if i.script == "" && i.helper == "" {
		return
	}
	own := append(i.variables(), "SENDER="+sender)
	e.effects = append(e.effects, Run{Item: i.name, Script: i.script, Env: merge(env, own), Helper: i.helper})
	if i.scrolls && i.shown() {
		e.scroll(i, e.clock.now)
	}
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

// ticks is a clock that ticks once a second from the bar's start on, on whole
// seconds of the wall clock, whether or not anybody looks at it.
type ticks struct {
	began time.Time // zero before the first look
	now   time.Time // the last look
	count int       // ticks up to now
	done  int       // those at which everything was done that was due
}

// look brings the clock to now.
func (e *Engine) look(now time.Time) {
	t := &e.clock
	t.now = now
	if t.began.IsZero() {
		t.began = now.Add(-time.Duration(now.Nanosecond()))
	}
	passed := now.Sub(t.began)
	if passed < time.Duration(t.count)*time.Second {
		// The clock was set back. The seconds go on from here.
		t.began = now.Add(-time.Duration(t.count) * time.Second)
		return
	}
	if count := int(passed / time.Second); count > t.count {
		t.done = max(t.done, min(count, e.nextTick()-1)) // nothing was due at those
		t.count = count
	}
}

// NextTick is when Tick has something to do if nothing changes before; zero if
// never.
func (e *Engine) NextTick(now time.Time) time.Time {
	e.look(now)
	next := e.nextTick()
	if next == math.MaxInt {
		return time.Time{}
	}
	return e.clock.began.Add(time.Duration(next) * time.Second)
}

// nextTick is the first tick at which something is due.
func (e *Engine) nextTick() int {
	next := math.MaxInt
	for _, i := range e.items {
		if i.routine() {
			next = min(next, max(i.ran+i.freq, e.clock.done+1))
		}
		if i.scrolls {
			rounds := max(e.clock.done-i.ran, 0) / marqueePause
			next = min(next, i.ran+(rounds+1)*marqueePause)
		}
	}
	return next
}

// routine says whether the item's script runs from time to time.
func (i *item) routine() bool {
	return i.freq > 0 && i.updates != updatesOff && (i.script != "" || i.helper != "")
}

// Tick does what is due at the time that NextTick tells. It may be called at any
// other.
func (e *Engine) Tick(now time.Time) {
	e.Animate(now)
	e.arrange()
	t := &e.clock
	if t.done == t.count {
		return
	}
	for _, i := range e.items {
		switch {
		case i.routine() && t.count-i.ran >= i.freq && i.listens():
			e.run(i, "routine", nil)
		case i.scrolls && i.shown() && (t.count-i.ran)/marqueePause > max(t.done-i.ran, 0)/marqueePause:
			e.scroll(i, now)
		}
	}
	t.done = t.count
}
