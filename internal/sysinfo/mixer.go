package sysinfo

import (
	"errors"
	"os"
	"sync"
)

// Mixer changes the volume of the default output. Where there is a sound server,
// it connects when there is something to change, and leaves afterwards.
type Mixer struct {
	name   string // what the sound server shows
	getenv func(string) string
	failed func(error)
	system System // nil where a sound server is

	mu      sync.Mutex
	changes []func(Volume) Volume // that wait
	working bool
	closed  bool
	work    sync.WaitGroup
}

// NewMixer returns a mixer. The sound server knows it by a name; failed, which
// may be nil, is told from another goroutine what went wrong after Change
// returned.
func NewMixer(name string, failed func(error)) *Mixer {
	x := newMixer(name, failed)
	x.system = registeredSystem()
	return x
}

func newMixer(name string, failed func(error)) *Mixer {
	if failed == nil {
		failed = func(error) {}
	}
	return &Mixer{name: name, getenv: os.Getenv, failed: failed}
}

// changesLimit is how many changes wait for a sound server that is slow.
const changesLimit = 64

var errSlowSound = errors.New("the sound server does not answer")

// Change has the volume changed to what f makes of the present one, one change
// after the other. It does not wait for that. It fails if nothing listens where
// the sound server should be.
func (x *Mixer) Change(f func(Volume) Volume) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch {
	case x.closed:
		return errors.New("the mixer is closed")
	case len(x.changes) >= changesLimit:
		return errSlowSound
	case x.working:
		x.changes = append(x.changes, f)
		return nil
	}
	var conn dialed
	if x.system == nil {
		// A socket of this machine accepts or refuses at once.
		var err error
		if conn, err = dialNear(x.getenv); err != nil {
			return err
		}
	}
	x.changes, x.working = append(x.changes, f), true
	x.work.Go(func() {
		for {
			err := x.apply(conn)
			conn = nil
			if err != nil {
				x.failed(err)
			}
			x.mu.Lock()
			if err != nil {
				x.changes = nil // they would fail too, only later
			}
			if len(x.changes) == 0 {
				x.working = false
				x.mu.Unlock()
				return
			}
			x.mu.Unlock()
		}
	})
	return nil
}

// apply makes all changes that wait, on a connection of its own if conn is nil.
func (x *Mixer) apply(conn dialed) error {
	if x.system != nil {
		return x.applyTo(x.system)
	}
	if conn == nil {
		var err error
		if conn, err = dialSound(x.getenv); err != nil {
			return err
		}
	}
	server, err := greetSound(conn, x.name, x.getenv, nil)
	if err != nil {
		return err
	}
	defer server.close()
	for {
		changes := x.take()
		if len(changes) == 0 {
			return nil
		}
		sink, err := server.output()
		if err != nil {
			return err
		}
		if err := server.apply(sink, changes.of(volumeOf(sink))); err != nil {
			return err
		}
	}
}

// applyTo makes all changes that wait.
func (x *Mixer) applyTo(s System) error {
	for {
		changes := x.take()
		if len(changes) == 0 {
			return nil
		}
		if err := s.ChangeVolume(changes.of); err != nil {
			return err
		}
	}
}

// take are the changes that wait, which do so no more.
func (x *Mixer) take() volumeChanges {
	x.mu.Lock()
	defer x.mu.Unlock()
	changes := x.changes
	x.changes = nil
	return changes
}

// volumeChanges are made one after the other.
type volumeChanges []func(Volume) Volume

func (changes volumeChanges) of(v Volume) Volume {
	for _, change := range changes {
		v = change(v)
	}
	return v
}

// Close waits for the changes that wait.
func (x *Mixer) Close() {
	x.mu.Lock()
	x.closed = true
	x.mu.Unlock()
	x.work.Wait()
}

// ChangeVolume has the volume changed as by a Mixer. It needs nothing to be
// wanted.
func (m *Machine) ChangeVolume(f func(Volume) Volume) error { return m.mixer.Change(f) }

// Louder adds to the level, or takes from it if by is negative. It does not
// amplify, mutes at nothing, and unmutes otherwise.
func Louder(by float64) func(Volume) Volume {
	return func(v Volume) Volume {
		const rounding = 1e-4 // the server's steps are 1/65536
		level := v.Level + by
		if by > 0 {
			level = min(level, max(1, v.Level))
		}
		if level < rounding {
			level = 0
		}
		v.Level, v.Muted = level, level == 0
		return v
	}
}

// SetLevel is a level, 0…1.
func SetLevel(level float64) func(Volume) Volume {
	return func(v Volume) Volume {
		v.Level = level
		return v
	}
}

// ToggleMute mutes what is not muted.
func ToggleMute(v Volume) Volume {
	v.Muted = !v.Muted
	return v
}

// SetMute mutes or unmutes.
func SetMute(muted bool) func(Volume) Volume {
	return func(v Volume) Volume {
		v.Muted = muted
		return v
	}
}
