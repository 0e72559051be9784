package bar

import (
	"image/color"
	"math"
)

// Color is 0xAARRGGBB, not premultiplied. The zero value is fully transparent,
// which every painter takes as "nothing here".
type Color uint32

// NRGBA is the colour as the standard library's type.
func (c Color) NRGBA() color.NRGBA {
	return color.NRGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: uint8(c >> 24)}
}

// Opaque is the colour at full alpha.
func (c Color) Opaque() Color { return c | 0xff000000 }

// Luminance is the relative luminance of WCAG 2 in 0…1; alpha is ignored.
func (c Color) Luminance() float64 {
	return 0.2126*linear(uint8(c>>16)) + 0.7152*linear(uint8(c>>8)) + 0.0722*linear(uint8(c))
}

// Contrast is the contrast ratio of WCAG 2, from 1 (none) to 21.
func (c Color) Contrast(d Color) float64 {
	a, b := c.Luminance(), d.Luminance()
	if a < b {
		a, b = b, a
	}
	return (a + 0.05) / (b + 0.05)
}

// On chooses whichever of two text colours reads better on c.
func (c Color) On(a, b Color) Color {
	if c.Contrast(a) >= c.Contrast(b) {
		return a
	}
	return b
}

// linear undoes the sRGB transfer function for one channel.
func linear(v uint8) float64 {
	f := float64(v) / 255
	if f <= 0.04045 {
		return f / 12.92
	}
	return math.Pow((f+0.055)/1.055, 2.4)
}
