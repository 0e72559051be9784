package bar

import (
	"math"
	"time"

	"perch/internal/sysinfo"
)

// samplesKept is how many samples a graph has, one for each logical pixel.
const samplesKept = 60

// sampleEvery is how often one is taken: as often as the machine reads its loads.
const sampleEvery = 2 * time.Second

// Samples is a graph's line, the oldest first, 0…1. It does not change any more.
type Samples [samplesKept]float64

// History is what the machine did in the last two minutes, as graphs by item. The
// zero value is empty.
type History struct {
	last    time.Time
	graphs  map[string]*Samples
	traffic [samplesKept]float64 // bytes per second
}

// Add takes a sample if it is time for one, and says whether it was.
func (h *History) Add(now time.Time, f sysinfo.Facts) bool {
	if now.Truncate(sampleEvery).Equal(h.last.Truncate(sampleEvery)) {
		return false
	}
	h.last = now
	// The graphs of before may still be on the screen.
	next := map[string]*Samples{}
	push := func(item string, present bool, value float64) {
		if !present {
			return
		}
		s := Samples{}
		if old := h.graphs[item]; old != nil {
			copy(s[:], old[1:])
		}
		s[samplesKept-1] = min(1, max(0, value))
		next[item] = &s
	}
	push("cpu", f.Processor.Present, f.Processor.Busy)
	push("memory", f.Memory.Present, f.Memory.Used())
	copy(h.traffic[:], h.traffic[1:])
	h.traffic[samplesKept-1] = f.Traffic.Received + f.Traffic.Sent
	if f.Traffic.Present {
		next["network"] = relative(h.traffic)
	}
	h.graphs = next
	return true
}

// leastTraffic is the rate that a quiet network's graph is drawn against, so that
// a few packets are no mountain.
const leastTraffic = 64 << 10

// relative draws rates against the highest of them.
func relative(rates [samplesKept]float64) *Samples {
	most := float64(leastTraffic)
	for _, r := range rates {
		most = math.Max(most, r)
	}
	var s Samples
	for i, r := range rates {
		s[i] = r / most
	}
	return &s
}

// Graph is an item's graph, an empty one before the first sample.
func (h History) Graph(item string) *Samples {
	if s := h.graphs[item]; s != nil {
		return s
	}
	return &nothing
}

var nothing Samples
