// Package sysinfo knows the machine that Perch runs on: battery and mains,
// network, sound, brightness, processors and memory, media players, keyboard
// layout, sleep. It parses what the system tells and reports changes; what a
// machine lacks is absent, never an error.
package sysinfo

import "time"

// Facts is what the machine says at one moment. Each part has Present, false
// if the machine lacks the thing or nobody wants to know. Facts are comparable.
type Facts struct {
	Battery     Battery
	Source      Source
	Network     Network
	Traffic     Traffic
	Volume      Volume
	Brightness  Brightness
	Processor   Processor
	Load        Load
	Memory      Memory
	Temperature Temperature
	Disk        Disk
	Media       Media
	Layout      Layout
	Session     Session
}

// Battery is all the batteries of the machine as one.
type Battery struct {
	Present  bool
	Charge   float64 // 0…1
	Charging bool    // it draws power, or is full on it
	// Empty and Full are how long it takes until the battery is that, 0 if
	// that is not known or not where it goes.
	Empty, Full time.Duration
}

// Source is where the machine's power comes from, "" if that is not known. Its
// words are those of SketchyBar's power_source_change.
type Source string

const (
	OnMains   Source = "AC"
	OnBattery Source = "BATTERY"
)

// Network is the connection that the machine's traffic goes through.
type Network struct {
	Present  bool
	Up       bool
	Wireless bool
	// Name is the wireless network's name if it is known, else the
	// interface's.
	Name string
	// Interface is the kernel's name of the interface.
	Interface string
	// SSID is the name of the wireless network, "" if there is none.
	SSID string
	// Quality of the wireless signal, 0…1 in steps of a quarter: finer ones
	// would only cause repaints.
	Quality float64
	// VPN is the name of the private network that is connected, "" for none.
	VPN string
}

// Traffic is what the network carries, in bytes per second since the last
// reading.
type Traffic struct {
	Present        bool
	Received, Sent float64
}

// Volume is the default output's.
type Volume struct {
	Present bool
	Level   float64 // 0…1, more when amplified
	Muted   bool
	Output  string // its name for programs
}

// Brightness is the built-in display's.
type Brightness struct {
	Present bool
	Level   float64 // 0…1
}

// Processor is the load of all processors together.
type Processor struct {
	Present bool
	Busy    float64 // 0…1 since the last reading
}

// Load is the mean number of tasks that run or wait for a disk, over one, five
// and fifteen minutes (proc_loadavg(5)).
type Load struct {
	Present            bool
	One, Five, Fifteen float64
}

// Memory is the main memory and the swap space, in bytes.
type Memory struct {
	Present             bool
	Total, Available    uint64
	SwapTotal, SwapFree uint64
}

// Used is the share of memory that programs hold, 0…1.
func (m Memory) Used() float64 { return used(m.Total, m.Available) }

// SwapUsed is the share of the swap space that is in use, 0…1.
func (m Memory) SwapUsed() float64 { return used(m.SwapTotal, m.SwapFree) }

func used(total, free uint64) float64 {
	if total == 0 || free > total {
		return 0
	}
	return float64(total-free) / float64(total)
}

// Temperature is the processor's.
type Temperature struct {
	Present bool
	Celsius float64
}

// Disk is the file system that a path is on, in bytes.
type Disk struct {
	Present bool
	Total   uint64
	Free    uint64 // what users may still write
	Used    uint64
}

// Full is the share that is in use as df(1) counts it, 0…1.
func (d Disk) Full() float64 { return used(d.Used+d.Free, d.Free) }

// Media is what is being played, or was last.
type Media struct {
	Present bool
	// State is "playing", "paused" or "stopped".
	State                string
	Title, Album, Artist string
	App                  string // the player's name for people
	Artwork              string // a URL, mostly file://
}

// Layout is the keyboard layout in force.
type Layout struct {
	Present bool
	Name    string // for people, "English (US)"
	Short   string // XKB's name, "us"; "" if it is not known
	Group   int    // from 0
}

// Session is the user's session.
type Session struct {
	Present bool
	Locked  bool
	Asleep  bool // the machine is about to sleep or wakes up
}
