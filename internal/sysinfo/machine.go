package sysinfo

import (
	"context"
	"io/fs"
	"os"
	"sync"
)

// Machine watches one machine. Battery, network and volume report changes by
// themselves where the system tells of them; the processor and the memory are
// read when Sample is called, so that whoever owns the clock decides how often
// the machine wakes.
type Machine struct {
	root    fs.FS
	changed chan struct{}

	mu       sync.Mutex
	facts    Facts
	ticks    Ticks
	wanted   Wanted
	watching map[string]context.CancelFunc
	work     sync.WaitGroup
}

// Wanted says which of the facts that change by themselves are of interest.
type Wanted struct{ Battery, Network, Volume bool }

// Open returns this machine. Nothing is watched yet.
func Open() *Machine { return OpenRoot(os.DirFS("/")) }

// OpenRoot returns the machine whose files are under root, for tests.
func OpenRoot(root fs.FS) *Machine {
	return &Machine{root: root, changed: make(chan struct{}, 1), watching: map[string]context.CancelFunc{}}
}

// Changed ticks when facts may have changed by themselves.
func (m *Machine) Changed() <-chan struct{} { return m.changed }

// Facts is what is known now.
func (m *Machine) Facts() Facts {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.facts
}

// Sample reads the processor and the memory.
func (m *Machine) Sample() {
	ticks, busy := ReadTicks(m.root)
	memory := ReadMemory(m.root)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.facts.Memory = memory
	if busy {
		m.facts.Processor = Processor{Present: true, Busy: ticks.Since(m.ticks)}
		m.ticks = ticks
	}
}

// Use starts and stops watching.
func (m *Machine) Use(w Wanted) {
	m.mu.Lock()
	old := m.wanted
	m.wanted = w
	m.mu.Unlock()
	if w == old {
		return
	}
	m.watch("battery", w.Battery, m.watchBattery, func(f *Facts) { f.Battery = Battery{} })
	m.watch("network", w.Network, m.watchNetwork, func(f *Facts) { f.Network = Network{} })
	m.watch("volume", w.Volume, m.watchVolume, func(f *Facts) { f.Volume = Volume{} })
}

func (m *Machine) watch(name string, wanted bool, run func(context.Context), forget func(*Facts)) {
	stop := m.watching[name]
	switch {
	case wanted && stop == nil:
		ctx, cancel := context.WithCancel(context.Background())
		m.watching[name] = cancel
		m.work.Go(func() { run(ctx) })
	case !wanted && stop != nil:
		stop()
		delete(m.watching, name)
		m.update(forget)
	}
}

// update changes the facts, and tells if they are others than before.
func (m *Machine) update(change func(*Facts)) {
	m.mu.Lock()
	before := m.facts
	change(&m.facts)
	same := before == m.facts
	m.mu.Unlock()
	if same {
		return
	}
	select {
	case m.changed <- struct{}{}:
	default:
	}
}

// set is update by a watcher, which a cancelled one no longer does.
func (m *Machine) set(ctx context.Context, change func(*Facts)) {
	if ctx.Err() == nil {
		m.update(change)
	}
}

// Close stops all watching.
func (m *Machine) Close() {
	m.Use(Wanted{})
	m.work.Wait()
}
