package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"perch/config"
	"perch/internal/desktop"
	"perch/internal/desktop/mac"
	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/login"
	"perch/internal/desktop/mac/menubar"
	"perch/internal/desktop/mac/permission"
	"perch/internal/desktop/strut"
	"perch/internal/ipc"
	"perch/workspaces"
)

// platform is AppKit while an agent of macOS runs; its kit is nil for other agents.
type platform struct {
	kit     appkit.Kit
	choices <-chan string
	rooms   chan strut.Room // what the bar takes; only the newest waits
}

// agentProgram is this program built with AppKit. To load AppKit and all that it
// stands on takes many times what a command takes, so that perch itself is
// built without, and becomes that program to be an agent.
const agentProgram = "perch-agent"

// beside does work beside AppKit's main loop if the desktop is that of macOS.
func beside(kind string, work func(platform) int) (int, error) {
	if kind != "macos" {
		return work(platform{}), nil
	}
	code, err := besideAppKit(work)
	if !errors.Is(err, appkit.ErrMissing) {
		return code, err
	}
	self, pathErr := os.Executable()
	if pathErr == nil {
		self, pathErr = filepath.EvalSymlinks(self)
	}
	if program := filepath.Join(filepath.Dir(self), agentProgram); pathErr == nil && filepath.Base(self) != agentProgram {
		if _, statErr := os.Stat(program); statErr == nil {
			return 0, syscall.Exec(program, append([]string{program}, os.Args[1:]...), os.Environ())
		}
	}
	return 0, err
}

func besideAppKit(work func(platform) int) (int, error) {
	return appkit.Run(func(k appkit.Kit) int {
		p := platform{kit: k, rooms: make(chan strut.Room, 1)}
		if err := p.permit(); err != nil {
			if errors.Is(err, permission.ErrQuit) {
				return 0
			}
			fmt.Fprintln(os.Stderr, "perch agent:", err)
			return 1
		}
		p.kit, p.choices = appkit.Split(k)
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		var lost atomic.Bool
		go permission.Watch(ctx, trusted, nil, func() {
			cg.EndTaps()
			lost.Store(true)
			fmt.Fprintln(os.Stderr, "perch agent: the permission to control the computer was taken away, so Perch ends")
			syscall.Kill(os.Getpid(), syscall.SIGTERM)
		})
		if code := work(p); code != 0 || !lost.Load() {
			return code
		}
		return 1 // for launchd to start the login item again, which then waits for the permission
	})
}

func trusted() bool { return ax.Trusted(false) }

// permit waits for the permission to control other applications. Nothing is open
// yet that would have to be closed when the process is told to end meanwhile.
func (p platform) permit() error {
	if err := ax.Load(); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	build, err := permission.Build(self)
	if err != nil {
		return err
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return err
	}
	return permission.Wait(context.Background(), permission.Options{
		Kit:     p.kit,
		Trusted: trusted,
		Ask:     func() { ax.Trusted(true) },
		// As AeroSpace does. It fails for a program that is in no application.
		Forget: func() { _ = exec.Command("/usr/bin/tccutil", "reset", "Accessibility", login.Label).Run() },
		Build:  build,
		Memory: filepath.Join(home, "Library", "Application Support", "Perch", "permission.json"),
		Say:    func(text string) { fmt.Fprintln(os.Stderr, "perch agent:", text) },
	})
}

func (p platform) open(_ context.Context, socket string, log *slog.Logger) (desktop.Desktop, error) {
	d, err := mac.Start(mac.Options{Kit: p.kit, Restore: strings.TrimSuffix(socket, ".sock") + ".windows.json", Log: log})
	if err != nil {
		return nil, err
	}
	var first strut.Room
	select {
	case first = <-p.rooms:
	default:
	}
	return &withBar{d, strut.Keep(d.Events(), p.spared, first, p.rooms)}, nil
}

// spared is the strip beside the camera's housing of a screen whose menu bar hides
// itself: the bar lies there, and nothing else does.
func (p platform) spared(m workspaces.Monitor) float64 {
	for _, s := range p.kit.Screens() {
		if s.Frame == m.Frame && s.MenuBar() == 0 {
			return s.Visible.Y - s.Frame.Y
		}
	}
	return 0
}

// withBar is the desktop with room for the bar.
type withBar struct {
	*mac.Desktop
	events <-chan desktop.Event
}

func (d *withBar) Events() <-chan desktop.Event { return d.events }

// configured makes room for the bar of a config, and writes the login item that it
// asks for, if the program is in an application; what else starts it is its
// user's business.
func (p platform) configured(c *config.Config, noBar bool, log *slog.Logger) {
	if p.kit == nil {
		return
	}
	var room strut.Room
	if !noBar {
		room = strut.Of(c, os.Getenv)
	}
	select {
	case <-p.rooms:
	default:
	}
	p.rooms <- room
	self, err := os.Executable()
	if err != nil || !strings.Contains(self, ".app/Contents/MacOS/") {
		return
	}
	home, err := os.UserHomeDir()
	if err == nil {
		_, err = login.Set(home, self, c.StartAtLogin)
	}
	if err != nil {
		log.Warn("start-at-login is not in force: " + err.Error())
	}
}

// attend shows the item in the menu bar until ctx ends.
func (p platform) attend(ctx context.Context, a attendance) {
	if p.kit == nil {
		return
	}
	states := make(chan ipc.State)
	go func() {
		defer close(states)
		var state ipc.State
		err := ipc.Subscribe(ctx, a.socket, []string{"subscribe", "--state"}, func(frame []byte) error {
			if _, err := state.Merge(frame); err != nil {
				return err
			}
			select {
			case states <- state:
			case <-ctx.Done():
			}
			return nil
		})
		if err != nil && ctx.Err() == nil && !errors.Is(err, ipc.ErrEnded) {
			a.log.Warn("the menu bar is no longer right: " + err.Error())
		}
	}()
	item := menubar.Item{
		Kit: p.kit, Choices: p.choices, Config: a.config, Quit: a.quit,
		Ask: func(args ...string) {
			if answer, err := ask(a.socket, ipc.Request{Args: args}); err != nil || answer.Stderr != "" {
				a.log.Warn("the menu bar's wish failed", "command", strings.Join(args, " "), "answer", answer.Stderr, "error", err)
			}
		},
	}
	go item.Show(ctx, states)
}

// clientProgram is what commands are best given to by scripts: the perch beside an
// agent that is another program.
func clientProgram(self string) string {
	if perch := filepath.Join(filepath.Dir(self), "perch"); filepath.Base(self) == agentProgram {
		if _, err := os.Stat(perch); err == nil {
			return perch
		}
	}
	return self
}

// launchedVariable is set by Perch.app's Info.plist, for programs that are opened
// as applications only.
const launchedVariable = "PERCH_LAUNCHED"

// launched says whether the program was opened as an application, and not as a
// command. What it starts itself is not.
func launched() bool {
	set := os.Getenv(launchedVariable) != ""
	os.Unsetenv(launchedVariable)
	return set
}

// keepLog has what the process says go where the login item's goes: nobody sees the
// standard error of an application.
func keepLog() {
	home, err := os.UserHomeDir()
	if err != nil {
		return
	}
	file, err := os.OpenFile(login.Log(home), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	defer file.Close()
	for _, standard := range []int{1, 2} {
		if err := syscall.Dup2(int(file.Fd()), standard); err != nil {
			return
		}
	}
	fmt.Println("Perch was opened at", time.Now().Format(time.DateTime))
}
