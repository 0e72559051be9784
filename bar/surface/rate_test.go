package surface

import (
	"testing"
	"time"

	"github.com/jezek/xgb/randr"

	"perch/internal/desktop/mac/appkit"
)

func TestFrameTime(t *testing.T) {
	usual := time.Second / 60
	for name, row := range map[string]struct {
		mode randr.ModeInfo
		want time.Duration
	}{
		"a common mode":       {randr.ModeInfo{DotClock: 148_500_000, Htotal: 2200, Vtotal: 1125}, usual},
		"a fast display":      {randr.ModeInfo{DotClock: 1_000_000 * 144, Htotal: 1000, Vtotal: 1000}, time.Second / 144},
		"interlaced":          {randr.ModeInfo{DotClock: 74_250_000, Htotal: 2200, Vtotal: 1125, ModeFlags: randr.ModeFlagInterlace}, usual},
		"twice every line":    {randr.ModeInfo{DotClock: 120_000_000, Htotal: 1000, Vtotal: 1000, ModeFlags: randr.ModeFlagDoubleScan}, usual},
		"a server in memory":  {randr.ModeInfo{}, usual},
		"a display of dreams": {randr.ModeInfo{DotClock: 1 << 31, Htotal: 100, Vtotal: 100}, usual},
	} {
		if got := frameTime(modeRate(row.mode)); (got - row.want).Abs() > time.Microsecond {
			t.Errorf("%s: %v, want %v", name, got, row.want)
		}
	}
}

func TestPanelFrameTime(t *testing.T) {
	if got := panelFrameTime(nil); got != time.Second/60 {
		t.Errorf("without a screen %v", got)
	}
	if got := panelFrameTime([]appkit.Screen{{FramesPerSecond: 60}, {FramesPerSecond: 120}}); got != time.Second/120 {
		t.Errorf("with a fast one %v", got)
	}
}
