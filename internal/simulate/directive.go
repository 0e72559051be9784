package simulate

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"perch/internal/command"
	"perch/internal/desktop"
	"perch/internal/desktop/sim"
	"perch/internal/spelling"
	"perch/workspaces"
)

// directive is a line of a script that is no command.
type directive struct {
	usage string
	// run gets the words after the name; text is all of it as written.
	run func(s *simulation, words []string, text string) error
}

var errUsage = errors.New("expected other words")

// directives are declared in init because one of them lists all.
var directives map[string]directive

func init() {
	directives = map[string]directive{
		"@open":    {"@open APP [TITLE]", (*simulation).open},
		"@close":   {"@close WINDOW", (*simulation).close},
		"@key":     {"@key CHORD", (*simulation).key},
		"@tree":    {"@tree JSON", (*simulation).tree},
		"@monitor": {"@monitor add NAME [WxH+X+Y] or @monitor remove NAME", (*simulation).monitor},
		"@sleep":   {"@sleep", (*simulation).sleep},
		"@wake":    {"@wake", (*simulation).wake},
		"@dump":    {"@dump", (*simulation).dump},
	}
}

func (s *simulation) directive(line string) error {
	name, text, _ := strings.Cut(line, " ")
	text = strings.TrimSpace(text)
	d, ok := directives[name]
	if !ok {
		names := slices.Sorted(maps.Keys(directives))
		return fmt.Errorf("unknown directive %s; expected one of %s. %s", name, strings.Join(names, " "), spelling.DidYouMean(name, names))
	}
	var words []string
	if name != "@tree" {
		parsed, err := command.ParseWords(text)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if words = parsed.Leaf; parsed.Operator != command.Leaf && !parsed.Empty() {
			return fmt.Errorf("%s takes no operators; expected %s", name, d.usage)
		}
	}
	err := d.run(s, words, text)
	if errors.Is(err, errUsage) {
		return fmt.Errorf("%s: expected %s", line, d.usage)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", line, err)
	}
	return nil
}

func (s *simulation) open(words []string, _ string) error {
	if len(words) == 0 {
		return errUsage
	}
	s.desktop.Open(words[0], strings.Join(words[1:], " "), sim.Options{})
	return nil
}

func (s *simulation) close(words []string, _ string) error {
	if len(words) != 1 {
		return errUsage
	}
	id, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil {
		return fmt.Errorf("%q is no window's number; list-windows --all shows them", words[0])
	}
	return s.desktop.Shut(workspaces.WindowID(id))
}

func (s *simulation) key(words []string, _ string) error {
	if len(words) != 1 {
		return errUsage
	}
	chord, err := s.agent.Config().Keys.Parse(words[0])
	if err != nil {
		return err
	}
	if !s.desktop.Press(chord) {
		return errors.New("no binding of the active mode has these keys; the focused application gets them")
	}
	return nil
}

// tree replaces all windows. The first workspace of the JSON is focused.
func (s *simulation) tree(_ []string, text string) error {
	t, err := parseTree([]byte(text))
	if err != nil {
		return err
	}
	now := s.agent.State()
	snap := workspaces.Snapshot{
		Monitors: now.Monitors(), Workspaces: t.workspaces, Minimized: t.minimized, Popups: t.popups,
		Recency: t.order, Visible: map[int]string{},
	}
	for _, ws := range slices.Backward(t.workspaces) {
		if ws.Monitor > len(snap.Monitors) {
			return fmt.Errorf("workspace %q: there is no monitor %d", ws.Name, ws.Monitor)
		}
		if ws.Monitor > 0 {
			snap.Visible[ws.Monitor-1] = ws.Name
		}
	}
	if len(t.workspaces) > 0 {
		snap.Focus = workspaces.Focus{Workspace: t.workspaces[0].Name, Window: workspaces.NoWindow}
	}
	next := workspaces.Restore(now.Settings(), snap)
	if err := next.Check(); err != nil {
		return err
	}
	for _, w := range s.desktop.Windows() {
		if err := s.desktop.Shut(w.ID); err != nil {
			return err
		}
	}
	for _, id := range next.Windows() {
		w, _ := next.Window(id)
		s.desktop.Open(w.App.ID, w.Title, sim.Options{ID: id, Frame: w.Frame})
	}
	// The windows stand where the tree has them; that they came and went is
	// no news.
	for {
		e, ok := s.desktop.Drain()
		if !ok {
			break
		}
		switch e.(type) {
		case desktop.WindowOpened, desktop.WindowClosed:
		default:
			s.agent.Handle(e)
		}
	}
	s.agent.Replace(next)
	return nil
}

func (s *simulation) monitor(words []string, _ string) error {
	switch {
	case len(words) == 2 && words[0] == "remove":
		return s.desktop.RemoveMonitor(words[1])
	case len(words) >= 2 && len(words) <= 3 && words[0] == "add":
		geometry := "1920x1080"
		if len(words) == 3 {
			geometry = words[2]
		}
		right := 0.0
		for _, m := range s.desktop.Monitors() {
			right = max(right, m.Frame.Right())
		}
		frame, err := parseGeometry(geometry, workspaces.Point{X: right})
		if err != nil {
			return err
		}
		return s.desktop.AddMonitor(newMonitor(words[1], frame))
	}
	return errUsage
}

func (s *simulation) sleep(words []string, _ string) error {
	if len(words) != 0 {
		return errUsage
	}
	s.desktop.Sleep()
	return nil
}

func (s *simulation) wake(words []string, _ string) error {
	if len(words) != 0 {
		return errUsage
	}
	s.desktop.Wake()
	return nil
}
