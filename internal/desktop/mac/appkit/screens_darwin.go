//go:build darwin && cgo

package appkit

import (
	ak "github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/objc"

	"perch/workspaces"
)

func (k *kit) Screens() []Screen {
	return onMain(func() []Screen {
		var raw []rawScreen
		// There is none while the lid is closed and nothing else is plugged in.
		for _, s := range List(objc.Call[objc.Object](ak.ScreenClass, objc.Sel("screens"))) {
			raw = append(raw, rawOf(ak.ScreenFrom(s.Ptr())))
		}
		return screensOf(raw)
	})
}

func rawOf(s ak.Screen) rawScreen {
	r := rawScreen{
		name: s.LocalizedName(), frame: rectOf(s.Frame()), visible: rectOf(s.VisibleFrame()), scale: s.BackingScaleFactor(),
	}
	if number, ok := s.DeviceDescription()["NSScreenNumber"]; ok {
		r.display = uint32(send(number, "unsignedIntValue"))
	}
	// Since macOS 12.
	if area := objc.Sel("auxiliaryTopLeftArea"); s.RespondsToSelector(area) {
		r.inset, r.rate = s.SafeAreaInsets().Top, s.MaximumFramesPerSecond()
		r.left = rectOf(objc.Call[foundation.Rect](s, area))
		r.right = rectOf(objc.Call[foundation.Rect](s, objc.Sel("auxiliaryTopRightArea")))
	}
	return r
}

func rectOf(r foundation.Rect) workspaces.Rect {
	return workspaces.Rect{X: r.Origin.X, Y: r.Origin.Y, W: r.Size.Width, H: r.Size.Height}
}
