package command

import (
	"fmt"
	"slices"
)

var eventWords = func() []string {
	var words []string
	for _, k := range EventKinds() {
		words = append(words, string(k))
	}
	return words
}()

var (
	eventsArgument = argument[[]EventKind]{&Positional{
		Placeholder: "<event>", Summary: "The events to hear of", Completion: Choices, Choices: eventWords, Many: true,
		read: func(words []string, _ bool) (any, int, error) {
			words = plain(words)
			var events []EventKind
			var twice error
			for i, word := range words {
				if !slices.Contains(eventWords, word) {
					return nil, i + 1, choiceError(word, eventWords)
				}
				if slices.Contains(events, EventKind(word)) {
					twice = fmt.Errorf("Duplicate event '%s'", word)
				}
				events = append(events, EventKind(word))
			}
			return events, len(words), twice
		}}}
	noSendInitial = toggle("--no-send-initial", "Do not begin with the state as it is")
)

var subscribeCommand = &Command{
	Name:    "subscribe",
	Group:   GroupQuery,
	Summary: "Print events as they happen",
	Usage:   `USAGE: subscribe [-h|--help] [--all] [--no-send-initial] [<event>...]`,
	Description: `Prints a line of JSON for each event until it is ended. Unless
--no-send-initial it begins with events that tell how things are. A subscriber
that reads much too slowly is cut off.

focus-changed tells the window and workspace with the focus,
focused-workspace-changed and focused-monitor-changed the new workspace and
monitor, mode-changed the active binding mode, window-detected a new window,
and binding-triggered a binding whose keys were pressed.`,
	Examples: []Example{
		{"subscribe focused-workspace-changed mode-changed", "What a status bar wants to know"},
	},
	Flags:       []*Flag{allFlag.Flag, noSendInitial.Flag},
	Positionals: []*Positional{eventsArgument.Positional},
	Check: func(a *Arguments) error {
		events, _ := eventsArgument.value(a)
		return first(
			must(allFlag.given(a) || len(events) > 0, "Either --all or at least one <event> must be specified"),
			must(!allFlag.given(a) || len(events) == 0, "--all conflicts with specifying individual events"),
		)
	},
	Run: func(t *turn, _ *Arguments) Code { return t.fail("subscribe is not supported in the eval") },
}

// Subscription is what a subscribe command asks for: the events to hear of,
// and whether to begin with those that tell how things are. Any other
// command asks for nothing.
func (c *Call) Subscription() (events []EventKind, initial bool) {
	if c.Command != subscribeCommand {
		return nil, false
	}
	events, _ = eventsArgument.value(c.Arguments)
	if allFlag.given(c.Arguments) {
		events = EventKinds()
	}
	return events, !noSendInitial.given(c.Arguments)
}
