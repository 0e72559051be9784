package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"perch/bar/engine"
	"perch/bar/lua"
	"perch/bar/script"
	"perch/config"
	"perch/internal/barcall"
	"perch/internal/ipc"
)

// scripts is what runs beside the bar: its configuration, the scripts of
// its items, and Lua.
type scripts struct {
	program *program
	ctx     context.Context
	runner  *script.Runner
	number  int             // of the configuration that runs or ran
	watch   bool            // its folder is to be watched
	watched string          // the folder that is, "" if none
	watcher *script.Watcher // nil if none
	lua     *lua.Program
	stop    chan struct{} // closed when lua is to say no more
}

func newScripts(ctx context.Context, p *program) *scripts {
	s := &scripts{program: p, ctx: ctx}
	commands := strings.TrimSuffix(p.socket, ".sock") + ".bin"
	if self, err := os.Executable(); err == nil {
		perch := filepath.Join(filepath.Dir(self), "perch")
		if err := script.Commands(commands, perch, "perch", "aerospace", p.name); err != nil {
			p.log(err.Error())
			commands = ""
		}
	}
	dialect := strings.TrimSuffix(p.socket, ".sock") + ".dialect"
	if commands != "" {
		if err := script.Macos(commands, dialect); err != nil {
			p.log(err.Error())
			dialect = ""
		}
	}
	if os.Getenv("TMPDIR") == "" {
		// macOS always sets it, with a slash at its end, and scripts build on that.
		os.Setenv("TMPDIR", filepath.Clean(os.TempDir())+"/")
	}
	home := script.Home(p.name, os.Getenv)
	s.runner = script.New(script.Options{
		Name: p.name, Dir: home, Env: os.Environ(), Commands: commands, Dialect: dialect, Log: p.log,
		Lua:        func(path string) { s.later(func() { s.startLua(path) }) },
		Configured: func(number int) { s.later(func() { p.finished(number) }) },
	})
	return s
}

// scriptOf is the configuration that a [bar] table asks for, "" for none.
func scriptOf(table config.Bar, name string) string {
	switch table.Sketchybarrc {
	case config.NoScript:
		return ""
	case config.FindScript:
		path, _ := script.Find(name, os.Getenv)
		return path
	}
	return table.Sketchybarrc
}

// later has something done by the bar's own goroutine.
func (s *scripts) later(task func()) {
	select {
	case s.program.tasks <- task:
	case <-s.ctx.Done():
	}
}

// start runs the configuration.
func (s *scripts) start() {
	s.stopLua()
	s.number = s.runner.Config(s.program.rc)
}

func (s *scripts) stopLua() {
	if s.lua != nil {
		close(s.stop)
		s.lua.Close()
		s.lua = nil
	}
}

// startLua runs a configuration that is written in Lua.
func (s *scripts) startLua(path string) {
	s.stopLua()
	p := s.program
	stop := make(chan struct{})
	s.stop = stop
	send := func(args []string) string {
		reply := make(chan string, 1)
		select {
		case p.tasks <- func() { reply <- p.tracer.do(args) }:
			return <-reply
		case <-stop:
		case <-s.ctx.Done():
		}
		return ""
	}
	program, err := lua.Run(s.ctx, path, lua.Options{
		Send: send,
		SendTo: func(bar string, args []string) string {
			reply, _ := barcall.Send(barcall.Path(os.Getenv, bar), args, barcall.Patience)
			return reply
		},
		Log: p.log, Problem: p.log,
		Dir: filepath.Dir(path), Name: p.name,
		Env: []string{"CONFIG_DIR=" + filepath.Dir(path), "BAR_NAME=" + p.name, "PERCH_SOCKET=" + ipc.SocketPath(os.Getenv), "PATH=" + s.runner.Path()},
	})
	if err != nil {
		p.log(err.Error())
		return
	}
	s.lua = program
}

// run runs what an item asks for.
func (s *scripts) run(r engine.Run) {
	if r.Helper == lua.Helper && s.lua != nil {
		env := map[string]string{}
		for _, entry := range r.Env {
			if name, value, ok := strings.Cut(entry, "="); ok {
				env[name] = value
			}
		}
		s.lua.Event(r.Item, env["SENDER"], env)
	}
	if r.Script != "" {
		s.runner.Run(r.Item, r.Script, r.Env)
	}
}

// hotload watches the configuration's folder, or does not.
func (s *scripts) hotload(on bool) {
	s.watch = on
	s.follow()
}

// follow sees to it that the folder which is watched is the configuration's.
func (s *scripts) follow() {
	dir := ""
	if s.watch && s.program.rc != "" {
		dir = filepath.Dir(s.program.rc)
	}
	if dir == s.watched {
		return
	}
	var err error
	switch {
	case dir == "":
		s.watcher.Close()
		s.watcher = nil
	case s.watcher == nil:
		s.watcher, err = script.Watch(dir)
	default:
		err = s.watcher.Follow(dir)
	}
	if s.watched = dir; err != nil {
		s.program.log(fmt.Sprintf("changes of the configuration will not be seen: %v", err))
		if s.watcher != nil {
			s.watcher.Close()
		}
		s.watcher, s.watched = nil, ""
	}
}

// changed ticks after the configuration's folder changed.
func (s *scripts) changed() <-chan struct{} {
	if s.watcher == nil {
		return nil
	}
	return s.watcher.C
}

func (s *scripts) close() {
	s.stopLua()
	s.hotload(false)
	s.runner.Close()
}
