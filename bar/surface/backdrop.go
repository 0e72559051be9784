package surface

import (
	"image"

	"github.com/jezek/xgb/xproto"
)

// backdrop is the picture of what lies behind a window on a screen without a
// compositor: the part of the root window's pixmap that programs for wallpapers
// leave there. image is nil if there is none.
type backdrop struct {
	image   *image.RGBA
	of      uint32 // the wallpaper's count
	frame   image.Rectangle
	blur    int
	current bool
}

// imitate brings a window's backdrop up to date and says whether it is another
// than before.
func (d *Display) imitate(w *window) bool {
	if w.look == d.translucent {
		return false
	}
	b := backdrop{of: d.wallpaper.Load(), frame: w.want.Frame, blur: w.want.Blur, current: true}
	old := &w.backdrop
	if old.current && old.of == b.of && old.frame == b.frame && old.blur == b.blur {
		return false
	}
	first := !old.current
	b.image = d.behind(b.frame, b.blur)
	had := old.image != nil
	w.backdrop = b
	return !first && (had || b.image != nil)
}

// behind reads a part of the wallpaper, nil if there is no wallpaper.
func (d *Display) behind(frame image.Rectangle, blur int) *image.RGBA {
	for _, property := range []string{"_XROOTPMAP_ID", "ESETROOT_PMAP_ID"} {
		reply, err := xproto.GetProperty(d.conn, false, d.screen.Root, d.atoms[property], xproto.AtomPixmap, 0, 1).Reply()
		if err != nil || reply.Format != 32 || len(reply.Value) < 4 {
			continue
		}
		v := reply.Value
		pixmap := xproto.Drawable(uint32(v[0]) | uint32(v[1])<<8 | uint32(v[2])<<16 | uint32(v[3])<<24)
		if im := d.copyPixmap(pixmap, frame.Inset(-blur)); im != nil {
			soften(im, blur)
			return crop(im, frame)
		}
	}
	return nil
}

// copyPixmap copies an area of a pixmap, which repeats in all directions as a window's
// background does.
func (d *Display) copyPixmap(pixmap xproto.Drawable, area image.Rectangle) *image.RGBA {
	size, err := xproto.GetGeometry(d.conn, pixmap).Reply()
	if err != nil || size.Width == 0 || size.Height == 0 || d.bitsPerPixel(size.Depth) != 32 {
		return nil
	}
	out := image.NewRGBA(area)
	tile := image.Rect(0, 0, int(size.Width), int(size.Height))
	first := image.Pt(floor(area.Min.X, tile.Dx()), floor(area.Min.Y, tile.Dy()))
	for y := first.Y; y < area.Max.Y; y += tile.Dy() {
		for x := first.X; x < area.Max.X; x += tile.Dx() {
			part := tile.Add(image.Pt(x, y)).Intersect(area)
			from := part.Sub(image.Pt(x, y))
			got, err := xproto.GetImage(d.conn, xproto.ImageFormatZPixmap, pixmap, int16(from.Min.X), int16(from.Min.Y),
				uint16(from.Dx()), uint16(from.Dy()), 0xffffffff).Reply()
			if err != nil || len(got.Data) < 4*from.Dx()*from.Dy() {
				return nil
			}
			d.unpack(out, part, got.Data)
		}
	}
	return out
}

// floor is the largest multiple of n that is not above v.
func floor(v, n int) int {
	rest := v % n
	if rest < 0 {
		rest += n
	}
	return v - rest
}

// unpack copies pixels of the server's into an image.
func (d *Display) unpack(to *image.RGBA, r image.Rectangle, data []byte) {
	red, green, blue := 2, 1, 0
	if d.setup.ImageByteOrder == xproto.ImageOrderMSBFirst {
		red, green, blue = 1, 2, 3
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := to.Pix[to.PixOffset(r.Min.X, y):]
		for x := range r.Dx() {
			pixel := data[:4]
			data = data[4:]
			row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = pixel[red], pixel[green], pixel[blue], 255
		}
	}
}

func (d *Display) bitsPerPixel(depth byte) byte {
	for _, f := range d.setup.PixmapFormats {
		if f.Depth == depth {
			return f.BitsPerPixel
		}
	}
	return 0
}

// crop is a part of an image whose pixels begin at its own corner.
func crop(im *image.RGBA, r image.Rectangle) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: r.Size()})
	for y := range r.Dy() {
		copy(out.Pix[out.PixOffset(0, y):], im.Pix[im.PixOffset(r.Min.X, r.Min.Y+y):][:4*r.Dx()])
	}
	return out
}

// soften blurs an image: three times a box is close to a bell.
func soften(im *image.RGBA, radius int) {
	reach := radius / 2
	if reach < 1 {
		return
	}
	w, h := im.Rect.Dx(), im.Rect.Dy()
	line := make([]byte, 4*max(w, h))
	for range 3 {
		for y := range h {
			box(im.Pix[y*im.Stride:], 4, w, reach, line)
		}
		for x := range w {
			box(im.Pix[4*x:], im.Stride, h, reach, line)
		}
	}
}

// box replaces n pixels, step bytes apart, by the mean of each with its neighbours on
// both sides.
func box(pix []byte, step, n, reach int, line []byte) {
	for i := range n {
		copy(line[4*i:4*i+4], pix[i*step:i*step+4])
	}
	at := func(i int) int { return 4 * min(max(i, 0), n-1) }
	for c := range 3 {
		sum := 0
		for i := -reach; i <= reach; i++ {
			sum += int(line[at(i)+c])
		}
		for i := range n {
			pix[i*step+c] = byte((sum + reach) / (2*reach + 1))
			sum += int(line[at(i+reach+1)+c]) - int(line[at(i-reach)+c])
		}
	}
}
