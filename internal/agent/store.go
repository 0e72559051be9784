package agent

import (
	"encoding/json"
	"log/slog"
	"os"
	"time"

	"perch/internal/desktop"
	"perch/workspaces"
)

// Store keeps the workspaces in a file, so that an agent that is started
// again, or replaced, finds every window where it was. A nil Store keeps
// nothing.
type Store struct {
	path   string
	latest chan *workspaces.State
	done   chan struct{}
	log    *slog.Logger
}

// saveInterval bounds how often the file is written.
const saveInterval = time.Second

// OpenStore keeps the workspaces in the file at path.
func OpenStore(path string, log *slog.Logger) *Store {
	s := &Store{path: path, latest: make(chan *workspaces.State, 1), done: make(chan struct{}), log: log}
	go s.write()
	return s
}

// note hands over the newest state. States are immutable, so that it is
// written while the agent goes on.
func (s *Store) note(state *workspaces.State) {
	if s == nil {
		return
	}
	select {
	case <-s.latest:
	default:
	}
	s.latest <- state
}

// Close writes what is not written yet.
func (s *Store) Close() {
	if s != nil {
		close(s.latest)
		<-s.done
	}
}

func (s *Store) write() {
	defer close(s.done)
	var newest *workspaces.State
	var due <-chan time.Time
	for {
		select {
		case state, open := <-s.latest:
			if !open {
				s.save(newest)
				return
			}
			if newest = state; due == nil {
				due = time.After(saveInterval)
			}
		case <-due:
			s.save(newest)
			newest, due = nil, nil
		}
	}
}

func (s *Store) save(state *workspaces.State) {
	if state == nil {
		return
	}
	data, err := json.Marshal(state.Snapshot())
	if err == nil {
		next := s.path + ".new"
		if err = os.WriteFile(next, data, 0o600); err == nil {
			err = os.Rename(next, s.path)
		}
	}
	if err != nil {
		s.log.Warn("the workspaces are not kept for a restart", "error", err)
	}
}

// restore is the stored state as far as its windows are still there, on the
// monitors of now.
func (s *Store) restore(settings workspaces.Settings, now desktop.Started) *workspaces.State {
	fresh := workspaces.New(settings, now.Monitors)
	if s == nil {
		return fresh
	}
	data, err := os.ReadFile(s.path)
	if err != nil {
		return fresh
	}
	var snap workspaces.Snapshot
	if err := json.Unmarshal(data, &snap); err != nil {
		s.log.Warn("the stored workspaces are unreadable and are left aside", "file", s.path, "error", err)
		return fresh
	}
	there := map[workspaces.WindowID]workspaces.Window{}
	for _, w := range now.Windows {
		there[w.ID] = w
	}
	old := workspaces.Restore(settings, snap)
	kept := 0
	for _, id := range old.Windows() {
		was, _ := old.Window(id)
		// A number may belong to another window after a restart of the
		// platform.
		if is, ok := there[id]; ok && is.App.ID == was.App.ID && is.App.PID == was.App.PID {
			kept++
			continue
		}
		old, _ = old.RemoveWindow(id, workspaces.RemoveOptions{})
	}
	if kept == 0 {
		return fresh
	}
	restored := old.SetMonitors(now.Monitors)
	if err := restored.Check(); err != nil {
		s.log.Warn("the stored workspaces are damaged and are left aside", "file", s.path, "error", err)
		return fresh
	}
	return restored
}
