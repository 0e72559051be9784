package paint

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"perch/bar"
)

// pictogram is an icon that Perch draws when no installed font has the
// character that a configuration names: those of SF Symbols, which exist on macOS only, and
// of Nerd Fonts. It is drawn on the grid of the built-in icons.
type pictogram struct {
	wide float64 // the width of its grid, of which the height is bar.IconGrid
	draw func(p *pen)
}

// solid is what pictograms are drawn in; the text's colour comes over it.
var solid = color.NRGBA{R: 255, G: 255, B: 255, A: 255}

// own is a pictogram that the bar's own items have.
func own(icon bar.Icon, level float64) pictogram {
	s := bar.Symbol{Icon: icon, Level: level, Color: 0xffffffff, Accent: 0xffffffff}
	w, _ := s.Size()
	return pictogram{w, func(p *pen) { drawings[icon](p, s) }}
}

func square(draw func(p *pen)) pictogram { return pictogram{bar.IconGrid, draw} }

// filled and stroked are pictograms of paths.
func filled(paths ...path) pictogram {
	return square(func(p *pen) {
		for _, f := range paths {
			p.fill(solid, f)
		}
	})
}

func stroked(paths ...path) pictogram {
	return square(func(p *pen) {
		for _, f := range paths {
			p.stroke(line, solid, f)
		}
	})
}

var (
	plus      = stroked(lines(false, 8, 2.5, 8, 13.5), lines(false, 2.5, 8, 13.5, 8))
	hourglass = stroked(lines(false, 3.5, 2, 12.5, 2), lines(false, 3.5, 14, 12.5, 14),
		lines(true, 4.5, 2, 11.5, 2, 11.5, 4.5, 8.6, 8, 11.5, 11.5, 11.5, 14, 4.5, 14, 4.5, 11.5, 7.4, 8, 4.5, 4.5))
	launcher  = filled(box(2, 2, 5.25, 5.25, 1.5), box(8.75, 2, 5.25, 5.25, 1.5), box(2, 8.75, 5.25, 5.25, 1.5), box(8.75, 8.75, 5.25, 5.25, 1.5))
	circle    = filled(disc(8, 8, 6))
	clipboard = stroked(box(3, 3, 10, 11.5, 1.75), box(5.75, 1.5, 4.5, 3, 1))
	arrowUp   = stroked(lines(false, 8, 14, 8, 2.5), lines(false, 3.75, 6.75, 8, 2.5, 12.25, 6.75))
	arrowDown = stroked(lines(false, 8, 2, 8, 13.5), lines(false, 3.75, 9.25, 8, 13.5, 12.25, 9.25))
	router    = square(func(p *pen) {
		p.stroke(line, solid, box(1.5, 9, 13, 5, 1.5))
		p.stroke(line, solid, lines(false, 8, 9, 8, 6.5))
		p.stroke(line, solid, arc(5.2, 4.6, 8, 2.2, 10.8, 4.6))
		p.fill(solid, disc(4.5, 11.5, 0.9))
	})
	back      = filled(lines(true, 8, 3, 8, 13, 1, 8), lines(true, 15, 3, 15, 13, 8, 8))
	forward   = filled(lines(true, 8, 3, 8, 13, 15, 8), lines(true, 1, 3, 1, 13, 8, 8))
	previous  = filled(lines(true, 14, 3, 14, 13, 5, 8), box(2, 3, 2, 10, 0.75))
	next      = filled(lines(true, 2, 3, 2, 13, 11, 8), box(12, 3, 2, 10, 0.75))
	play      = filled(lines(true, 4, 2.5, 4, 13.5, 13.5, 8))
	pause     = filled(box(3.5, 2.5, 3.25, 11, 1), box(9.25, 2.5, 3.25, 11, 1))
	playPause = filled(lines(true, 1, 3, 1, 13, 8.5, 8), box(9.75, 3, 2, 10, 0.75), box(13, 3, 2, 10, 0.75))
	bolt      = filled(lines(true, 9.75, 1, 3.5, 9, 7.25, 9, 6.25, 15, 12.5, 7, 8.75, 7))
	right     = stroked(lines(false, 5.5, 2.5, 11, 8, 5.5, 13.5))
	left      = stroked(lines(false, 10.5, 2.5, 5, 8, 10.5, 13.5))
	clock     = stroked(disc(8, 8, 6.25), lines(false, 8, 4.25, 8, 8, 10.75, 9.75))
	calendar  = square(func(p *pen) {
		p.stroke(line, solid, box(2, 3, 12, 11, 2))
		p.fill(solid, box(2, 3, 12, 3.75, 1.75))
		p.stroke(line, solid, lines(false, 5, 1.5, 5, 3))
		p.stroke(line, solid, lines(false, 11, 1.5, 11, 3))
	})
	bell = square(func(p *pen) {
		p.fill(solid, lines(true, 2.25, 12, 4, 9.5, 4, 6.5, 5, 4.25, 7, 3, 7.25, 1.75, 8.75, 1.75, 9, 3, 11, 4.25, 12, 6.5, 12, 9.5, 13.75, 12))
		p.fill(solid, disc(8, 13.25, 1.5))
	})
	note = square(func(p *pen) {
		p.fill(solid, disc(4.5, 12.25, 2.25))
		p.fill(solid, disc(11.5, 10.75, 2.25))
		p.stroke(line, solid, lines(false, 6, 12, 6, 3.75, 13, 2.25, 13, 10.5))
	})
	gear = square(func(p *pen) {
		for i := range 8 {
			turn := math.Pi / 4 * float64(i)
			dx, dy := math.Cos(turn), math.Sin(turn)
			p.stroke(2.75, solid, lines(false, 8+4.5*dx, 8+4.5*dy, 8+5.6*dx, 8+5.6*dy))
		}
		p.fill(solid, disc(8, 8, 5.1))
		p.erase(0.01, disc(8, 8, 2.2))
	})
	padlock = square(func(p *pen) {
		p.fill(solid, box(3, 7, 10, 7.5, 1.75))
		p.stroke(line, solid, lines(false, 5, 7.5, 5, 4.75, 6, 2.75, 8, 2, 10, 2.75, 11, 4.75, 11, 7.5))
	})
	pulse   = stroked(lines(false, 1, 8.5, 4, 8.5, 6, 3, 9.5, 13.5, 11.5, 8.5, 15, 8.5))
	tiles   = filled(box(1.5, 2.5, 7, 11, 1.25), box(9.75, 2.5, 4.75, 5, 1.25), box(9.75, 8.5, 4.75, 5, 1.25))
	shuffle = stroked(lines(false, 1.5, 4.5, 4.5, 4.5, 10, 11.5, 14, 11.5), lines(false, 1.5, 11.5, 4.5, 11.5, 10, 4.5, 14, 4.5),
		lines(false, 12, 2.25, 14.25, 4.5, 12, 6.75), lines(false, 12, 9.25, 14.25, 11.5, 12, 13.75))
	repeat = stroked(lines(false, 2.5, 8, 2.5, 5.5, 4, 4.25, 13.5, 4.25), lines(false, 11.5, 2, 13.75, 4.25, 11.5, 6.5),
		lines(false, 13.5, 8, 13.5, 10.5, 12, 11.75, 2.5, 11.75), lines(false, 4.5, 9.5, 2.25, 11.75, 4.5, 14))
	switchOn  = square(func(p *pen) { p.fill(solid, box(0.75, 3.75, 14.5, 8.5, 4.25)); p.erase(0.01, disc(11, 8, 2.75)) })
	switchOff = square(func(p *pen) { p.stroke(line, solid, box(1.25, 4, 13.5, 8, 4)); p.fill(solid, disc(5.25, 8, 2.5)) })
)

// pictograms are by the character: first as SF Symbols number them, then as
// Nerd Fonts do. They are those that configurations use most.
var pictograms = map[rune]pictogram{
	0x1002a9: own(bar.VolumeIcon, 1), 0x1002a7: own(bar.VolumeIcon, 1), 0x1002a5: own(bar.VolumeIcon, 0.4),
	0x1002a1: own(bar.VolumeIcon, 0), 0x1002a3: own(bar.MutedIcon, 0),
	0x1006e8: own(bar.BatteryIcon, 1), 0x100eb8: own(bar.BatteryIcon, 0.75), 0x100eb6: own(bar.BatteryIcon, 0.5),
	0x1006e9: own(bar.BatteryIcon, 0.25), 0x1006ea: own(bar.BatteryIcon, 0), 0x10088b: own(bar.ChargingIcon, 1),
	0x100647: own(bar.WirelessIcon, 1), 0x100648: own(bar.OfflineIcon, 0), 0x1014e4: router,
	0x100ae5: own(bar.ProcessorIcon, 0), 0x1009d3: own(bar.ProcessorIcon, 0), 0x100ae6: own(bar.MemoryIcon, 0),
	0x10017c: plus, 0x100587: hourglass, 0x1008fa: launcher, 0x100001: circle, 0x10035f: gear, 0x100244: clipboard,
	0x1013ee: switchOn, 0x1013ef: switchOff, 0x100128: arrowUp, 0x100129: arrowDown,
	0x10028a: back, 0x10028c: forward, 0x10028e: previous, 0x100290: next, 0x100288: playPause, 0x100284: play, 0x100286: pause,
	0x10018a: right, 0x100189: left, 0x100249: calendar, 0x10042b: clock, 0x1002da: bell,
	0x100ebd: gear, 0x100493: pulse, 0x1004b3: padlock, 0x1003a0: padlock, 0x1009cd: tiles, 0x10029d: shuffle, 0x10029e: repeat,

	0xf028: own(bar.VolumeIcon, 1), 0xf027: own(bar.VolumeIcon, 0.4), 0xf026: own(bar.VolumeIcon, 0), 0xeee8: own(bar.MutedIcon, 0),
	0xf057e: own(bar.VolumeIcon, 1), 0xf0580: own(bar.VolumeIcon, 0.4), 0xf057f: own(bar.VolumeIcon, 0), 0xf0581: own(bar.MutedIcon, 0), 0xf075f: own(bar.MutedIcon, 0),
	0xf240: own(bar.BatteryIcon, 1), 0xf241: own(bar.BatteryIcon, 0.75), 0xf242: own(bar.BatteryIcon, 0.5),
	0xf243: own(bar.BatteryIcon, 0.25), 0xf244: own(bar.BatteryIcon, 0), 0xf0084: own(bar.ChargingIcon, 1),
	0xf0079: own(bar.BatteryIcon, 1), 0xf0082: own(bar.BatteryIcon, 0.9), 0xf0081: own(bar.BatteryIcon, 0.8), 0xf0080: own(bar.BatteryIcon, 0.7),
	0xf007f: own(bar.BatteryIcon, 0.6), 0xf007e: own(bar.BatteryIcon, 0.5), 0xf007d: own(bar.BatteryIcon, 0.4), 0xf007c: own(bar.BatteryIcon, 0.3),
	0xf007b: own(bar.BatteryIcon, 0.2), 0xf007a: own(bar.BatteryIcon, 0.1), 0xf008e: own(bar.BatteryIcon, 0),
	0xf1eb: own(bar.WirelessIcon, 1), 0xf05a9: own(bar.WirelessIcon, 1), 0xf05aa: own(bar.OfflineIcon, 0), 0xf0469: router,
	0xf4bc: own(bar.ProcessorIcon, 0), 0xf2db: own(bar.ProcessorIcon, 0), 0xf035b: own(bar.MemoryIcon, 0),
	0xf067: plus, 0xf252: hourglass, 0xf179: launcher, 0xf111: circle, 0xf013: gear, 0xf1a25: switchOn, 0xf1a26: switchOff,
	0xeaa1: arrowUp, 0xea9a: arrowDown, 0xf04a: back, 0xf04e: forward, 0xf048: previous, 0xf051: next, 0xf04b: play, 0xf04c: pause,
	0xf0e7: bolt, 0xf054: right, 0xf053: left, 0xf073: calendar, 0xf017: clock, 0xf0f3: bell, 0xf001: note,
	0xf023: padlock, 0xf074: shuffle, 0xf01e: repeat,
	0xf43a: clock, 0xf0954: clock, 0xf0150: clock, 0xf00ed: calendar, 0xf00f0: calendar, 0xf444: circle, 0xf0493: gear, 0xf033e: padlock,
	0xf0085: own(bar.ChargingIcon, 1), 0xf008b: own(bar.ChargingIcon, 0.9), 0xf008a: own(bar.ChargingIcon, 0.8),
	0xf089e: own(bar.ChargingIcon, 0.7), 0xf0089: own(bar.ChargingIcon, 0.6), 0xf089d: own(bar.ChargingIcon, 0.5),
	0xf0088: own(bar.ChargingIcon, 0.4), 0xf0087: own(bar.ChargingIcon, 0.3), 0xf0086: own(bar.ChargingIcon, 0.2), 0xf089c: own(bar.ChargingIcon, 0.1),
}

// paint draws the pictogram in a text's colour; x and middle are device pixels.
func (g pictogram) paint(to *image.RGBA, x, middle, size float64, c color.NRGBA) {
	w, h := int(math.Ceil(g.width(size))), int(math.Round(size))
	if w <= 0 || h <= 0 {
		return
	}
	p := newPen(w, h, float64(h)/bar.IconGrid)
	g.draw(p)
	r := p.image.Rect.Add(image.Pt(int(math.Round(x)), int(math.Round(middle-float64(h)/2))))
	draw.DrawMask(to, r, image.NewUniform(c), image.Point{}, p.image, image.Point{}, draw.Over)
}

// width is how wide the pictogram is in a font of a size.
func (g pictogram) width(size float64) float64 { return math.Round(size) * g.wide / bar.IconGrid }
