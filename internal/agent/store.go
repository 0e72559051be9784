package agent

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
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
	last   []byte // what the file holds
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
		if bytes.Equal(data, s.last) {
			return
		}
		err = s.replace(data)
	}
	if err != nil {
		s.log.Warn("the workspaces are not kept for a restart", "error", err)
		return
	}
	s.last = data
}

// replace puts other data into the file, which is complete at any time.
func (s *Store) replace(data []byte) error {
	next := s.path + ".new"
	// What another program left there would lend the file its permissions.
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(next, data, 0o600); err != nil {
		return err
	}
	return os.Rename(next, s.path)
}

// restore is the stored state as far as its windows are still there, on the
// monitors of now; or a fresh one if there is nothing to go by.
func (s *Store) restore(settings workspaces.Settings, now desktop.Started) (state *workspaces.State, restored bool) {
	fresh := workspaces.New(settings, now.Monitors)
	if s == nil {
		return fresh, false
	}
	old, err := s.read(settings)
	if err != nil {
		s.log.Warn("the stored workspaces cannot be used and are left aside", "file", s.path, "error", err)
	}
	if old == nil {
		return fresh, false
	}
	there := map[workspaces.WindowID]workspaces.Window{}
	for _, w := range now.Windows {
		there[w.ID] = w
	}
	for _, id := range old.Windows() {
		was, _ := old.Window(id)
		is, ok := there[id]
		// A number may belong to another window after a restart of the
		// platform.
		if ok && is.App.ID == was.App.ID && is.App.PID == was.App.PID {
			restored = true
			continue
		}
		old, _ = old.RemoveWindow(id, workspaces.RemoveOptions{})
	}
	if !restored {
		return fresh, false
	}
	return old.SetMonitors(now.Monitors), true
}

// read is the state in the file; nil without an error if there is no file.
func (s *Store) read(settings workspaces.Settings) (*workspaces.State, error) {
	data, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var snap workspaces.Snapshot
	if err := json.Unmarshal(data, &snap); err != nil {
		return nil, err
	}
	state := workspaces.Restore(settings, snap)
	return state, state.Check()
}
