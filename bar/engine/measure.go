package engine

// extent is how much room an item and its parts take. It follows from the
// item alone, not from where it is.
type extent struct {
	revision, generation int // of what was measured

	icon, middle, label int
	content             int // all three
	natural             int // content, or the background's image if that is wider
	drawn               int // what is drawn, from the item's left edge on
	box                 int // the item's own background
	tall                int // how high a popup's cell must be
	margins             margins
}

// measure returns the item's extent. A width that is fixed below the natural
// one lets the content overlap what comes next; only the background gets
// narrower.
func (i *item) measure(e *Engine) *extent {
	x := &i.extent
	if x.revision == i.revision+1 && x.generation == e.generation {
		return x
	}
	*x = extent{
		revision: i.revision + 1, generation: e.generation, // so that the zero extent is never right
		icon: i.icon.extent(e), label: i.label.extent(e), middle: i.middle(e),
		tall: max(i.icon.tall(e), i.label.tall(e)),
	}
	x.content = x.icon + x.middle + x.label
	x.natural = x.content
	if i.background.pictured() {
		width, height := i.background.image.extent(e)
		x.natural, x.tall = max(x.natural, width), max(x.tall, height)
	}
	if i.background.drawing {
		x.tall = max(x.tall, i.background.height)
	}
	if i.kind == kindAlias {
		_, height := i.alias.picture.extent(e)
		x.tall = max(x.tall, height)
	}
	x.drawn, x.box = x.natural, x.natural
	if i.width.fixed {
		x.drawn, x.box = max(x.natural, i.width.width), i.width.width
	}
	x.margins = i.background.reach().plus(i.icon.reach()).plus(i.label.reach())
	return x
}

// middle is the width of what is between the icon and the label.
func (i *item) middle(e *Engine) int {
	switch i.kind {
	case kindGraph:
		return len(i.graph.samples)
	case kindSlider:
		return i.slider.width
	case kindAlias:
		width, _ := i.alias.picture.extent(e)
		return width
	}
	return 0
}

// slot is how far the item moves what comes after it in its section. The
// paddings are within a fixed width.
func (i *item) slot(e *Engine) int {
	if i.width.fixed {
		return i.width.width
	}
	return i.background.padLeft + i.measure(e).natural + i.background.padRight
}

// row is how much room the item takes in a popup, where the paddings are
// beside a fixed width.
func (i *item) row(e *Engine) int {
	return i.background.padLeft + i.measure(e).box + i.background.padRight
}
