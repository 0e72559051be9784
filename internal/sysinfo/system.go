package sysinfo

import (
	"context"
	"sync"
	"time"
)

// System is an operating system that tells of itself through functions, not
// through the files and message buses that a Machine knows. Its methods may be
// called by several goroutines at once.
type System interface {
	// Watchers are what follows each fact, one bit, that the system tells of.
	Watchers() map[Wanted]Watcher

	// Ticks, Memory and Load read the kernel's counters at once.
	Ticks() (Ticks, bool)
	Memory() Memory
	Load() Load
	// Carried is what the interface of the default route has carried since it is
	// there, in bytes; its name is "" as long as none is known. Its watcher is
	// that of WantTraffic.
	Carried() (name string, received, sent uint64)

	// ChangeVolume brings the default output to what change makes of it, and
	// waits for that.
	ChangeVolume(change func(Volume) Volume) error
	// SetBrightness changes the built-in display's brightness, 0…1, and waits for
	// that. BrightnessSettable says at once why it cannot.
	SetBrightness(level float64) error
	BrightnessSettable() error
	// Play has a player obey, and does not wait for that.
	Play(MediaCommand) error

	// Listen tells of notifications of other programs until ctx ends. Their
	// payload is JSON, "" if there is none.
	Listen(ctx context.Context, names []string, heard func(name, payload string))
}

// Watcher follows a fact until ctx ends, and returns soon after. It reports
// changes of the fact and what happened; both may be called on any goroutine.
type Watcher func(ctx context.Context, report func(change func(*Facts)), happen func(Event))

var registered struct {
	sync.Mutex
	open func() System
}

// Register makes open the system that Open and NewMixer stand on from then on.
// The package of a system calls it when it is imported.
func Register(open func() System) {
	registered.Lock()
	defer registered.Unlock()
	registered.open = open
}

// registeredSystem is nil where files and buses tell of the machine.
func registeredSystem() System {
	registered.Lock()
	defer registered.Unlock()
	if registered.open == nil {
		return nil
	}
	return registered.open()
}

// OpenSystem returns the machine that a system tells of. Nothing is watched yet.
func OpenSystem(s System) *Machine {
	m := OpenRoot(nothing{})
	m.system = s
	m.mixer.system = s
	return m
}

// watcher is what follows a fact, nil if nothing does.
func (m *Machine) watcher(fact Wanted) func(*Machine, context.Context) {
	if m.system == nil {
		return watchers[fact]
	}
	if follow := m.system.Watchers()[fact]; follow != nil {
		return func(m *Machine, ctx context.Context) {
			follow(ctx, func(change func(*Facts)) { m.learn(ctx, fact, change) }, func(e Event) { m.happen(ctx, e) })
		}
	}
	if fact == WantDisk { // statfs(2) is everywhere
		return watchers[fact]
	}
	return nil
}

// learn is set for a fact of the System. After the first time it is known, also
// if that is nothing.
func (m *Machine) learn(ctx context.Context, fact Wanted, change func(*Facts)) {
	m.set(ctx, change)
	if fact == WantMedia {
		m.mu.Lock()
		m.mediaKnown = m.mediaKnown || ctx.Err() == nil
		m.mu.Unlock()
	}
}

func (m *Machine) readTicks() (Ticks, bool) {
	if m.system != nil {
		return m.system.Ticks()
	}
	return ReadTicks(m.root)
}

func (m *Machine) readMemory() Memory {
	if m.system != nil {
		return m.system.Memory()
	}
	return ReadMemory(m.root)
}

func (m *Machine) readLoad() Load {
	if m.system != nil {
		return m.system.Load()
	}
	return ReadLoad(m.root)
}

func (m *Machine) readCounters(now time.Time) counters {
	if m.system == nil {
		return readCounters(m.root, now)
	}
	name, received, sent := m.system.Carried()
	if name == "" {
		return counters{}
	}
	return counters{name, received, sent, now}
}
