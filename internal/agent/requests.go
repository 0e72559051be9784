package agent

import (
	"errors"
	"reflect"

	"perch/internal/command"
	"perch/internal/ipc"
	"perch/workspaces"
)

// answer is one turn for a client.
func (a *Agent) answer(c *ipc.Call) {
	if len(c.Args) > 0 && c.Args[0] == "subscribe" && a.subscribe(c) {
		return
	}
	r := a.Execute(c.Request)
	c.Reply(ipc.Answer{ExitCode: int32(r.Code), Stdout: r.Stdout, Stderr: r.Stderr})
}

// Execute runs a client's command.
func (a *Agent) Execute(r ipc.Request) command.Result {
	if a.memory.Disabled && (len(r.Args) == 0 || r.Args[0] != "enable") {
		return command.Result{Code: command.Failed, Stderr: command.DisabledText}
	}
	call, err := command.ParseArgv(r.Args)
	if err != nil {
		return refusal(err)
	}
	var env command.Env
	if r.WindowID != nil {
		env = env.WithWindow(workspaces.WindowID(*r.WindowID))
	}
	if r.Workspace != nil {
		env = env.WithWorkspace(*r.Workspace)
	}
	return a.Evaluate(call.Program(), env, r.Stdin)
}

// Evaluate runs a program as one turn.
func (a *Agent) Evaluate(p *command.Program, env command.Env, stdin string) (result command.Result) {
	a.turn(func(s *command.Session) { result = s.Run(p, env, stdin) })
	return result
}

func refusal(err error) command.Result {
	var help *command.HelpRequest
	if errors.As(err, &help) {
		return command.Result{Stdout: help.Error()}
	}
	return command.Result{Code: command.Failed, Stderr: err.Error()}
}

// subscribe turns a call into a subscription; false if the command line is
// wrong and the usual answer says so.
func (a *Agent) subscribe(c *ipc.Call) bool {
	if len(c.Args) == 2 && c.Args[1] == "--state" {
		sub := c.Subscribe(ipc.StateChanged)
		if full := a.stream.Full(); full != nil { // else the first turn sends it
			sub.Send(full)
		}
		return true
	}
	call, err := command.ParseArgv(c.Args)
	if err != nil {
		return false
	}
	events, initial := call.Subscription()
	kinds := make([]string, len(events))
	for i, kind := range events {
		kinds[i] = string(kind)
	}
	sub := c.Subscribe(kinds...)
	if initial {
		for _, e := range a.initialEvents(events) {
			sub.Send([]byte(e.JSON()))
		}
	}
	return true
}

// initialEvents tell a new subscriber where things stand.
func (a *Agent) initialEvents(kinds []command.EventKind) []command.Event {
	focus := a.state.Focus()
	var events []command.Event
	for _, kind := range kinds {
		e := command.Event{Kind: kind, Workspace: focus.Workspace, Window: workspaces.NoWindow}
		switch kind {
		case command.FocusChanged:
			e.Window = focus.Window
		case command.FocusedWorkspaceChanged:
			e.PrevWorkspace = focus.Workspace
		case command.FocusedMonitorChanged:
			e.Monitor = a.state.MonitorOf(focus.Workspace) + 1
		case command.ModeChanged:
			e = command.Event{Kind: kind, Mode: a.memory.ActiveMode(), Window: workspaces.NoWindow}
		default:
			continue
		}
		events = append(events, e)
	}
	return events
}

// publish tells the bar, subscribers and pagers what changed.
func (a *Agent) publish() {
	if !a.started {
		return
	}
	frame := a.stream.Next(picture(a.state, a.memory.ActiveMode(), a.barTable, a.problemLines()))
	if frame != nil && a.Server != nil {
		a.Server.Broadcast(ipc.StateChanged, frame)
	}
	if p := published(a.state); !reflect.DeepEqual(p, a.published) {
		a.published = p
		a.Desktop.Publish(p)
	}
	a.Store.note(a.state)
}
