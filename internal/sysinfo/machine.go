package sysinfo

import (
	"context"
	"io/fs"
	"sync"
	"time"
)

// Machine watches one machine. What the system tells of, battery, network and
// volume, reports its changes by itself. What it does not is read when Sample is
// called: the Machine has no timer of its own, so that whoever owns the clock
// wakes once for everything.
type Machine struct {
	root    fs.FS
	changed chan struct{}

	mu       sync.Mutex
	facts    Facts
	ticks    Ticks
	wanted   Wanted
	loads    beat // when the processor and the memory are read
	beats    map[string]*beat
	watching map[string]context.CancelFunc
	work     sync.WaitGroup
}

// Wanted says which facts are of interest.
type Wanted struct{ Battery, Network, Volume, Processor, Memory bool }

// loadsEvery is how often the processor and the memory are read.
const loadsEvery = 2 * time.Second

// Open returns this machine. Nothing is watched yet.
func Open() *Machine { return OpenRoot(systemFiles()) }

// OpenRoot returns the machine whose files are under root, for tests.
func OpenRoot(root fs.FS) *Machine {
	return &Machine{
		root: root, changed: make(chan struct{}, 1),
		beats: map[string]*beat{}, watching: map[string]context.CancelFunc{},
	}
}

// Changed ticks when facts may have changed by themselves.
func (m *Machine) Changed() <-chan struct{} { return m.changed }

// Facts is what is known now.
func (m *Machine) Facts() Facts {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.facts
}

// Every is how often Sample should be called now, on multiples of it; 0 if
// there is no need. Changed ticks when it becomes another.
func (m *Machine) Every() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	every := m.loads.every
	for _, b := range m.beats {
		if b.every > 0 && (every == 0 || b.every < every) {
			every = b.every
		}
	}
	return every
}

// Sample reads what is due at a moment: the processor and the memory before it
// returns, the rest soon after.
func (m *Machine) Sample(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, b := range m.beats {
		if b.due(now) {
			b.strike()
		}
	}
	if m.loads.due(now) {
		m.load()
	}
}

// load reads the processor and the memory.
func (m *Machine) load() {
	m.facts.Memory, m.facts.Processor = Memory{}, Processor{}
	if m.wanted.Memory {
		m.facts.Memory = ReadMemory(m.root)
	}
	if !m.wanted.Processor {
		return
	}
	if ticks, ok := ReadTicks(m.root); ok {
		m.facts.Processor = Processor{Present: true, Busy: ticks.Since(m.ticks)}
		m.ticks = ticks
	}
}

// Use starts and stops watching. The processor and the memory are known when it
// returns.
func (m *Machine) Use(w Wanted) {
	m.mu.Lock()
	old := m.wanted
	m.wanted = w
	if w.Processor != old.Processor || w.Memory != old.Memory {
		m.loads.every = 0
		if w.Processor || w.Memory {
			m.loads.every = loadsEvery
		}
		m.load()
	}
	m.mu.Unlock()
	if w == old {
		return
	}
	m.watch("battery", w.Battery, m.watchBattery, func(f *Facts) { f.Battery = Battery{} })
	m.watch("network", w.Network, m.watchNetwork, func(f *Facts) { f.Network = Network{} })
	m.watch("volume", w.Volume, m.watchVolume, func(f *Facts) { f.Volume = Volume{} })
}

func (m *Machine) watch(name string, wanted bool, run func(context.Context, *beat), forget func(*Facts)) {
	stop := m.watching[name]
	switch {
	case wanted && stop == nil:
		ctx, cancel := context.WithCancel(context.Background())
		m.watching[name] = cancel
		b := &beat{struck: make(chan struct{}, 1)}
		m.mu.Lock()
		m.beats[name] = b
		m.mu.Unlock()
		m.work.Go(func() { run(ctx, b) })
	case !wanted && stop != nil:
		stop()
		delete(m.watching, name)
		m.mu.Lock()
		delete(m.beats, name)
		m.mu.Unlock()
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
	if !same {
		m.tell()
	}
}

func (m *Machine) tell() {
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
