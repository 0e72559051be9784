package engine

// store reads a value and puts it where a row of a table points to, now or, if
// it moves and the message says so, in the course of time.
func (b *batch) store(at any, moves, unsigned bool, value string) {
	switch at := at.(type) {
	case *bool:
		*at = parseBool(value, *at)
	case *string:
		*at = value
	case *align:
		*at = parseAlign(value)
	case *Font:
		b.e.still(&at.Size)
		*at = parseFont(value, at.Features)
	case *span:
		b.storeSpan(at, value, func() int { return at.width })
	case *int:
		n := parseInt(value)
		if unsigned {
			n = max(n, 0)
		}
		if moves {
			b.moveInt(at, n)
		} else {
			*at = n
		}
	case *float64:
		f := parseFloat(value)
		if unsigned {
			f = max(f, 0)
		}
		if moves {
			b.moveFloat(at, f)
		} else {
			*at = f
		}
	case *Color:
		if moves {
			b.moveColor(at, parseColor(value))
		} else {
			b.e.still(at) // its channels may be moving
			*at = parseColor(value)
		}
	}
}

// storeChannel sets one channel of a colour, or with hex all of it.
func (b *batch) storeChannel(at *Color, c channel, value string) {
	if c == whole {
		b.moveColor(at, parseColor(value))
		return
	}
	to := min(max(parseFloat(value), 0), 1)
	if b.animates() {
		b.add(motion{at: at, channel: c, from: c.of(*at), to: to})
		return
	}
	b.e.stillChannel(at, c)
	*at = c.put(*at, to)
}

// storeSpan fixes a width or, by "dynamic" or a negative number, makes it
// follow the natural one.
func (b *batch) storeSpan(at *span, value string, natural func() int) {
	width := parseInt(value)
	dynamic := value == "dynamic" || width < 0
	switch {
	case b.animates():
		if !at.fixed {
			at.width = natural()
		}
		if dynamic {
			b.glide(at, natural)
		} else {
			b.add(motion{at: at, from: float64(at.width), to: float64(width)})
		}
	case dynamic:
		b.e.still(at)
		at.fixed = false
	default:
		b.e.still(at)
		*at = span{width, true}
	}
}
