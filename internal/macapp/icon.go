package main

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"

	"golang.org/x/image/vector"
)

// icns is the application's icon in all its sizes, in the format of Apple's icon
// images: a header, then for each size a type, a length and a PNG.
func icns() ([]byte, error) {
	var body bytes.Buffer
	for _, size := range []struct {
		kind   string
		pixels int
	}{
		{"icp4", 16}, {"icp5", 32}, {"ic11", 32}, {"ic12", 64}, {"ic07", 128}, {"ic13", 256}, {"ic08", 256}, {"ic14", 512}, {"ic09", 512}, {"ic10", 1024},
	} {
		var picture bytes.Buffer
		if err := png.Encode(&picture, icon(size.pixels)); err != nil {
			return nil, err
		}
		body.WriteString(size.kind)
		binary.Write(&body, binary.BigEndian, uint32(8+picture.Len()))
		body.Write(picture.Bytes())
	}
	var out bytes.Buffer
	out.WriteString("icns")
	binary.Write(&out, binary.BigEndian, uint32(8+body.Len()))
	out.Write(body.Bytes())
	return out.Bytes(), nil
}

// icon is a desk with a bar and three tiles, one of which has the focus. Lengths
// are parts of the 1024 that Apple's grid for icons has.
func icon(pixels int) *image.RGBA {
	im := image.NewRGBA(image.Rect(0, 0, pixels, pixels))
	scale := float32(pixels) / 1024
	for _, r := range []struct {
		x, y, w, h, radius float32
		fill               color.NRGBA
	}{
		{100, 100, 824, 824, 185, color.NRGBA{0x1b, 0x24, 0x30, 0xff}},
		{190, 190, 644, 56, 28, color.NRGBA{0x5d, 0x6d, 0x7e, 0xff}},
		{190, 290, 380, 544, 56, color.NRGBA{0xf2, 0xa6, 0x3c, 0xff}},
		{614, 290, 220, 250, 56, color.NRGBA{0xd8, 0xe2, 0xec, 0xff}},
		{614, 584, 220, 250, 56, color.NRGBA{0x8f, 0xa8, 0xbf, 0xff}},
	} {
		var path vector.Rasterizer
		path.Reset(pixels, pixels)
		rounded(&path, r.x*scale, r.y*scale, r.w*scale, r.h*scale, r.radius*scale)
		path.Draw(im, im.Rect, image.NewUniform(r.fill), image.Point{})
	}
	return im
}

// rounded is a rectangle with round corners.
func rounded(p *vector.Rasterizer, x, y, w, h, r float32) {
	const k = 0.5523 // of the radius: a cubic curve that is near a quarter of a circle
	c := r - k*r
	p.MoveTo(x+r, y)
	p.LineTo(x+w-r, y)
	p.CubeTo(x+w-c, y, x+w, y+c, x+w, y+r)
	p.LineTo(x+w, y+h-r)
	p.CubeTo(x+w, y+h-c, x+w-c, y+h, x+w-r, y+h)
	p.LineTo(x+r, y+h)
	p.CubeTo(x+c, y+h, x, y+h-c, x, y+h-r)
	p.LineTo(x, y+r)
	p.CubeTo(x, y+c, x+c, y, x+r, y)
	p.ClosePath()
}
