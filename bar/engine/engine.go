package engine

import "slices"

// Engine is one bar: its items, their properties and what happens to them. It
// is not safe for use from several goroutines.
type Engine struct {
	options  Options
	displays []Display
	facts    Facts
	pressed  int // the display of the bar that a button was pressed on since the focus came to another, 0 for none
	hotload  bool
	fonts    []string // that messages loaded

	bar      bar
	template *item
	items    []*item // in the order of the bar
	named    map[string]*item
	events   events
	told     map[int]string // what was last said of each desktop's windows
	motions  []motion
	mouse    mouse

	batches int // messages so far
	clock   ticks

	// generation counts the times at which all measures became void.
	generation int
	stale      bool // what was arranged last no longer holds
	bars       []barWindow
	scene      Scene
	effects    []Effect
}

// Display is one monitor. ID is its place in the arrangement, from 1.
type Display struct {
	ID      int
	Name    string
	Frame   Rect
	Main    bool
	Notched bool
	MenuBar float64 // the height of a menu bar that is always there
	Direct  int     // the number that --query displays calls DirectDisplayID
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
func New(o Options) *Engine {
	e := &Engine{options: o, displays: slices.Clone(o.Displays), generation: 1}
	e.facts.Volume, e.facts.Brightness = -1, -1
	e.Reset()
	return e
}

// Reset empties the bar for a reload: items, custom events, defaults and
// settings of the bar are gone, running animations too.
func (e *Engine) Reset() {
	e.bar = newBar()
	e.items, e.named = nil, map[string]*item{}
	e.events, e.told = newEvents(), map[int]string{}
	e.motions, e.mouse = nil, mouse{}
	e.fonts = nil
	e.resetTemplate()
	e.stale = true
}

// resetTemplate gives the items that are added from now on the built-in
// defaults.
func (e *Engine) resetTemplate() {
	if old := e.template; old != nil {
		e.drop(func(m *motion) bool { return m.owner == old })
	}
	e.template = newTemplate()
}

// SetFacts says how the world is now. It emits nothing: Happen does.
func (e *Engine) SetFacts(f Facts) {
	if f.ActiveDisplay != e.facts.ActiveDisplay {
		e.pressed = 0
	}
	e.facts = f
	e.stale = true
}

// SetDisplays says which displays there are now; if that changed anything,
// display_change and space_change happen.
func (e *Engine) SetDisplays(displays []Display) {
	if slices.Equal(displays, e.displays) {
		return
	}
	e.displays = slices.Clone(displays)
	e.stale = true
	e.arrange()
	e.refresh(displayChange)
	e.refresh(spaceChange)
}

// Remeasure forgets the sizes of texts and pictures, because a font or a
// picture changed.
func (e *Engine) Remeasure() {
	e.generation++
	e.stale = true
}

// touch says that an item, or with nil the bar, is no longer as it was.
func (e *Engine) touch(i *item) {
	e.stale = true
	if i != nil {
		i.revision++
	}
}

// Scene is what is to be seen now. It costs next to nothing if nothing changed.
func (e *Engine) Scene() Scene {
	e.arrange()
	return e.scene
}

// Effects returns what is to be done in the world since it was last called.
func (e *Engine) Effects() []Effect {
	effects := e.effects
	e.effects = nil
	return effects
}
