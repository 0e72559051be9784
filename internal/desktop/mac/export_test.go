package mac

import "perch/workspaces"

// Panic is a mistake in a thread of the desktop.
func Panic(d *Desktop) {
	defer d.rescue()
	panic("a mistake")
}

// CarriedOut waits until the applications' threads have done what the agent
// asked for so far, as far as the applications answer.
func (d *Desktop) CarriedOut() {
	d.fronting.Lock() // who held it is through
	defer d.fronting.Unlock()
	d.mu.Lock()
	var done []chan struct{}
	for _, a := range d.apps {
		if a.ended {
			continue
		}
		one := make(chan struct{})
		done = append(done, one)
		a.do(func() { close(one) })
	}
	d.mu.Unlock()
	for _, one := range done {
		<-one
	}
}

// Told is the focus that the agent was told last.
func (d *Desktop) Told() workspaces.WindowID {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.told
}
