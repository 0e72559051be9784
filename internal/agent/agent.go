// Package agent is the loop that joins everything: events, commands and
// configurations come in, each is one turn, and the difference between the
// old and the new scene goes out to the desktop.
//
// The agent's goroutine is the only one that holds the current State. What is
// slow happens elsewhere and comes back as an event.
package agent

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"perch/config"
	"perch/internal/command"
	"perch/internal/desktop"
	"perch/internal/ipc"
	"perch/internal/sysinfo"
	"perch/keybind"
	"perch/workspaces"
)

// Options are what an agent is made of.
type Options struct {
	Desktop desktop.Desktop
	// Load reads the configuration and says where changes of it are to be
	// seen ("" for nowhere). A nil Config means that it cannot be used.
	Load func() (c *config.Config, path string, problems []config.Problem)
	// Configured is told every configuration that is put in force; nil is fine.
	Configured func(*config.Config)
	// Exec starts a program and does not wait for it; nil starts none.
	Exec func(argv, env []string) error
	// Server answers clients; nil answers none.
	Server *ipc.Server
	// WindowsReturn says that windows of the platform may vanish and come
	// back, as those of macOS do behind the lock screen; they find their
	// places again.
	WindowsReturn bool
	// AeroSpaceSocket is where AeroSpace's own clients look for a server; ""
	// leaves them alone.
	AeroSpaceSocket string
	// Bar is the command line of the status bar; empty for none.
	Bar    []string
	BarEnv []string
	// Store keeps the workspaces over a restart; nil keeps nothing.
	Store *Store
	Log   *slog.Logger
	// Now is the clock; nil is the system's.
	Now func() time.Time
}

// Agent is the running program. Its methods are for one goroutine.
type Agent struct {
	Options
	config   *config.Config
	problems []config.Problem
	barTable json.RawMessage
	path     string // of the configuration, "" if it is built in
	watcher  *config.Watcher
	watched  string
	shared   bool // AeroSpace's socket is served, or was found taken

	state   *workspaces.State
	memory  *command.Memory
	started bool
	asleep  bool // there is no monitor

	applied *applied
	heard   workspaces.WindowID          // the platform's last word about the focus
	left    time.Time                    // when the platform took the focus to another workspace
	calling map[workspaces.WindowID]bool // windows that asked for the focus in vain
	// secureInput is the application that keeps the keyboard to itself.
	secureInput string
	pointer     *workspaces.Point // where the turn puts the pointer at its end
	grabbed     []keybind.Chord
	published   desktop.Published
	stream      ipc.StateStream
	bar         *bar
	mixer       *sysinfo.Mixer // nil until the volume is changed
}

// New loads the configuration. Problems in it are logged; with a file that
// cannot be used the built-in default is in force.
func New(o Options) *Agent {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	a := &Agent{
		Options: o, applied: newApplied(), heard: workspaces.NoWindow,
		calling: map[workspaces.WindowID]bool{},
	}
	c, path, problems := o.Load()
	if c == nil {
		c, _ = config.Load("", command.Language{})
	}
	a.path = path
	a.setConfig(c, problems)
	a.state = workspaces.New(command.Settings(c), nil)
	a.memory = command.NewMemory()
	return a
}

// State is the desktop as the agent has it.
func (a *Agent) State() *workspaces.State { return a.state }

// Config is the configuration in force.
func (a *Agent) Config() *config.Config { return a.config }

// Problems are those of the last configuration that was read.
func (a *Agent) Problems() []config.Problem { return a.problems }

// ErrLost says that the desktop went away.
var ErrLost = errors.New("the desktop went away")

// Run works until the context ends (nil) or the desktop is gone. It closes what
// it was made of, the store before the socket: a successor waits for the socket
// and then reads what is stored.
func (a *Agent) Run(ctx context.Context) error {
	defer a.Desktop.Close()
	ctx, cancel := context.WithCancel(ctx)
	calls := make(chan *ipc.Call)
	if a.Server != nil {
		defer a.Server.Close()
		go a.Server.Serve(func(c *ipc.Call) {
			select {
			case calls <- c:
			case <-ctx.Done():
			}
		})
	}
	defer a.Store.Close()
	defer a.mixerEnds()
	defer a.unwatch()
	a.bar = newBar(a.Bar, a.BarEnv, a.Log)
	go a.bar.supervise(ctx)
	defer func() { <-a.bar.done }()
	a.bar.want(a.config.Bar.Enabled)
	defer cancel()

	for {
		a.watch()
		a.share()
		asked := calls
		if !a.started {
			asked = nil // what is done before the desktop is known would be lost
		}
		select {
		case <-ctx.Done():
			return nil
		case e, ok := <-a.Desktop.Events():
			if lost, isLost := e.(desktop.Lost); isLost || !ok {
				if lost.Err != nil {
					return lost.Err
				}
				return ErrLost
			}
			a.Handle(e)
		case c := <-asked:
			a.answer(c)
		case _, watching := <-a.saved():
			if !watching {
				a.Log.Warn("the system stopped reporting changes of the config", "file", a.watched)
				a.unwatch()
				continue
			}
			a.Evaluate(reload, command.Env{}, "")
		}
	}
}
