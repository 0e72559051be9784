// Package sysinfo knows the machine's battery, network, volume, processor and
// memory. It parses what the system tells and reports changes; what a machine
// lacks is absent, never an error.
package sysinfo

// Facts is what the machine says at one moment. Each part has Present, false
// if the machine lacks the thing.
type Facts struct {
	Battery   Battery
	Network   Network
	Volume    Volume
	Processor Processor
	Memory    Memory
}

// Battery is all the batteries of the machine as one.
type Battery struct {
	Present  bool
	Charge   float64 // 0…1
	Charging bool    // it draws power, or is full on it
}

// Network is the connection that the machine's traffic goes through.
type Network struct {
	Present  bool
	Up       bool
	Wireless bool
	// Name is the wireless network's name if it is known, else the
	// interface's.
	Name string
	// Quality of the wireless signal, 0…1.
	Quality float64
}

// Volume is the default output's.
type Volume struct {
	Present bool
	Level   float64 // 0…1, more when amplified
	Muted   bool
}

// Processor is the load of all processors together.
type Processor struct {
	Present bool
	Busy    float64 // 0…1 since the last reading
}

// Memory is the main memory, in bytes.
type Memory struct {
	Present          bool
	Total, Available uint64
}

// Used is the share of memory that programs hold, 0…1.
func (m Memory) Used() float64 {
	if m.Total == 0 || m.Available > m.Total {
		return 0
	}
	return float64(m.Total-m.Available) / float64(m.Total)
}
