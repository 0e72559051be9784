package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// manager is a window manager to measure. All are configured alike: two
// workspaces reached by alt-1 and alt-2, no gaps and no borders.
type manager struct {
	name string
	// programs are what it needs, the first one being the window manager.
	programs []string
	files    map[string]string // name in its folder to content
	argv     [][]string        // what to start, in order; FOLDER is replaced
	query    []string          // asks for the focused workspace
	// loaded is run on each workspace once its windows are there.
	loaded []string
	env    []string
	bar    bool // it has a status bar that is Perch's
}

// managers returns those to compare; perch is the agent's program.
func managers(perch string) []manager {
	return []manager{
		{
			name:     "perch",
			programs: []string{perch},
			files: map[string]string{"perch.toml": `config-version = 2
persistent-workspaces = ["1", "2"]
[mode.main.binding]
alt-1 = "workspace 1"
alt-2 = "workspace 2"
`},
			argv:  [][]string{{perch, "agent", "--config", "FOLDER/perch.toml"}},
			query: []string{perch, "list-workspaces", "--focused"},
			env:   []string{"PERCH_SOCKET=FOLDER/agent.sock"},
			bar:   true,
		},
		{
			name:     "i3",
			programs: []string{"i3", "i3-msg"},
			files: map[string]string{"config": `# i3 config file (v4)
ipc-socket FOLDER/i3.sock
default_border none
focus_follows_mouse no
bindsym Mod1+1 workspace 1
bindsym Mod1+2 workspace 2
`},
			argv:  [][]string{{"i3", "-c", "FOLDER/config"}},
			query: []string{"i3-msg", "-s", "FOLDER/i3.sock", "-t", "get_workspaces"},
		},
		{
			name:     "bspwm",
			programs: []string{"bspwm", "bspc", "sxhkd"},
			files: map[string]string{
				"bspwmrc": `#!/bin/sh
bspc monitor -d 1 2
bspc config border_width 0
bspc config window_gap 0
`,
				"sxhkdrc": "alt + 1\n\tbspc desktop -f 1\n\nalt + 2\n\tbspc desktop -f 2\n",
			},
			argv:  [][]string{{"bspwm", "-c", "FOLDER/bspwmrc"}, {"sxhkd", "-c", "FOLDER/sxhkdrc"}},
			query: []string{"bspc", "query", "-D", "-d", "focused"},
			// Its binary splits would leave windows without a pixel.
			loaded: []string{"bspc", "node", "@/", "-B"},
			env:    []string{"BSPWM_SOCKET=FOLDER/bspwm.sock"},
		},
	}
}

// missing names the programs that are not installed.
func (m manager) missing() []string {
	var missing []string
	for _, program := range m.programs {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, program)
		}
	}
	return missing
}

// running is a started manager.
type running struct {
	manager
	folder  string
	display string
	log     bytes.Buffer
	started []*process
}

// process is one of its programs.
type process struct {
	command *exec.Cmd
	ended   chan struct{}
}

// start runs the manager on a display.
func (m manager) start(display string) (*running, error) {
	folder, err := os.MkdirTemp("", "perch-bench-")
	if err != nil {
		return nil, err
	}
	r := &running{manager: m, folder: folder, display: display}
	for name, content := range m.files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(r.expand(content)), 0o700); err != nil {
			r.stop()
			return nil, err
		}
	}
	for _, argv := range m.argv {
		if err := r.run(argv); err != nil {
			r.stop()
			return nil, err
		}
	}
	return r, nil
}

// run starts one more program.
func (r *running) run(argv []string) error {
	command := r.command(argv)
	command.Stdout, command.Stderr = &r.log, &r.log
	if err := command.Start(); err != nil {
		return fmt.Errorf("%s does not start: %w", argv[0], err)
	}
	p := &process{command, make(chan struct{})}
	r.started = append(r.started, p)
	go func() {
		_ = command.Wait()
		close(p.ended)
	}()
	return nil
}

func (r *running) expand(text string) string { return strings.ReplaceAll(text, "FOLDER", r.folder) }

// command prepares one of the manager's programs in its environment.
func (r *running) command(argv []string) *exec.Cmd {
	words := make([]string, len(argv))
	for i, word := range argv {
		words[i] = r.expand(word)
	}
	command := exec.Command(words[0], words[1:]...)
	command.Env = append(os.Environ(), "DISPLAY="+r.display, "XDG_RUNTIME_DIR="+r.folder)
	for _, entry := range r.env {
		command.Env = append(command.Env, r.expand(entry))
	}
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return command
}

// getenv reads the environment of the manager's programs.
func (r *running) getenv(name string) string {
	value := ""
	for _, entry := range r.command([]string{"true"}).Env {
		if v, ok := strings.CutPrefix(entry, name+"="); ok {
			value = v
		}
	}
	return value
}

// alive returns an error if one of the programs has ended.
func (r *running) alive() error {
	for _, p := range r.started {
		select {
		case <-p.ended:
			said := strings.TrimSpace(r.log.String())
			return fmt.Errorf("%s has ended (%v): %s", p.command.Path, p.command.ProcessState, said)
		default:
		}
	}
	return nil
}

// stop ends the programs, last started first.
func (r *running) stop() {
	for i := len(r.started) - 1; i >= 0; i-- {
		p := r.started[i]
		_ = p.command.Process.Signal(syscall.SIGTERM)
		select {
		case <-p.ended:
		case <-time.After(5 * time.Second):
			_ = p.command.Process.Kill()
			<-p.ended
		}
	}
	_ = os.RemoveAll(r.folder)
}

// ask runs the query as a whole process and returns how long that took.
func (r *running) ask() (time.Duration, error) {
	command := r.command(r.query)
	var output, failure bytes.Buffer
	command.Stdout, command.Stderr = &output, &failure
	started := time.Now()
	err := command.Run()
	took := time.Since(started)
	if err != nil {
		return 0, fmt.Errorf("%s: %w: %s", strings.Join(command.Args, " "), err, strings.TrimSpace(failure.String()))
	}
	if output.Len() == 0 {
		return 0, errors.New(strings.Join(command.Args, " ") + " printed nothing")
	}
	return took, nil
}
