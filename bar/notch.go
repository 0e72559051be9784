package bar

import "math"

// LayBeside is Lay on a strip whose middle, so wide, cannot be seen: a camera is
// there. Left and center items stand before it, right items behind it; those in the
// center end where it begins.
func LayBeside(items []Item, s Style, width, notch, scale float64, measure Measure) Frame {
	if notch <= 0 || notch >= width {
		return Lay(items, s, width, scale, measure)
	}
	half := math.Floor((width-notch)/2*scale) / scale
	var before, behind []Item
	for _, item := range items {
		switch item.Side {
		case Right:
			behind = append(behind, item)
		case Center:
			item.Side = Right
			before = append(before, item)
		default:
			before = append(before, item)
		}
	}
	f := Lay(before, s, half, scale, measure)
	for i, box := range f.Boxes {
		if box.Side == Right {
			f.Boxes[i].Side = Center
		}
	}
	for _, box := range Lay(behind, s, half, scale, measure).Boxes {
		box.X += width - half
		f.Boxes = append(f.Boxes, box)
	}
	f.Width = width
	return f
}
