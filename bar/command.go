package bar

import (
	"strings"

	"perch/config"
)

// Command is what a click or the wheel asks for. The zero value asks nothing.
type Command struct {
	To Receiver
	// Name and Argument are a perch command for Agent, a script as Argument for
	// Shell, and one of config.BarActions' first and second words for Machine.
	Name, Argument string
	// By is how far: of Machine's level, 0…1; of Bar's calendar, in months.
	By float64
}

// Receiver is who carries out a command.
type Receiver int

const (
	Agent   Receiver = iota // the window manager
	Shell                   // a program of the user's
	Machine                 // sound, display, media player
	Bar                     // the bar itself: its popups
)

// What Bar is asked for by name.
const (
	Popup = config.ActPopup // open the item's popup, or close it
	Turn  = "turn"          // show another month
)

// Argv is the command as the agent's arguments, nil for one that is not the
// agent's.
func (c Command) Argv() []string {
	switch {
	case c.To != Agent || c.Name == "":
		return nil
	case c.Argument == "":
		return []string{c.Name}
	}
	return []string{c.Name, c.Argument}
}

// Times is the command for that many steps of the wheel at once. Only levels are
// changed by more than one.
func (c Command) Times(steps int) Command {
	if c.To == Machine {
		c.By *= float64(steps)
	}
	return c
}

// command is what a config's text asks for.
func command(text string, o config.BarItem) Command {
	if script, ok := strings.CutPrefix(text, "exec-and-forget"); ok {
		return Command{To: Shell, Argument: strings.TrimSpace(script)}
	}
	step := float64(o.Step) / 100
	if step == 0 {
		step = usualStep
	}
	switch text {
	case "":
		return Command{}
	case config.ActPopup:
		return Command{To: Bar, Name: Popup}
	case config.ActQuieter, config.ActDarker:
		step = -step
	case config.ActLouder, config.ActBrighter:
	case config.ActMute, config.ActPlayPause, config.ActNextTrack, config.ActPriorTrack:
		step = 0
	default:
		if words := strings.Fields(text); len(words) <= 2 && !strings.ContainsAny(text, `'"\|&;()%`) {
			return Command{Name: words[0], Argument: strings.Join(words[1:], "")}
		}
		return Command{Name: "eval", Argument: text}
	}
	name, argument, _ := strings.Cut(text, " ")
	return Command{To: Machine, Name: name, Argument: argument, By: step}
}

// usualStep is how far one step of the wheel changes a level over an item that
// has no step of its own.
const usualStep = 0.05
