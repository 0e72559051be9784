package sysinfo

import (
	"encoding/json"
	"math"
	"strconv"
)

// Event is something that happened.
type Event struct {
	Kind Kind
	// Name is the notification's, for Notified.
	Name string
	// Info is what SketchyBar's scripts find in $INFO.
	Info string
}

// Kind is what kind of thing happened. Those that SketchyBar has too have its
// names.
type Kind string

const (
	WillSleep         Kind = "system_will_sleep"
	Woke              Kind = "system_woke"
	Locked            Kind = "session_locked"
	Unlocked          Kind = "session_unlocked"
	SourceChanged     Kind = "power_source_change"
	NetworkChanged    Kind = "wifi_change"
	VolumeChanged     Kind = "volume_change"
	BrightnessChanged Kind = "brightness_change"
	MediaChanged      Kind = "media_change"
	LayoutChanged     Kind = "keyboard_layout_change"
	Notified          Kind = "notification"
)

// eventRoom is how many events wait for a reader. Of more the oldest are
// dropped: the newer say how things are.
const eventRoom = 64

// Events are the moments of what is wanted. What was so already when it was
// asked for is no event.
func (m *Machine) Events() <-chan Event { return m.events }

// emit needs mu.
func (m *Machine) emit(e Event) {
	m.push(e)
	m.emitAliases(e.Kind)
}

// push needs mu.
func (m *Machine) push(e Event) {
	for {
		select {
		case m.events <- e:
			return
		default:
		}
		select {
		case <-m.events:
		default:
		}
	}
}

// teller makes events of facts: of each, what the last event said.
type teller struct {
	source     Source
	network    Network
	volume     Volume
	brightness Brightness
	media      Media
	layout     Layout
}

// tellEvents compares the facts with what was said last. A fact that was not
// known before is only remembered. It needs mu.
func (m *Machine) tellEvents() {
	f, t := &m.facts, &m.told
	if f.Source != "" && f.Source != t.source {
		if t.source != "" {
			m.emit(Event{Kind: SourceChanged, Info: string(f.Source)})
		}
		t.source = f.Source
	}
	if network := f.Network; network.Present {
		network.Quality = 0
		if t.network != network {
			if t.network.Present {
				m.emit(Event{Kind: NetworkChanged, Info: network.connected()})
			}
			t.network = network
		}
	}
	if v := f.Volume; v.Present && (!t.volume.Present || v.differs(t.volume)) {
		if t.volume.Present {
			m.emit(Event{Kind: VolumeChanged, Info: strconv.Itoa(v.Percent())})
		}
		t.volume = v
	}
	if b := f.Brightness; b.Present && (!t.brightness.Present || differs(b.Level, t.brightness.Level)) {
		if t.brightness.Present {
			m.emit(Event{Kind: BrightnessChanged, Info: strconv.Itoa(b.Percent())})
		}
		t.brightness = b
	}
	if f.Media != t.media && m.wanted.Has(WantMedia) {
		// A player that comes is news: there was silence before. One that
		// was there when media became of interest is not.
		if m.mediaKnown && f.Media.Present {
			m.emit(Event{Kind: MediaChanged, Info: f.Media.JSON()})
		}
		t.media = f.Media
	}
	if f.Layout.Present && f.Layout != t.layout {
		if t.layout.Present {
			m.emit(Event{Kind: LayoutChanged, Info: f.Layout.Name})
		}
		t.layout = f.Layout
	}
}

// forget drops what was said of what nobody wants any more. It needs mu.
func (m *Machine) forget(gone Wanted) {
	f, t := &m.facts, &m.told
	if gone.Has(WantBattery) {
		f.Battery, f.Source, t.source = Battery{}, "", ""
	}
	if gone.Has(WantNetwork) {
		f.Network, t.network = Network{}, Network{}
	}
	if gone.Has(WantTraffic) {
		f.Traffic = Traffic{}
	}
	if gone.Has(WantVolume) {
		f.Volume, t.volume = Volume{}, Volume{}
	}
	if gone.Has(WantBrightness) {
		f.Brightness, t.brightness = Brightness{}, Brightness{}
	}
	if gone.Has(WantProcessor) {
		f.Processor = Processor{}
	}
	if gone.Has(WantLoad) {
		f.Load = Load{}
	}
	if gone.Has(WantMemory) {
		f.Memory = Memory{}
	}
	if gone.Has(WantTemperature) {
		f.Temperature = Temperature{}
	}
	if gone.Has(WantDisk) {
		f.Disk, m.disks = Disk{}, nil
	}
	if gone.Has(WantMedia) {
		f.Media, t.media, m.mediaKnown = Media{}, Media{}, false
	}
	if gone.Has(WantLayout) {
		f.Layout, t.layout = Layout{}, Layout{}
	}
	if gone.Has(WantSession) {
		f.Session = Session{}
	}
}

// connected is the wireless network's name as wifi_change says it. Nothing means
// that there is none, so that one whose name is not told is called something.
func (n Network) connected() string {
	switch {
	case !n.Up:
		return ""
	case n.Wireless && n.SSID == "":
		return n.Name
	}
	return n.SSID
}

// Percent is the volume as volume_change says it: 0 when muted.
func (v Volume) Percent() int {
	if v.Muted {
		return 0
	}
	return percent(v.Level)
}

// differs says whether a change is one that volume_change tells of.
func (v Volume) differs(before Volume) bool {
	return v.Muted != before.Muted || v.Output != before.Output || differs(v.Level, before.Level)
}

// Percent is the brightness as brightness_change says it.
func (b Brightness) Percent() int { return percent(b.Level) }

// percent is a share in whole hundredths, 0 to 100.
func percent(share float64) int { return int(math.Round(100 * min(1, max(0, share)))) }

// differs says whether two shares are at least a hundredth apart, give or take
// how floating point rounds.
func differs(a, b float64) bool { return math.Abs(a-b) > 0.01-1e-6 }

// JSON is what media_change says (SketchyBar's payload, section 4.3). Players
// that have stopped count as paused there.
func (media Media) JSON() string {
	state := media.State
	if state != "playing" {
		state = "paused"
	}
	text, err := json.Marshal(struct {
		State  string `json:"state"`
		Title  string `json:"title"`
		Album  string `json:"album"`
		Artist string `json:"artist"`
		App    string `json:"app"`
	}{state, media.Title, media.Album, media.Artist, media.App})
	if err != nil {
		return ""
	}
	return string(text)
}
