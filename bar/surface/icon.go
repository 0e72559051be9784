package surface

import (
	"image"
	"image/color"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// largestIcon bounds what is read of a window's icons, in 32-bit numbers.
const largestIcon = 1 << 20

// Icon is the picture that another program's window shows of itself, the one that
// is nearest to a size in device pixels, and rather larger than smaller; nil if it
// has none (EWMH, _NET_WM_ICON).
func (d *Display) Icon(window uint32, _ string, size int) image.Image {
	if window == 0 {
		return nil
	}
	atom, err := xproto.InternAtom(d.conn, true, uint16(len("_NET_WM_ICON")), "_NET_WM_ICON").Reply()
	if err != nil || atom.Atom == xproto.AtomNone {
		return nil
	}
	reply, err := xproto.GetProperty(d.conn, false, xproto.Window(window), atom.Atom, xproto.AtomCardinal, 0, largestIcon).Reply()
	if err != nil || reply.Format != 32 {
		return nil
	}
	return nearestIcon(reply.Value, size)
}

// nearestIcon chooses among icons that follow each other: width, height, and
// rows of pixels, 0xAARRGGBB and not premultiplied.
func nearestIcon(data []byte, size int) image.Image {
	number := func(i int) uint32 { return xgb.Get32(data[4*i:]) }
	n := len(data) / 4
	best, nearest := -1, 0
	for i := 0; i+2 <= n; {
		const longest = 4096
		w, h := int(number(i)), int(number(i+1))
		if w < 1 || h < 1 || w > longest || h > longest || i+2+w*h > n {
			break
		}
		off := h - size
		if off < 0 {
			off *= -4
		}
		if best < 0 || off < nearest {
			best, nearest = i, off
		}
		i += 2 + w*h
	}
	if best < 0 {
		return nil
	}
	im := image.NewNRGBA(image.Rect(0, 0, int(number(best)), int(number(best+1))))
	for i := range im.Rect.Dx() * im.Rect.Dy() {
		c := number(best + 2 + i)
		im.SetNRGBA(i%im.Rect.Dx(), i/im.Rect.Dx(), color.NRGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: uint8(c >> 24)})
	}
	return im
}
