package sysinfo

import (
	"context"
	"slices"
	"time"
)

// diskOf is a file system of blocks of a size. What only root may write counts
// as neither used nor free, as in df(1).
func diskOf(size, blocks, free, available uint64) Disk {
	if size == 0 || blocks == 0 || free > blocks {
		return Disk{}
	}
	return Disk{Present: true, Total: blocks * size, Free: min(available, free) * size, Used: (blocks - free) * size}
}

// UseDisks names the paths whose disks WantDisk is about, "/" if there are
// none. Facts.Disk is the first one's.
func (m *Machine) UseDisks(paths ...string) {
	if slices.Equal(paths, m.places) {
		return
	}
	m.mu.Lock()
	m.places = slices.Clone(paths)
	m.mu.Unlock()
	if asked := m.asked; asked.Has(WantDisk) {
		m.Use(asked &^ WantDisk)
		m.Use(asked)
	}
}

// Disk is the disk of a path that UseDisks named.
func (m *Machine) Disk(path string) Disk {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.disks[path]
}

// diskEvery is how often disks are read.
const diskEvery = 30 * time.Second

// watchDisks asks each disk by itself, because one may hang for ever: such a
// one is not asked again, and keeps nobody waiting.
func (m *Machine) watchDisks(ctx context.Context) {
	b := m.beat(ctx)
	m.mu.Lock()
	paths := m.places
	m.mu.Unlock()
	if len(paths) == 0 {
		paths = []string{"/"}
	}
	type found struct {
		path string
		disk Disk
	}
	answers := make(chan found, len(paths))
	asked := map[string]bool{}
	ask := func() {
		for _, path := range paths {
			if !asked[path] {
				asked[path] = true
				go func() { answers <- found{path, ReadDisk(path)} }()
			}
		}
	}
	ask()
	m.pace(b, diskEvery)
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.struck:
			ask()
		case a := <-answers:
			asked[a.path] = false
			m.mu.Lock()
			same := m.disks[a.path] == a.disk
			if !same && ctx.Err() == nil {
				disks := map[string]Disk{a.path: a.disk}
				for path, disk := range m.disks {
					if path != a.path {
						disks[path] = disk
					}
				}
				m.disks = disks
			}
			m.mu.Unlock()
			if a.path == paths[0] {
				m.set(ctx, func(f *Facts) { f.Disk = a.disk })
			} else if !same {
				m.tell()
			}
		}
	}
}
