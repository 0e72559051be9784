package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"perch/config"
	"perch/internal/desktop"
	"perch/internal/desktop/mac"
	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/login"
	"perch/internal/desktop/mac/menubar"
	"perch/internal/desktop/mac/permission"
	"perch/internal/ipc"
)

// platform is AppKit while an agent of macOS runs; its kit is nil for other agents.
type platform struct {
	kit     appkit.Kit
	choices <-chan string
}

// beside does work beside AppKit's main loop if the desktop is that of macOS.
func beside(kind string, work func(platform) int) (int, error) {
	if kind != "macos" {
		return work(platform{}), nil
	}
	return appkit.Run(func(k appkit.Kit) int {
		p := platform{kit: k}
		if err := p.permit(); err != nil {
			if errors.Is(err, permission.ErrQuit) {
				return 0
			}
			fmt.Fprintln(os.Stderr, "perch agent:", err)
			return 1
		}
		p.kit, p.choices = appkit.Split(k)
		return work(p)
	})
}

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
		Trusted: func() bool { return ax.Trusted(false) },
		Ask:     func() { ax.Trusted(true) },
		Build:   build,
		Memory:  filepath.Join(home, "Library", "Application Support", "Perch", "permission.json"),
		Say:     func(text string) { fmt.Fprintln(os.Stderr, "perch agent:", text) },
	})
}

func (p platform) open(_ context.Context, socket string, log *slog.Logger) (desktop.Desktop, error) {
	d, err := mac.Start(mac.Options{Kit: p.kit, Restore: strings.TrimSuffix(socket, ".sock") + ".windows.json", Log: log})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// configured writes the login item that the config asks for, if the program is in
// an application; what else starts it is its user's business.
func (p platform) configured(c *config.Config, log *slog.Logger) {
	self, err := os.Executable()
	if p.kit == nil || err != nil || !strings.Contains(self, ".app/Contents/MacOS/") {
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

// appStreams are the files of an application: what it says goes where the login
// item's goes, since nobody sees its standard error.
func appStreams(std streams) streams {
	home, err := os.UserHomeDir()
	if err != nil {
		return std
	}
	file, err := os.OpenFile(login.Log(home), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return std
	}
	fmt.Fprintln(file, "Perch was opened at", time.Now().Format(time.DateTime))
	std.out, std.err = file, file
	return std
}
