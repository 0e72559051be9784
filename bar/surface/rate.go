package surface

import (
	"time"

	"github.com/jezek/xgb/randr"
)

// Rates of displays, in pictures a second. What is told beyond these is not
// believed.
const (
	usualRate            = 60
	slowestRate, fastest = 24, 500
)

// frameTime is how long a display with that rate shows a picture; that of a usual
// one if the rate is not known.
func frameTime(rate float64) time.Duration {
	if !(rate >= slowestRate && rate <= fastest) {
		rate = usualRate
	}
	return time.Duration(float64(time.Second) / rate)
}

// readRate is the rate of the fastest display that is on, 0 if none is known
// (RandR protocol, "RRGetScreenResources").
func (d *Display) readRate() float64 {
	if !d.randr {
		return 0
	}
	resources, err := randr.GetScreenResourcesCurrent(d.conn, d.screen.Root).Reply()
	if err != nil {
		return 0
	}
	rates := map[uint32]float64{}
	for _, m := range resources.Modes {
		rates[m.Id] = modeRate(m)
	}
	fastest := 0.0
	for _, crtc := range resources.Crtcs {
		if info, err := randr.GetCrtcInfo(d.conn, crtc, resources.ConfigTimestamp).Reply(); err == nil {
			fastest = max(fastest, rates[uint32(info.Mode)])
		}
	}
	return fastest
}

// modeRate is how many pictures a second a mode shows.
func modeRate(m randr.ModeInfo) float64 {
	lines := float64(m.Vtotal)
	if m.ModeFlags&randr.ModeFlagDoubleScan != 0 {
		lines *= 2
	}
	if m.ModeFlags&randr.ModeFlagInterlace != 0 {
		lines /= 2
	}
	if m.Htotal == 0 || lines == 0 {
		return 0
	}
	return float64(m.DotClock) / (float64(m.Htotal) * lines)
}
