package engine

import "time"

// Engine is one bar: its items, their properties and what happens to them. It
// is not safe for use from several goroutines.
type Engine struct {
	options Options
	facts   Facts
	effects []Effect
}

// Display is one monitor. ID is its place in the arrangement, from 1.
type Display struct {
	ID      int
	Name    string
	Frame   Rect
	Main    bool
	Notched bool
	Direct  int // the number that --query displays calls DirectDisplayID
	UUID    string
}

// Options is what an engine is made with.
type Options struct {
	Name     string // of the bar, as scripts get it in BAR_NAME
	Home     string // what a leading ~ in script= and paths stands for
	Displays []Display
	Measure  Measurer
	// Resolve makes the path of --reload whole and fails if there is no such
	// file. Without it every path is good.
	Resolve func(path string) (string, error)
}

// New makes an empty bar with the built-in defaults.
func New(o Options) *Engine { return &Engine{options: o} }

// Do carries out one message, an argument vector, as one batch and returns
// what its verbs print.
func (e *Engine) Do(args []string, now time.Time) string { return "" }

// Tick is what happens once a second while Ticks says so.
func (e *Engine) Tick(now time.Time) {}

// Ticks says whether anything depends on ticks: a routine or a text that
// scrolls.
func (e *Engine) Ticks() bool { return false }

// Animate brings everything that moves to now and says whether it goes on.
func (e *Engine) Animate(now time.Time) (moving bool) { return false }

// Happen tells of a built-in or a custom event; env holds its variables. For
// built-in events without an INFO of their own it is made from the Facts.
// Unknown events are ignored.
func (e *Engine) Happen(event string, env []string, now time.Time) {}

// SetFacts says how the world is now. It emits nothing: Happen does.
func (e *Engine) SetFacts(f Facts) { e.facts = f }

// SetDisplays says which displays there are now; if that changed anything,
// display_change and space_change happen.
func (e *Engine) SetDisplays(displays []Display) {}

// Reset empties the bar for a reload: items, custom events, defaults and
// settings of the bar are gone, running animations too.
func (e *Engine) Reset() {}

// Remeasure forgets the sizes of texts and pictures, because a font or a
// picture changed.
func (e *Engine) Remeasure() {}

// Scene is what is to be seen now. It costs next to nothing if nothing changed.
func (e *Engine) Scene() Scene { return Scene{} }

// Effects returns what is to be done in the world since it was last called.
func (e *Engine) Effects() []Effect {
	effects := e.effects
	e.effects = nil
	return effects
}

// Outcome says where a reply is to be printed and how the client exits.
func Outcome(reply string) (stderr bool, code int) {
	if len(reply) > 2 && reply[1] == '!' {
		return true, 1
	}
	return false, 0
}
