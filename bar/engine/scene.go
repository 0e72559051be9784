package engine

import "image"

// Scene is everything that a bar shows: one window per selected display, and
// the open popups, the lowest first. Scenes of one engine share what did not
// change, so that comparing the pointers of layers tells what is to be drawn.
//
// Lengths are logical pixels.
type Scene struct{ Windows []Window }

// Window is one rectangle on the screen.
type Window struct {
	// Key tells windows apart from one scene to the next: "bar/1" for the bar
	// of display 1, "popup/NAME" for a popup.
	Key     string
	Display int  // 1-based, as in --query displays
	Frame   Rect // on the whole desktop
	Level   Level
	Popup   bool
	// Bottom says at which edge of its display a bar lies.
	Bottom bool
	// Blur is how far what lies behind is to be blurred, 0 for not at all.
	Blur int
	// Shadow says that a compositor may draw a shadow around the window.
	Shadow bool
	// Fullscreen says that the window is wanted on native-fullscreen desktops too.
	Fullscreen bool
	// Layers are painted one over the other, the lowest first: the bar's own
	// background, brackets, items.
	Layers []*Layer
}

// Level is where in the stack of windows a window belongs.
type Level int

// Below is under the normal windows, Above over them, Top over everything.
const (
	Below Level = iota
	Above
	Top
)

// Layer is one item in one window. Two layers with equal Marks and the same
// size have the same pixels.
type Layer struct {
	Item  string // "" is the window's own background
	Frame Rect   // in the window; what lies outside of the window is cut off
	// Hit is where the pointer counts as being over the item, in the window;
	// empty for brackets and backgrounds that nothing listens to.
	Hit   Rect
	Marks []Mark
}

// Mark is one thing to paint, placed in its layer: a Shape, Glyphs, a Picture
// or a Plot.
type Mark interface{ mark() }

// Shape is a rounded rectangle. The border lies inside of it; the fill reaches to
// the border's middle, and the radius is measured there.
type Shape struct {
	Frame        Rect
	Radius       float64
	Fill, Border Color
	BorderWidth  float64
	// Hole makes the shape cut the bar's own background, by this much, 0 to 1,
	// instead of painting. In popups it does nothing.
	Hole float64
}

// Glyphs is a line of text. Its baseline is so that the font's ascent and
// descent are centred on Frame's middle.
type Glyphs struct {
	Frame Rect // what the text may fill; the rest is cut off if Clip
	Clip  bool
	Dx    float64 // where the text begins, measured from Frame's left edge
	Text  string
	Font  Font
	Color Color
}

// Picture is an image: a file, an application's icon, the album art.
type Picture struct {
	Frame        Rect
	Source       string // as in background.image=
	Radius       float64
	Border       Color
	BorderWidth  float64
	ShadowColor  Color // 0 for none
	ShadowOffset Point
}

// Plot is a graph: Samples from left to right, one pixel each, 0…1 of the
// height above Base.
type Plot struct {
	Frame      Rect
	Base       float64 // the y of 0
	Samples    []float64
	Line, Fill Color
	LineWidth  float64
}

// Raster is a picture in device pixels that somebody else has painted,
// premultiplied. It must not change.
type Raster struct {
	At     Point // its top left corner
	Pixels *image.RGBA
}

func (Raster) mark()  {}
func (Shape) mark()   {}
func (Glyphs) mark()  {}
func (Picture) mark() {}
func (Plot) mark()    {}

// Rect is an area, Point a place; y grows downwards.
type (
	Rect  struct{ X, Y, W, H float64 }
	Point struct{ X, Y float64 }
	Size  struct{ W, H float64 }
)

// Color is 0xAARRGGBB, not premultiplied.
type Color uint32

// Font is a face as configurations name it.
type Font struct {
	Family, Style string
	Size          float64
	Features      string // a comma list of OpenType tags
}

// Measurer knows how large texts and pictures are. The painter that draws them
// is one.
type Measurer interface {
	// Text is the advance width of a text and the height of its ink.
	Text(f Font, s string) (width, height float64)
	// Image is the size of a picture's source at scale 1 and false if there is
	// no such picture, with a reason for the person who asked for it.
	Image(source string) (size Size, reason error)
}
