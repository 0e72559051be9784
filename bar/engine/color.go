package engine

import "math"

// channel is a part of a colour that can be set alone.
type channel int

const (
	whole channel = iota
	alpha
	red
	green
	blue
)

// channels are the suffixes of every property that is a colour.
var channels = map[string]channel{"hex": whole, "alpha": alpha, "red": red, "green": green, "blue": blue}

// shift is where the channel's byte is in a Color.
func (c channel) shift() uint { return uint(blue-c) * 8 }

// of is the channel's value in a colour, 0 to 1.
func (c channel) of(color Color) float64 { return float64(byte(color>>c.shift())) / 255 }

// put is color with one channel replaced by a value from 0 to 1.
func (c channel) put(color Color, value float64) Color {
	b := Color(math.Floor(min(max(value, 0), 1) * 255))
	return color&^(0xff<<c.shift()) | b<<c.shift()
}

func parseColor(s string) Color { return Color(uint32(parseLong(s))) }

// blend is what lies between two colours, f from 0 to 1, each byte on its own.
func blend(from, to Color, f float64) Color {
	var mixed Color
	for c := alpha; c <= blue; c++ {
		a, b := float64(byte(from>>c.shift())), float64(byte(to>>c.shift()))
		mixed |= Color(min(max(a*(1-f)+b*f, 0), 255)) << c.shift()
	}
	return mixed
}

// faded is a colour with its alpha multiplied.
func (c Color) faded(f float64) Color { return alpha.put(c, alpha.of(c)*f) }

// clear says that nothing is to be seen of a colour.
func (c Color) clear() bool { return c>>24 == 0 }
