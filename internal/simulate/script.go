package simulate

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"perch/config"
	"perch/internal/agent"
	"perch/internal/command"
	"perch/internal/desktop/sim"
	"perch/internal/ipc"
	"perch/workspaces"
)

// simulation is an agent on a simulated desktop. Everything happens in one
// goroutine: after each line the agent hears what it caused.
type simulation struct {
	desktop        *sim.Desktop
	agent          *agent.Agent
	stdout, stderr io.Writer
}

func newSimulation(configFile string, monitors []workspaces.Monitor, stdout, stderr io.Writer) (*simulation, error) {
	load := func() (*config.Config, string, []config.Problem) {
		return config.Open(configFile, os.Getenv, command.Language{})
	}
	c, _, problems := load()
	for _, p := range problems {
		if c == nil {
			return nil, errors.New(p.String())
		}
		fmt.Fprintln(stderr, p)
	}
	s := &simulation{desktop: sim.New(monitors...), stdout: stdout, stderr: stderr}
	s.agent = agent.New(agent.Options{
		Desktop: s.desktop,
		Load:    load,
		Exec: func(argv, _ []string) error {
			fmt.Fprintf(stderr, "not started in a simulation: %s\n", strings.Join(argv, " "))
			return nil
		},
		Now:           s.desktop.Now,
		WindowsReturn: true,
	})
	s.desktop.Start()
	return s, s.settle()
}

// restless is how many events may follow one line before the agent and the
// desktop count as driving each other for ever.
const restless = 10000

// settle lets the agent hear everything that happened.
func (s *simulation) settle() error {
	for range restless {
		e, ok := s.desktop.Drain()
		if !ok {
			return nil
		}
		s.agent.Handle(e)
	}
	return errors.New("the agent and the desktop do not come to rest")
}

// pause is how much time passes from line to line, so that a line does not
// count as a consequence of the one before.
const pause = 2 * time.Second

const longestLine = 4 << 20

// run plays a script to its end and says whether every line succeeded.
func (s *simulation) run(name string, script io.Reader) (ok bool, err error) {
	ok = true
	lines := bufio.NewScanner(script)
	lines.Buffer(nil, longestLine)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		err := s.line(line)
		if err == nil {
			err = s.settle()
		}
		if err != nil {
			ok = false
			fmt.Fprintf(s.stderr, "%s:%d: %v\n", name, n, err)
		}
		s.desktop.Advance(pause)
		if err := s.settle(); err != nil {
			return false, fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return false, fmt.Errorf("cannot read the script: %w", err)
	}
	return ok, nil
}

func (s *simulation) line(line string) error {
	if strings.HasPrefix(line, "@") {
		return s.directive(line)
	}
	p, err := command.Parse(line, command.Allowed{Exec: true, Eval: true})
	var help *command.HelpRequest
	if errors.As(err, &help) {
		fmt.Fprintln(s.stdout, help.Text)
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w%s", err, hint(line))
	}
	r := s.execute(p)
	if r.Stdout != "" {
		fmt.Fprintln(s.stdout, r.Stdout)
	}
	if r.Code == command.OK {
		if r.Stderr != "" {
			fmt.Fprintln(s.stderr, r.Stderr)
		}
		return nil
	}
	if r.Stderr == "" {
		return fmt.Errorf("%s: exits with %d", line, r.Code)
	}
	return fmt.Errorf("%s: exits with %d: %s", line, r.Code, r.Stderr)
}

// execute runs a line: one command as if a client had sent it, several as a
// binding does.
func (s *simulation) execute(p *command.Program) command.Result {
	if commands := p.Commands(); len(commands) == 1 && commands[0][0] != "exec-and-forget" {
		return s.agent.Execute(ipc.Request{Args: commands[0]})
	}
	return s.agent.Evaluate(p, command.Env{}, "")
}

// hint names what a misspelt command of a line probably means.
func hint(line string) string {
	tree, err := command.ParseWords(line)
	if err != nil {
		return ""
	}
	for _, argv := range tree.Leaves() {
		if h := command.Hint(argv); h != "" {
			return ". " + h
		}
	}
	return ""
}
