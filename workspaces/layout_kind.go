package workspaces

// Arrangement is how a container shows its children.
type Arrangement int

// Tiles stand side by side; an accordion shows one child and the edges of
// its neighbours.
const (
	Tiles Arrangement = iota
	Accordion
)

func (a Arrangement) String() string {
	if a == Tiles {
		return "tiles"
	}
	return "accordion"
}

// Layout is a container's arrangement and the axis along which it runs.
type Layout struct {
	Arrangement Arrangement
	Orientation Orientation
}

// String is the layout's name in AeroSpace's notation: h_tiles, v_accordion, …
func (l Layout) String() string {
	if l.Orientation == Horizontal {
		return "h_" + l.Arrangement.String()
	}
	return "v_" + l.Arrangement.String()
}

// ParseLayout reads a name as written by [Layout.String].
func ParseLayout(s string) (Layout, bool) {
	for _, a := range []Arrangement{Tiles, Accordion} {
		for _, o := range []Orientation{Horizontal, Vertical} {
			if l := (Layout{a, o}); l.String() == s {
				return l, true
			}
		}
	}
	return Layout{}, false
}
