package sysinfo

// Wanted says which facts are of interest, one bit for each. Nothing is
// connected, watched or read for the others.
type Wanted uint32

const (
	WantBattery Wanted = 1 << iota
	WantNetwork
	WantTraffic
	WantVolume
	WantBrightness
	WantProcessor
	WantLoad
	WantMemory
	WantTemperature
	WantDisk
	WantMedia
	WantLayout
	WantSession

	wantedEnd

	// WantSource is what tells of the battery tells of too.
	WantSource = WantBattery
)

// Has says whether all bits of other are set.
func (w Wanted) Has(other Wanted) bool { return w&other == other }
