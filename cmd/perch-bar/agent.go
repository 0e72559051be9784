package main

import (
	"context"
	"errors"
	"fmt"

	"perch/internal/ipc"
)

// agent is the bar's side of the agent's socket: the states that come from it
// and the commands that go to it.
type agent struct {
	socket string
	// states delivers whole states; a newer one replaces one that was not
	// taken yet. It is closed when the agent is gone; then err says why.
	states   chan ipc.State
	err      error
	commands chan []string
}

// follow subscribes to the agent's state until ctx ends.
func follow(ctx context.Context, socket string) *agent {
	a := &agent{socket: socket, states: make(chan ipc.State, 1), commands: make(chan []string, 16)}
	go func() {
		defer close(a.states)
		a.err = a.subscribe(ctx)
	}()
	go a.work(ctx)
	return a
}

func (a *agent) subscribe(ctx context.Context) error {
	var state ipc.State
	err := ipc.Subscribe(ctx, a.socket, []string{"subscribe", "--state"}, func(frame []byte) error {
		if _, err := state.Merge(frame); err != nil {
			return fmt.Errorf("the agent at %s: %w", a.socket, err)
		}
		select {
		case <-a.states:
		default:
		}
		a.states <- state
		return nil
	})
	if errors.Is(err, ipc.ErrEnded) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// ask queues a command for the agent. A queue that is full means that the agent
// does not answer; then the click is lost, as it would be late anyway.
func (a *agent) ask(argv []string) {
	select {
	case a.commands <- argv:
	default:
	}
}

// work sends the commands one after another. What the agent answers is of no
// interest: what they change comes back as a state.
func (a *agent) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case argv := <-a.commands:
			client, err := ipc.Dial(a.socket)
			if err != nil {
				continue
			}
			client.Call(ipc.Request{Args: argv})
			client.Close()
		}
	}
}
