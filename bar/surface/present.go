package surface

import (
	"cmp"
	"image"
	"slices"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/shm"
	"github.com/jezek/xgb/xproto"
)

// pixels is what a window shows, in the server's format. With MIT-SHM the
// server reads it in place.
type pixels struct {
	data    []byte // 4 bytes a pixel; nil before the first image
	segment shm.Seg
	free    func() // detaches shared memory; nil if data is not shared
}

// Repair presents the part of a bar that was exposed.
func (d *Display) Repair(e Exposed, im *image.RGBA) error {
	w := d.windows[e.Bar]
	if w == nil {
		return nil
	}
	w.visible = true
	return d.Present(e.Bar, im, []image.Rectangle{e.Area})
}

// Present shows the given parts of a bar's image, which is premultiplied and as
// large as the bar. The image may change when it returns. Before a window
// is visible it does nothing: Repair comes with the first exposure.
func (d *Display) Present(key string, im *image.RGBA, parts []image.Rectangle) error {
	w := d.windows[key]
	if w == nil || !w.visible || im == nil {
		return nil
	}
	bounds := image.Rectangle{Max: w.want.Frame.Size()}
	if w.data == nil {
		w.allocate(d, bounds.Dx(), bounds.Dy())
	}
	if d.imitate(w) {
		// What shows through is another than before.
		parts = []image.Rectangle{bounds}
	}
	visible := make([]image.Rectangle, 0, len(parts))
	for _, r := range parts {
		if r = r.Intersect(bounds).Intersect(im.Bounds()); !r.Empty() {
			visible = append(visible, r)
		}
	}
	// Shared parts go last, for the last of them is waited for.
	slices.SortStableFunc(visible, func(a, b image.Rectangle) int { return cmp.Compare(w.shares(a), w.shares(b)) })
	for i, r := range visible {
		d.convert(w, im, r, bounds.Dx())
		if err := d.put(w, r, bounds.Dx(), bounds.Dy(), i == len(visible)-1); err != nil {
			return err
		}
	}
	return nil
}

// sent is the largest part, in bytes, that is sent even if memory is shared: to
// wait until the server has read shared memory costs more, and wakes this
// process once more.
const sent = 64 << 10

// shares is 1 for a part that the server is to read from shared memory.
func (w *window) shares(r image.Rectangle) int {
	if w.free != nil && 4*r.Dx()*r.Dy() > sent {
		return 1
	}
	return 0
}

// convert writes a part of the image into the window's pixels: blue, green,
// red, alpha from the least significant byte on. Without a compositor it lies
// over the picture of what is behind.
func (d *Display) convert(w *window, im *image.RGBA, r image.Rectangle, stride int) {
	big := d.setup.ImageByteOrder == xproto.ImageOrderMSBFirst
	for y := r.Min.Y; y < r.Max.Y; y++ {
		from := im.Pix[im.PixOffset(r.Min.X, y):im.PixOffset(r.Max.X, y)]
		to := w.data[4*(y*stride+r.Min.X):][:len(from)]
		var behind []byte
		if w.backdrop.image != nil {
			behind = w.backdrop.image.Pix[w.backdrop.image.PixOffset(r.Min.X, y):]
		}
		for i := 0; i+3 < len(from); i += 4 {
			red, green, blue, alpha := from[i], from[i+1], from[i+2], from[i+3]
			if behind != nil && alpha < 255 {
				rest := uint32(255 - alpha)
				b := behind[i : i+3 : i+3]
				red += uint8((uint32(b[0])*rest + 127) / 255)
				green += uint8((uint32(b[1])*rest + 127) / 255)
				blue += uint8((uint32(b[2])*rest + 127) / 255)
				alpha = 255
			}
			if big {
				to[i], to[i+1], to[i+2], to[i+3] = alpha, red, green, blue
			} else {
				to[i], to[i+1], to[i+2], to[i+3] = blue, green, red, alpha
			}
		}
	}
}

// put sends a part of the window's pixels to the server. The last one of
// several waits until the server has read them all, so that shared memory may change.
func (d *Display) put(w *window, r image.Rectangle, width, height int, last bool) error {
	if w.shares(r) == 1 {
		send := func(put func(*xgb.Conn, xproto.Drawable, xproto.Gcontext, uint16, uint16, uint16, uint16, uint16, uint16,
			int16, int16, byte, byte, byte, shm.Seg, uint32) shm.PutImageCookie) shm.PutImageCookie {
			return put(d.conn, xproto.Drawable(w.id), w.gc, uint16(width), uint16(height),
				uint16(r.Min.X), uint16(r.Min.Y), uint16(r.Dx()), uint16(r.Dy()), int16(r.Min.X), int16(r.Min.Y),
				w.look.depth, xproto.ImageFormatZPixmap, 0, w.segment, 0)
		}
		if !last {
			send(shm.PutImage)
			return nil
		}
		return send(shm.PutImageChecked).Check()
	}
	for _, part := range chunks(r, 4*int(d.setup.MaximumRequestLength)) {
		data := d.packet[:0]
		for y := part.Min.Y; y < part.Max.Y; y++ {
			data = append(data, w.data[4*(y*width+part.Min.X):4*(y*width+part.Max.X)]...)
		}
		// xgb has copied the data when it returns.
		xproto.PutImage(d.conn, xproto.ImageFormatZPixmap, xproto.Drawable(w.id), w.gc,
			uint16(part.Dx()), uint16(part.Dy()), int16(part.Min.X), int16(part.Min.Y), 0, w.look.depth, data)
		d.packet = data
	}
	return nil
}

// chunks cuts a rectangle so that each piece's pixels fit in a request of at
// most limit bytes.
func chunks(r image.Rectangle, limit int) []image.Rectangle {
	const header = 24
	most := max(1, (limit-header)/4) // pixels
	var out []image.Rectangle
	for x := r.Min.X; x < r.Max.X; x += most {
		right := min(x+most, r.Max.X)
		rows := max(1, most/(right-x))
		for y := r.Min.Y; y < r.Max.Y; y += rows {
			out = append(out, image.Rect(x, y, right, min(y+rows, r.Max.Y)))
		}
	}
	return out
}

// allocate makes room for the window's pixels, shared with the server if it is
// on this machine.
func (w *window) allocate(d *Display, width, height int) {
	size := 4 * width * height
	if d.shared {
		if err := w.share(d, size); err == nil {
			return
		}
		d.shared = false
	}
	w.data = make([]byte, size)
}

// release gives the pixels back.
func (w *window) release(d *Display) {
	if w.free != nil {
		shm.Detach(d.conn, w.segment)
		w.free()
	}
	w.pixels = pixels{}
}
