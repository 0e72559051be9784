//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/internal/xserver"
)

// How long a configuration is waited for. What it does is over when it has
// sent nothing for the time quiet.
const (
	quiet   = 1500 * time.Millisecond
	longest = 9 * time.Second
	patient = 5 * time.Second
)

// windows are on the desktop of every configuration.
var windows = []struct {
	spec      xserver.Spec
	workspace string // where it is taken, "" for nowhere
}{
	{xserver.Spec{Class: "Slack", Title: "general", Colour: 0x4a154b}, "2"},
	{xserver.Spec{Class: "Spotify", Title: "Music", Colour: 0x1db954}, "3"},
	{xserver.Spec{Class: "Ghostty", Title: "~/src", Colour: 0x1e1e2e}, ""},
	{xserver.Spec{Class: "Firefox", Title: "News of the day", Colour: 0xd0d4dc}, ""},
}

// desk is one desktop with a configuration on it.
type desk struct {
	folders
	home       string
	env        []string
	screen     *xserver.Client
	trace, log string // files
}

// folders are where things are; extra and fonts may be "", and out is for what
// comes of one configuration.
type folders struct{ sources, extra, fonts, bin, out string }

// tryOut runs one configuration.
func tryOut(c configuration, f folders) report {
	r := report{configuration: c}
	d := &desk{folders: f, trace: filepath.Join(f.out, "messages.jsonl"), log: filepath.Join(f.out, "agent.log")}
	if err := d.try(c, &r); err != nil {
		r.Problem = err.Error()
	}
	r.read(d.trace, d.log)
	return r
}

func (d *desk) try(c configuration, r *report) error {
	if err := errors.Join(os.RemoveAll(d.out), os.MkdirAll(d.out, 0o755)); err != nil {
		return err
	}
	repository := strings.ReplaceAll(c.Repository, "/", "-")
	source := filepath.Join(d.sources, repository)
	if _, err := os.Stat(filepath.Join(source, c.Path)); err != nil {
		return fmt.Errorf("not tried: %w", err)
	}
	work, err := os.MkdirTemp("", "desk")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	d.home = filepath.Join(work, "home")
	if err := layOut(c, source, d.home); err != nil {
		return err
	}
	if d.fonts != "" {
		if err := copyTree(d.fonts, filepath.Join(d.home, ".local/share/fonts")); err != nil {
			return err
		}
	}
	if extra := filepath.Join(d.extra, repository); d.extra != "" {
		if _, err := os.Stat(extra); err == nil {
			if err := copyTree(extra, d.home); err != nil {
				return err
			}
		}
	}
	if err := errors.Join(d.equip(work), homebrew(filepath.Join(work, "bin"), filepath.Join(work, "standins"))); err != nil {
		return err
	}
	server, err := xserver.Start(xserver.Options{Screen: "1440x900", Args: []string{"-nolisten", "tcp"}})
	if err != nil {
		return err
	}
	defer server.Stop()
	d.env = append(d.env, "DISPLAY="+server.Display)
	if d.screen, err = xserver.Dial(server.Display); err != nil {
		return err
	}
	defer d.screen.Close()
	started := time.Now()
	agent, err := d.agent(filepath.Join(work, "bin", "perch"))
	if err != nil {
		return err
	}
	defer agent.stop()
	if err := d.populate(); err != nil {
		return err
	}
	r.Started = started
	d.settle(longest)
	r.Items = len(r.query(d))
	d.picture("start")
	if err := agent.ended(); err != nil {
		return err
	}
	d.command("perch", "workspace", "2")
	d.settle(patient)
	d.picture("workspace2")
	d.command("perch", "workspace", "1")
	d.command("sketchybar", "--update")
	d.settle(patient)
	d.touch()
	d.settle(patient)
	d.picture("touched")
	return agent.ended()
}

// equip makes the folder of commands, and the environment.
func (d *desk) equip(work string) error {
	commands, standins, runtime := filepath.Join(work, "bin"), filepath.Join(work, "standins"), filepath.Join(work, "run")
	for _, dir := range []string{commands, standins} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(runtime, 0o700); err != nil {
		return err
	}
	if err := install(standins); err != nil {
		return err
	}
	// The agent starts the perch-bar beside it: this one writes its messages down.
	bar := fmt.Sprintf("#!/bin/sh\nexec '%s' --trace '%s' \"$@\"\n", filepath.Join(d.bin, "perch-bar"), d.trace)
	program, err := os.ReadFile(filepath.Join(d.bin, "perch"))
	if err != nil {
		return err
	}
	if err := errors.Join(
		os.WriteFile(filepath.Join(commands, "perch"), program, 0o755),
		os.WriteFile(filepath.Join(commands, "perch-bar"), []byte(bar), 0o755),
		os.Symlink("perch", filepath.Join(commands, "sketchybar")),
		os.Symlink("perch", filepath.Join(commands, "aerospace")),
	); err != nil {
		return err
	}
	d.env = []string{
		"HOME=" + d.home, "USER=somebody", "LOGNAME=somebody", "SHELL=/bin/bash", "LANG=C.UTF-8", "TERM=dumb",
		"XDG_RUNTIME_DIR=" + runtime, "PATH=" + strings.Join([]string{commands, standins, "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}, ":"),
	}
	return nil
}

// process is a program of the desktop that should run until it is stopped.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

func (d *desk) agent(program string) (*process, error) {
	log, err := os.Create(d.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(program, "agent")
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = d.env, d.home, log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		cmd.Wait()
	}()
	ctx, stop := context.WithTimeout(context.Background(), patient)
	defer stop()
	manages := func() bool { return len(d.screen.Cardinals(d.screen.Root(), "_NET_SUPPORTING_WM_CHECK")) > 0 }
	if err := d.screen.WaitFor(ctx, manages); err != nil {
		p.stop()
		return nil, fmt.Errorf("the agent does not manage the screen: %w", err)
	}
	return p, nil
}

// ended is an error once the process has.
func (p *process) ended() error {
	select {
	case <-p.done:
		return fmt.Errorf("the agent has ended: %v", p.cmd.ProcessState)
	default:
		return nil
	}
}

func (p *process) stop() {
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(patient):
		syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.done
	}
}

// populate opens the windows, each on its workspace.
func (d *desk) populate() error {
	for _, w := range windows {
		id, err := d.open(w.spec)
		if err != nil {
			return err
		}
		ctx, stop := context.WithTimeout(context.Background(), patient)
		err = d.screen.WaitFor(ctx, func() bool {
			return slices.Contains(d.screen.Cardinals(d.screen.Root(), "_NET_CLIENT_LIST"), uint32(id))
		})
		stop()
		if err != nil {
			return fmt.Errorf("%s is not managed: %w", w.spec.Class, err)
		}
		// Rules of the configuration may have taken it elsewhere.
		if w.workspace != "" && d.screen.ActiveWindow() == id {
			d.command("perch", "move-node-to-workspace", w.workspace)
		}
	}
	return nil
}

// open opens a window with an icon in its colour.
func (d *desk) open(spec xserver.Spec) (xproto.Window, error) {
	spec.Unmapped = true
	id, err := d.screen.Open(spec)
	if err != nil {
		return 0, err
	}
	const side = 32
	icon := []uint32{side, side}
	for range side * side {
		icon = append(icon, 0xff000000|spec.Colour)
	}
	if err := d.screen.SetCardinals(id, "_NET_WM_ICON", "CARDINAL", icon...); err != nil {
		return 0, err
	}
	return id, xproto.MapWindowChecked(d.screen.Conn(), id).Check()
}

// command runs a command as a person does, and returns what it prints.
func (d *desk) command(name string, args ...string) []byte {
	ctx, stop := context.WithTimeout(context.Background(), patient)
	defer stop()
	for _, variable := range d.env {
		if path, ok := strings.CutPrefix(variable, "PATH="); ok {
			dir, _, _ := strings.Cut(path, ":")
			name = filepath.Join(dir, name)
		}
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = d.env
	printed, _ := cmd.Output()
	return printed
}

// settle returns when the bar has got no message for a while. A configuration
// whose scripts send all the time is waited for no longer than limit.
func (d *desk) settle(limit time.Duration) {
	deadline, last, since := time.Now().Add(limit), int64(-1), time.Now()
	for now := time.Now(); now.Before(deadline); now = time.Now() {
		var size int64
		if info, err := os.Stat(d.trace); err == nil {
			size = info.Size()
		}
		if size != last {
			last, since = size, now
		}
		if now.Sub(since) >= quiet {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (d *desk) picture(name string) {
	if picture, err := d.screen.Screenshot(); err == nil {
		// Without a picture the rest still counts.
		_ = xserver.Save(filepath.Join(d.out, name+".png"), picture)
	}
}

// touch moves the pointer over the bars and clicks every few pixels.
func (d *desk) touch() {
	for _, bar := range d.bars() {
		y := (bar.Min.Y + bar.Max.Y) / 2
		for x := bar.Min.X + 8; x < bar.Max.X; x += 24 {
			d.screen.Click(x, y, 1)
			d.screen.Sync()
			time.Sleep(20 * time.Millisecond)
		}
		d.screen.Click(bar.Max.X-60, y, 3)
		d.screen.Click(bar.Max.X-60, y, 4)
	}
}

// bars are where the bar's windows at the edges are.
func (d *desk) bars() []image.Rectangle {
	var found []image.Rectangle
	for _, w := range d.screen.Visible() {
		if (w.Class == "perch-bar" || w.Class == "Perch-bar" || w.Instance == "perch-bar") && w.Frame.Dx() > 300 && w.Frame.Dy() < 200 {
			found = append(found, w.Frame)
		}
	}
	return found
}
