package main

import (
	"strings"
	"time"

	"perch/bar/engine"
)

// recall makes the bar what it was when the bar before ended in the middle of
// its work, and says whether it did. A sketchybarrc that had come to its end is not run
// again: what it started in the background still runs. One in Lua is, because its
// functions went with the bar, and so is one that was interrupted.
func (p *program) recall() bool {
	m := p.before
	p.before = nil
	if m == nil {
		return false
	}
	p.journal.head.lives, p.journal.head.failed = m.lives, m.failed
	if m.rc != p.rc || m.saved == nil && len(m.messages) == 0 {
		return false
	}
	if m.saved != nil {
		if err := p.engine.Restore(m.saved); err != nil {
			p.log(err.Error())
			p.engine.Reset()
			return false
		}
	}
	// What was to move has arrived long ago.
	then := p.now().Add(-ages)
	for _, args := range m.messages {
		p.engine.Do(args, then)
	}
	p.engine.Animate(p.now())
	p.settle()
	if p.tabled() && (m.saved == nil || m.table != string(p.table)) {
		p.dress()
	}
	switch {
	case p.tabled() || m.configured:
		p.configured = true
		p.engine.Do([]string{"--update"}, p.now())
	default:
		p.scripts.start()
	}
	p.remember()
	return true
}

// ages is longer than any animation takes.
const ages = 7 * 24 * time.Hour

// settle does what restoring asks of the world; scripts ran then.
func (p *program) settle() {
	effects := p.engine.Effects()
	for _, effect := range effects {
		switch effect.(type) {
		case engine.LoadFont, engine.Notify, engine.Hotload:
			p.carry(effect)
		}
	}
}

// remember begins the journal with the bar as it is.
func (p *program) remember() {
	p.journal.head.rc, p.journal.head.table = p.rc, string(p.table)
	if p.configured {
		p.journal.begin(p.engine.Save(), recordConfigured)
	} else {
		p.journal.begin(p.engine.Save())
	}
	p.journal.drew = false
}

// finished is called when a sketchybarrc came to its end, the number-th one.
func (p *program) finished(number int) {
	if number == p.scripts.number {
		p.configured = true
		p.journal.write(recordConfigured, nil)
	}
}

// journalPath is where the journal of a bar is whose socket is at calls.
func journalPath(calls string) string { return strings.TrimSuffix(calls, ".sock") + ".journal" }
