package workspaces

// Orientation is the axis along which a container lines up its children.
type Orientation int

// The two orientations.
const (
	Horizontal Orientation = iota
	Vertical
)

// Opposite is the other axis.
func (o Orientation) Opposite() Orientation { return 1 - o }

func (o Orientation) String() string {
	if o == Horizontal {
		return "horizontal"
	}
	return "vertical"
}

// Direction is one of the four ways a window or the focus can go.
type Direction int

// The four directions.
const (
	Left Direction = iota
	Down
	Up
	Right
)

var directionNames = [...]string{"left", "down", "up", "right"}

func (d Direction) String() string { return directionNames[d] }

// ParseDirection reads left, down, up or right.
func ParseDirection(s string) (Direction, bool) {
	for i, name := range directionNames {
		if name == s {
			return Direction(i), true
		}
	}
	return 0, false
}

// Orientation is the axis of the direction.
func (d Direction) Orientation() Orientation {
	if d == Left || d == Right {
		return Horizontal
	}
	return Vertical
}

// Offset is +1 for right and down, -1 for left and up: the step in a list of
// children.
func (d Direction) Offset() int {
	if d == Right || d == Down {
		return 1
	}
	return -1
}

// Opposite is the way back.
func (d Direction) Opposite() Direction { return Right - d }
