package bar

// Span is where a part of a cell stands; W is 0 for one that is not there.
type Span struct{ X, W float64 }

// Parts are where the parts of a cell stand.
type Parts struct{ Symbol, Plot, Label, Pictures, Detail Span }

// pictureGap is the room between two pictures.
const pictureGap = 4

// Content is the width of a cell's parts and the room between them.
func (c Cell) Content(measure Measure) float64 {
	_, w := c.row(measure)
	return w
}

// Parts are where the cell's parts stand on the box that it is in.
func (c Placed) Parts(measure Measure) Parts {
	p, w := c.row(measure)
	start := c.X + (c.W-w)/2
	for _, s := range []*Span{&p.Symbol, &p.Plot, &p.Label, &p.Pictures, &p.Detail} {
		s.X += start
	}
	return p
}

// row sets the parts side by side, from zero on.
func (c Cell) row(measure Measure) (p Parts, width float64) {
	symbol, _ := c.Symbol.Size()
	plot, detail := 0.0, 0.0
	if c.Plot.Samples != nil {
		plot = c.Plot.Width
	}
	if c.Detail.Text != "" {
		detail = measure(c.Detail)
	}
	for _, part := range []struct {
		span *Span
		w    float64
	}{
		{&p.Symbol, symbol}, {&p.Plot, plot}, {&p.Label, LabelWidth(c, measure)}, {&p.Pictures, c.picturesWidth()}, {&p.Detail, detail},
	} {
		if part.w <= 0 {
			continue
		}
		if width > 0 {
			width += c.Gap
		}
		*part.span = Span{width, part.w}
		width += part.w
	}
	return p, width
}

func (c Cell) picturesWidth() float64 {
	n := 0
	for _, source := range c.Pictures {
		if source != "" {
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return float64(n)*c.PictureSize + float64(n-1)*pictureGap
}

// PictureAt is where the picture of a number begins.
func (c Placed) PictureAt(p Parts, n int) float64 {
	return p.Pictures.X + float64(n)*(c.PictureSize+pictureGap)
}
