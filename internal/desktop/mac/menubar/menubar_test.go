package menubar

import (
	"context"
	"slices"
	"testing"

	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/appkit/appkittest"
	"perch/internal/ipc"
)

func TestTitle(t *testing.T) {
	two := []ipc.Monitor{{ID: 2, Workspace: "web"}, {ID: 1, Workspace: "3"}}
	for _, row := range []struct {
		state ipc.State
		want  string
	}{
		{ipc.State{Mode: "main", Monitors: two[:1], Focus: ipc.Focus{Workspace: "web"}}, "web"},
		{ipc.State{Mode: "main", Monitors: two, Focus: ipc.Focus{Workspace: "web"}}, "3 │ *web"},
		{ipc.State{Mode: "service", Monitors: two, Focus: ipc.Focus{Workspace: "3"}}, "(Service) *3 │ web"},
		{ipc.State{Mode: "ärger", Monitors: two[:1]}, "(Ärger) web"},
		{ipc.State{Monitors: two}, "❚❚"},
		{ipc.State{Mode: "main"}, "Perch"},
	} {
		if got := Title(row.state); got != row.want {
			t.Errorf("%+v is %q, expected %q", row.state, got, row.want)
		}
	}
}

func TestItem(t *testing.T) {
	world := appkittest.New()
	kit, choices := appkit.Split(world)
	asked := make(chan []string, 8)
	ended := make(chan struct{})
	config := make(chan string, 1)
	config <- ""
	item := Item{
		Kit: kit, Choices: choices, Quit: func() { close(ended) },
		Ask: func(args ...string) { asked <- args },
		Config: func() string {
			c := <-config
			config <- c
			return c
		},
	}
	states := make(chan ipc.State)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		item.Show(ctx, states)
	}()
	show := func(s ipc.State) appkit.Status {
		changed := world.Changed()
		states <- s
		<-changed
		return world.Status()
	}
	state := ipc.State{Mode: "main", Monitors: []ipc.Monitor{{ID: 1, Workspace: "1"}}}
	s := show(state)
	if s.Title != "1" || len(s.Menu) != 5 || !s.Menu[2].Disabled {
		t.Errorf("the item is %+v", s)
	}
	<-config
	config <- "/home/ann/.perch.toml"
	state.Mode, state.Problems = "", []string{"a", "b", "c", "d", "e", "f", "g"}
	s = show(state)
	if s.Title != "❚❚" || len(s.Menu) != 12 || s.Menu[5].Title != "… and 2 more" || !s.Menu[7].Checked || s.Menu[9].Disabled {
		t.Errorf("while paused the item is %+v", s)
	}
	for _, row := range []struct {
		id   string
		want []string
	}{{"pause", []string{"enable", "toggle"}}, {"reload", []string{"reload-config"}}} {
		if err := world.Choose(row.id); err != nil {
			t.Fatal(err)
		}
		if got := <-asked; !slices.Equal(got, row.want) {
			t.Errorf("%s asks %q, expected %q", row.id, got, row.want)
		}
	}
	changed := world.Changed()
	world.Choose("edit")
	<-changed
	if deeds := world.Deeds(); deeds[len(deeds)-1] != "open /home/ann/.perch.toml" {
		t.Errorf("wishes are %q", deeds)
	}
	world.Choose("quit")
	<-ended
	cancel()
	<-done
	if world.Status().Title != "" {
		t.Error("the item stays")
	}
}
