package sysinfo

import (
	"context"
	"io/fs"
	"os"
	"sync"
	"time"
)

// Machine watches one machine. What the system tells of reports its changes by
// itself. What it does not is read when Sample is called: the Machine has no
// timer of its own, so that whoever owns the clock wakes once for everything.
//
// Use, UseDisks and UseNotifications are for one goroutine, the other methods
// for any. None waits for another program.
type Machine struct {
	// Display is the X display whose keyboard layout is told, $DISPLAY if
	// empty. It is set before Use.
	Display string

	root    fs.FS
	getenv  func(string) string
	uevents func(ctx context.Context, subsystem string) (<-chan struct{}, error)
	write   func(name, text string) error // a file of the root
	changed chan struct{}
	events  chan Event
	mixer   *Mixer
	system  System // nil where the root and the buses tell

	mu         sync.Mutex
	facts      Facts
	told       teller
	mediaKnown bool
	ticks      Ticks
	counted    counters
	wanted     Wanted
	aliases    map[string]alias
	player     remote
	bright     brightening
	places     []string // of which the disks are wanted
	disks      map[string]Disk
	loads      beat // when the processor, the memory and their like are read
	beats      map[*beat]bool

	asked    Wanted // by Use
	implied  Wanted // by UseNotifications
	watching map[Wanted]context.CancelFunc
	notices  []string
	noticing context.CancelFunc
	work     sync.WaitGroup
	ctx      context.Context
	close    context.CancelFunc
}

// loadsEvery is how often the processor, the memory, the load and the traffic
// are read.
const loadsEvery = 2 * time.Second

// Open returns this machine. Nothing is watched yet.
func Open() *Machine {
	if s := registeredSystem(); s != nil {
		return OpenSystem(s)
	}
	m := OpenRoot(systemFiles())
	m.write = writeSystemFile
	return m
}

// OpenRoot returns the machine whose files are under root, for tests.
func OpenRoot(root fs.FS) *Machine {
	m := &Machine{
		root: root, getenv: os.Getenv, uevents: uevents,
		write:   func(name, _ string) error { return &fs.PathError{Op: "write", Path: name, Err: fs.ErrPermission} },
		changed: make(chan struct{}, 1), events: make(chan Event, eventRoom),
		beats: map[*beat]bool{}, watching: map[Wanted]context.CancelFunc{},
	}
	m.ctx, m.close = context.WithCancel(context.Background())
	m.mixer = newMixer("perch-bar", nil)
	return m
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
	for b := range m.beats {
		if b.every > 0 && (every == 0 || b.every < every) {
			every = b.every
		}
	}
	return every
}

// Sample reads what is due at a moment: the processor, the memory and their like
// before it returns, the rest soon after.
func (m *Machine) Sample(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for b := range m.beats {
		if b.due(now) {
			b.strike()
		}
	}
	if m.loads.due(now) {
		m.load(m.wanted, now)
	}
}

// loadsWanted are the facts that load reads.
const loadsWanted = WantProcessor | WantLoad | WantMemory | WantTraffic

// load reads the kernel's own counters, which never blocks. It needs mu.
func (m *Machine) load(w Wanted, now time.Time) {
	if w.Has(WantMemory) {
		m.facts.Memory = m.readMemory()
	}
	if w.Has(WantLoad) {
		m.facts.Load = m.readLoad()
	}
	if w.Has(WantProcessor) {
		m.facts.Processor = Processor{}
		if ticks, ok := m.readTicks(); ok {
			m.facts.Processor = Processor{Present: true, Busy: ticks.Since(m.ticks)}
			m.ticks = ticks
		}
	}
	if w.Has(WantTraffic) {
		counted := m.readCounters(now)
		m.facts.Traffic = counted.since(m.counted)
		m.counted = counted
	}
}

// watchers are what follows each fact that the system tells of, or that is read
// from something that may hang.
var watchers = map[Wanted]func(*Machine, context.Context){
	WantBattery:     (*Machine).watchBattery,
	WantNetwork:     (*Machine).watchNetwork,
	WantVolume:      (*Machine).watchVolume,
	WantBrightness:  (*Machine).watchBrightness,
	WantTemperature: (*Machine).watchTemperature,
	WantDisk:        (*Machine).watchDisks,
	WantMedia:       (*Machine).watchMedia,
	WantLayout:      (*Machine).watchLayout,
	WantSession:     (*Machine).watchSession,
}

// Use starts and stops watching. What Sample reads at once is known when it
// returns, and what is not wanted any more forgotten.
func (m *Machine) Use(w Wanted) {
	m.asked = w
	m.use()
}

func (m *Machine) use() {
	w := m.asked | m.implied
	m.mu.Lock()
	old := m.wanted
	m.wanted = w
	if w == old {
		m.mu.Unlock()
		return
	}
	m.loads.every = 0
	if w&loadsWanted != 0 {
		m.loads.every = loadsEvery
	}
	m.load(w&^old, time.Now())
	m.mu.Unlock()
	for bit := Wanted(1); bit < wantedEnd; bit <<= 1 {
		stop, run := m.watching[bit], m.watcher(bit)
		switch {
		case w.Has(bit) && !old.Has(bit) && run != nil:
			ctx, cancel := context.WithCancel(m.ctx)
			m.watching[bit] = cancel
			m.work.Go(func() { run(m, ctx) })
		case !w.Has(bit) && old.Has(bit):
			if stop != nil {
				stop()
				delete(m.watching, bit)
			}
		}
	}
	m.mu.Lock()
	m.forget(old &^ w)
	m.mu.Unlock()
}

// set changes the facts as a watcher found them, unless it is not wanted any
// more, and tells if they are others than before.
func (m *Machine) set(ctx context.Context, change func(*Facts)) {
	m.mu.Lock()
	if ctx.Err() != nil {
		m.mu.Unlock()
		return
	}
	before := m.facts
	change(&m.facts)
	same := before == m.facts
	m.tellEvents()
	m.mu.Unlock()
	if !same {
		m.tell()
	}
}

// happen emits an event of a watcher.
func (m *Machine) happen(ctx context.Context, e Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ctx.Err() == nil {
		m.emit(e)
	}
}

func (m *Machine) tell() {
	select {
	case m.changed <- struct{}{}:
	default:
	}
}

// Close stops all watching.
func (m *Machine) Close() {
	m.Use(0)
	m.UseNotifications(nil)
	m.close()
	m.mixer.Close()
	m.work.Wait()
}
