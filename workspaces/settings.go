package workspaces

// Settings is the part of the configuration that the model obeys. The zero
// value has no normalization, no gaps and a horizontal tiles root.
type Settings struct {
	// Flatten replaces containers with a single child by the child.
	Flatten bool
	// Opposite turns a container that runs along its parent's axis.
	Opposite bool

	RootArrangement Arrangement
	RootOrientation RootOrientation

	// AccordionPadding is how much of an accordion's neighbours shows.
	AccordionPadding float64

	// Persistent workspaces exist even when they are empty and hidden.
	Persistent []string

	// Gaps answers for the monitor with index i; nil means none.
	Gaps func(monitors []Monitor, i int) Gaps

	// Forced is the monitor on which a workspace has to be, if it has to;
	// nil means that none has.
	Forced func(monitors []Monitor, workspace string) (i int, ok bool)
}

// RootOrientation decides how a workspace's root container runs.
type RootOrientation int

// Auto is horizontal on a monitor that is at least as wide as high.
const (
	RootAuto RootOrientation = iota
	RootHorizontal
	RootVertical
)

// Gaps are the empty spaces between windows and around them.
type Gaps struct {
	InnerHorizontal, InnerVertical float64
	Left, Top, Right, Bottom       float64
}

func (g Gaps) inner(o Orientation) float64 {
	if o == Horizontal {
		return g.InnerHorizontal
	}
	return g.InnerVertical
}
