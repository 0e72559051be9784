package engine

import (
	"fmt"
	"strings"
	"time"

	"perch/internal/spelling"
)

// batch is one message while it is carried out.
type batch struct {
	e      *Engine
	now    time.Time
	number int
	reply  strings.Builder
	args   []string // what is left of the message

	item   *item // whose properties are being set, nil for the bar's
	curve  curve
	length time.Duration // of what --animate asks for, 0 for none
}

// verbs are what messages consist of. Each takes what belongs to it from the
// batch's arguments.
var verbs map[string]func(*batch)

func init() {
	verbs = map[string]func(*batch){
		"--bar":       (*batch).bar,
		"--set":       (*batch).set,
		"--default":   (*batch).defaults,
		"--add":       (*batch).addition,
		"--clone":     (*batch).clone,
		"--rename":    (*batch).rename,
		"--remove":    (*batch).remove,
		"--move":      (*batch).move,
		"--reorder":   (*batch).reorder,
		"--subscribe": (*batch).subscribe,
		"--trigger":   (*batch).trigger,
		"--push":      (*batch).push,
		"--animate":   (*batch).animate,
		"--query":     (*batch).query,
		"--update":    (*batch).update,
		"--hotload":   (*batch).hotload,
		"--reload":    (*batch).reload,
		"--load-font": (*batch).loadFont,
		"--exit":      (*batch).exit,
	}
}

// Do carries out one message, an argument vector, as one batch and returns
// what its verbs print.
func (e *Engine) Do(args []string, now time.Time) string {
	if len(args) > 0 && (args[0] == "-m" || args[0] == "--message") {
		args = args[1:]
	}
	e.Animate(now)
	for _, arg := range args {
		// These look at what was drawn last, which is before this message.
		if arg == "--query" || arg == "--trigger" || arg == "--update" {
			e.arrange()
			break
		}
	}
	e.batches++
	b := &batch{e: e, now: now, number: e.batches, args: args}
	for len(b.args) > 0 && b.args[0] != "" {
		verb := b.take()
		if do := verbs[verb]; do != nil {
			do(b)
		} else {
			b.unknown(verb)
		}
	}
	return b.reply.String()
}

// take takes the next argument; without one it is empty.
func (b *batch) take() string {
	if len(b.args) == 0 {
		return ""
	}
	arg := b.args[0]
	b.args = b.args[1:]
	return arg
}

// line takes the arguments up to the next that begins with a dash. The first
// may begin with one too, unless it is a verb.
func (b *batch) line() []string {
	n := 0
	for n < len(b.args) && !(strings.HasPrefix(b.args[n], "-") && (n > 0 || verbs[b.args[n]] != nil)) {
		n++
	}
	line := b.args[:n:n]
	b.args = b.args[n:]
	return line
}

// unknown answers a verb that there is none of and skips what belongs to it.
func (b *batch) unknown(verb string) {
	known := make([]string, 0, len(verbs))
	for name := range verbs {
		known = append(known, name)
	}
	b.complain("[!] Unknown domain '%s'. %s", verb, spelling.DidYouMean(verb, known))
	for len(b.args) > 0 && !strings.HasPrefix(b.args[0], "-") {
		b.take()
	}
}

// complain prints a diagnostic, in the reply and in the log. It begins with
// [!] for a failure or [?] for a warning.
func (b *batch) complain(format string, args ...any) {
	line := strings.TrimRight(fmt.Sprintf(format, args...), " ")
	b.reply.WriteString(line + "\n")
	b.e.effects = append(b.e.effects, Log{line})
}
