package xserver

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"math/bits"
	"os"

	"github.com/jezek/xgb/xproto"
)

// Screenshot returns what is on the screen, without the pointer.
func (c *Client) Screenshot() (*image.RGBA, error) { return c.Capture(c.Screen()) }

// Capture returns a part of the screen; its bounds are the screen's
// coordinates.
func (c *Client) Capture(area image.Rectangle) (*image.RGBA, error) {
	area = area.Intersect(c.Screen())
	if area.Empty() {
		return nil, errors.New("the area is not on the screen")
	}
	reply, err := xproto.GetImage(c.conn, xproto.ImageFormatZPixmap, xproto.Drawable(c.Root()),
		int16(area.Min.X), int16(area.Min.Y), uint16(area.Dx()), uint16(area.Dy()), ^uint32(0)).Reply()
	if err != nil {
		return nil, fmt.Errorf("read the screen: %w", err)
	}
	format, err := c.format(reply.Depth)
	if err != nil {
		return nil, err
	}
	visual, err := c.visual()
	if err != nil {
		return nil, err
	}
	return decode(reply.Data, area, format, visual, c.setup.ImageByteOrder == xproto.ImageOrderMSBFirst)
}

// format is how the server packs pixels of a depth.
func (c *Client) format(depth byte) (xproto.Format, error) {
	for _, format := range c.setup.PixmapFormats {
		if format.Depth == depth {
			return format, nil
		}
	}
	return xproto.Format{}, fmt.Errorf("the X server has no pixel format of depth %d", depth)
}

// visual is the root window's colour masks.
func (c *Client) visual() (xproto.VisualInfo, error) {
	for _, depth := range c.screen.AllowedDepths {
		for _, visual := range depth.Visuals {
			if visual.VisualId == c.screen.RootVisual {
				return visual, nil
			}
		}
	}
	return xproto.VisualInfo{}, errors.New("the root window has no visual")
}

// decode turns a ZPixmap of a TrueColor visual into an image.
func decode(data []byte, area image.Rectangle, format xproto.Format, visual xproto.VisualInfo, bigEndian bool) (*image.RGBA, error) {
	size := int(format.BitsPerPixel) / 8
	if size < 2 || size > 4 || visual.RedMask == 0 {
		return nil, fmt.Errorf("pixels of %d bits in a visual of class %d cannot be read", format.BitsPerPixel, visual.Class)
	}
	pad := int(format.ScanlinePad) / 8
	stride := (area.Dx()*size + pad - 1) / pad * pad
	if len(data) < stride*area.Dy() {
		return nil, fmt.Errorf("the X server sent %d bytes of an image of %d", len(data), stride*area.Dy())
	}
	picture := image.NewRGBA(area)
	// Almost every server sends blue, green, red and a pad byte.
	usual := size == 4 && !bigEndian && visual.RedMask == 0xff0000 && visual.GreenMask == 0xff00 && visual.BlueMask == 0xff
	for y := range area.Dy() {
		from := data[y*stride : (y+1)*stride]
		to := picture.Pix[y*picture.Stride:]
		if usual {
			for x := 0; x < 4*area.Dx(); x += 4 {
				to[x], to[x+1], to[x+2], to[x+3] = from[x+2], from[x+1], from[x], 0xff
			}
			continue
		}
		for x := range area.Dx() {
			var pixel uint32
			for i := range size {
				shift := 8 * i
				if bigEndian {
					shift = 8 * (size - 1 - i)
				}
				pixel |= uint32(from[x*size+i]) << shift
			}
			to[4*x] = channel(pixel, visual.RedMask)
			to[4*x+1] = channel(pixel, visual.GreenMask)
			to[4*x+2] = channel(pixel, visual.BlueMask)
			to[4*x+3] = 0xff
		}
	}
	return picture, nil
}

// channel scales one colour of a pixel to 8 bits.
func channel(pixel, mask uint32) byte {
	value := pixel & mask >> bits.TrailingZeros32(mask)
	most := mask >> bits.TrailingZeros32(mask)
	return byte(value * 255 / most)
}

// Save writes a picture as PNG.
func Save(path string, picture image.Image) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(file, picture); err != nil {
		file.Close()
		return fmt.Errorf("%s: %w", path, err)
	}
	return file.Close()
}
