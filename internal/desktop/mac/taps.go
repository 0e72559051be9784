package mac

import (
	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/cg"
)

// tap is an event tap on a thread of its own, which is made anew when macOS has
// made it invalid: that happens over sleep, and nobody is told (AltTab #5711,
// paneru #350).
type tap struct {
	thread  *cf.Thread
	mask    cg.Mask
	listens bool
	handler cg.Handler
	*cg.Tap // for the thread only
}

// newTap fails without the accessibility permission. The tap sees nothing until
// start.
func newTap(mask cg.Mask, listens bool, handler cg.Handler) (*tap, error) {
	made, err := cg.NewTap(mask, listens, handler)
	if err != nil {
		return nil, err
	}
	return &tap{cf.NewThread(), mask, listens, handler, made}, nil
}

func (t *tap) start() { t.Attach(t.thread.Loop()) }

// disabled is the answer to the system's word that it disabled the tap. A program
// that has lost the permission must not take part in events any more: the whole Mac
// would wait for it. On the thread.
func (t *tap) disabled() {
	if ax.Trusted(false) {
		t.Enable(true)
	}
}

// revive has the tap work again if it does not, whatever was the reason.
func (t *tap) revive() {
	t.thread.Do(func() {
		switch {
		case t.Valid() && t.Enabled() || !ax.Trusted(false):
		case t.Valid():
			t.Enable(true)
		default:
			made, err := cg.NewTap(t.mask, t.listens, t.handler)
			if err != nil {
				return // the next time, then
			}
			t.Release()
			t.Tap = made
			t.start()
		}
	})
}

// stop gives the tap and its thread back.
func (t *tap) stop() {
	t.thread.Do(func() { t.Release() })
	t.thread.Stop()
	<-t.thread.Done()
}

// reviveTaps is for when the Mac may have been asleep.
func (d *Desktop) reviveTaps() {
	d.tap.revive()
	d.watch.revive()
}
