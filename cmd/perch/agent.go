package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"perch/config"
	"perch/internal/agent"
	"perch/internal/cli"
	"perch/internal/command"
	"perch/internal/desktop"
	"perch/internal/desktop/sim"
	"perch/internal/desktop/x11"
	"perch/internal/desktopentry"
	"perch/internal/ipc"
	"perch/internal/spelling"
	"perch/workspaces"
)

type agentFlags struct {
	config, desktop         string
	noBar, replace, verbose bool
}

func agentVerb(f *agentFlags) cli.Verb {
	flags := cli.NewFlags("agent")
	flags.StringVar(&f.config, "config", "", "the config `FILE`, instead of the places where it is looked for")
	flags.StringVar(&f.desktop, "desktop", "auto", "the `KIND` of desktop: auto, x11, macos or sim")
	cli.SetChoices(flags, "desktop", desktops...)
	flags.BoolVar(&f.noBar, "no-bar", false, "show no status bar")
	flags.BoolVar(&f.replace, "replace", false, "take over from the agent or window manager that runs")
	flags.BoolVar(&f.verbose, "verbose", false, "say more about what happens")
	return cli.Verb{
		Name:    "agent",
		Summary: "Manage the windows of this display, until it is ended",
		Flags:   flags,
		Usage: `USAGE: perch agent [-h|--help] [--config FILE] [--desktop KIND] [--no-bar] [--replace] [--verbose]

Runs in the foreground. The config is the first that there is of
  --config, $PERCH_CONFIG, $XDG_CONFIG_HOME/perch/perch.toml, ~/.perch.toml,
  ~/.aerospace.toml, $XDG_CONFIG_HOME/aerospace/aerospace.toml
and otherwise the built-in one, which perch config default prints. Saving the
file puts it in force.
`,
	}
}

// takeover is how long --replace waits for the agent before to give up its
// socket.
const takeover = 5 * time.Second

func runAgent(args []string, std streams) int {
	var f agentFlags
	verb := agentVerb(&f)
	_, err := verb.Parse(args)
	if err == nil {
		err = f.check()
	}
	if err != nil {
		return verb.Answer(err, std.out, std.err)
	}
	code, err := beside(f.kind(), func(p platform) int {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		defer stop()
		if err := serve(ctx, f, p, std); err != nil {
			fmt.Fprintln(std.err, "perch agent:", err)
			return 1
		}
		return 0
	})
	if err != nil {
		fmt.Fprintln(std.err, "perch agent:", err)
		return 1
	}
	return code
}

var desktops = []string{"auto", "x11", "macos", "sim"}

// kind is the kind of desktop, never auto.
func (f *agentFlags) kind() string {
	switch {
	case f.desktop != "auto":
		return f.desktop
	case runtime.GOOS == "darwin" && os.Getenv("PERCH_DESKTOP") != "x11":
		return "macos"
	}
	return "x11"
}

func (f *agentFlags) check() error {
	for _, known := range desktops {
		if f.desktop == known {
			return nil
		}
	}
	hint := spelling.DidYouMean(f.desktop, desktops)
	if hint == "" {
		hint = "Expected one of: " + strings.Join(desktops, ", ") + "."
	}
	return fmt.Errorf("there is no desktop %q. %s", f.desktop, hint)
}

// serve runs the agent until ctx ends (nil) or it cannot go on.
func serve(ctx context.Context, f agentFlags, p platform, std streams) error {
	level := slog.LevelInfo
	if f.verbose {
		level = slog.LevelDebug
	}
	log := slog.New(newLogHandler(std.err, level))

	if _, err := os.Stat(f.config); f.config != "" && err != nil {
		return fmt.Errorf("cannot read the config %s: %w", f.config, reason(err))
	}
	var apps atomic.Pointer[map[string]string]
	wait := time.Duration(0)
	if f.replace {
		wait = takeover
	}
	socket := ipc.SocketPath(os.Getenv)
	var file atomic.Value // the config's, "" for the built-in one
	load := func() (*config.Config, string, []config.Problem) {
		c, path, problems := config.Open(f.config, os.Getenv, command.Language{})
		file.Store(path)
		return c, path, problems
	}
	configured := func(c *config.Config) {
		apps.Store(&c.Apps)
		p.configured(c, f.noBar, log)
	}
	// The windows that are there already need their applications' ids.
	if c, _, _ := load(); c != nil {
		configured(c)
	}

	// The desktop comes first: an agent that is replaced ends when it loses
	// the display, and then gives up its socket.
	ctx, quit := context.WithCancel(ctx)
	defer quit()
	d, err := open(ctx, f, p, &apps, socket, log)
	if err != nil {
		return err
	}
	server, err := ipc.Listen(socket, ipc.Options{
		Version: serverVersion(),
		Log:     func(message string) { log.Warn(message) },
		Wait:    wait,
	})
	if err != nil {
		d.Close()
		return err
	}
	store := agent.OpenStore(strings.TrimSuffix(socket, ".sock")+".state.json", log)

	o := agent.Options{
		Desktop: d,
		// The lock screen of macOS takes windows away and brings them back.
		WindowsReturn: f.kind() == "macos",
		Load:          load,
		Configured:    configured,
		Exec:          newLauncher(socket, log).start,
		Server:        server,
		Store:         store,
		Log:           log,
	}
	if os.Getenv("PERCH_SOCKET") == "" || os.Getenv("AEROSPACESOCK") != "" {
		// An agent with a socket of its own choice is nobody else's.
		o.AeroSpaceSocket = ipc.AeroSpacePath(os.Getenv)
	}
	if !f.noBar && f.desktop != "sim" {
		if o.Bar, err = barProgram(); err != nil {
			log.Warn("no status bar: " + err.Error())
		}
		o.BarEnv = append(barEnviron(os.Environ(), socket), "PERCH_DESKTOP="+f.kind())
	}
	p.attend(ctx, attendance{socket: socket, config: func() string { return file.Load().(string) }, quit: quit, log: log})
	log.Debug("serving", "socket", server.Path())
	err = agent.New(o).Run(ctx)
	if errors.Is(err, agent.ErrLost) && f.desktop == "sim" {
		return nil
	}
	return err
}

// open connects to the desktop.
func open(ctx context.Context, f agentFlags, p platform, apps *atomic.Pointer[map[string]string], socket string, log *slog.Logger) (desktop.Desktop, error) {
	switch f.kind() {
	case "macos":
		if !f.replace {
			if err := free(socket); err != nil {
				return nil, err
			}
		}
		return p.open(ctx, socket, log)
	case "sim":
		screen := workspaces.Rect{W: 1920, H: 1080}
		d := sim.New(workspaces.Monitor{ID: "sim-1", Name: "sim-1", Frame: screen, WorkArea: screen})
		d.Start()
		return d, nil
	}
	if !f.replace {
		if err := free(socket); err != nil {
			return nil, err
		}
	}
	return x11.Open(x11.Options{
		Replace: f.replace,
		AppIDs: func(class, _ string) string {
			if m := apps.Load(); m != nil {
				return (*m)[class]
			}
			return ""
		},
		AppNames: desktopentry.NewNames(desktopentry.DataFolders()).Of,
		Log:      log,
	})
}

// greeting is how long another agent may take to say that it is there.
const greeting = 2 * time.Second

// free says whether no agent serves the display, so that a second one is
// told about the first and not about a window manager.
func free(socket string) error {
	client, err := ipc.Dial(socket)
	if err != nil {
		return nil
	}
	defer client.Close()
	client.Timeout = greeting
	if _, err := client.Call(ipc.Request{Args: []string{}}); err != nil {
		return nil
	}
	return fmt.Errorf("%w; start with --replace to take over", &ipc.RunningError{Path: socket})
}

// attendance is what a platform needs to show the agent to its user.
type attendance struct {
	socket string
	config func() string // the file in force, "" for the built-in config
	quit   func()
	log    *slog.Logger
}

// barProgram is the bar's command line: the program beside this one.
func barProgram() ([]string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if self, err = filepath.EvalSymlinks(self); err != nil {
		return nil, err
	}
	bar := filepath.Join(filepath.Dir(self), "perch-bar")
	if _, err := os.Stat(bar); err != nil {
		return nil, err
	}
	return []string{bar}, nil
}

// barEnviron is the bar's environment. Fyne complains about the locales "C"
// and "POSIX", which name no language.
func barEnviron(env []string, socket string) []string {
	env = append(env, "PERCH_SOCKET="+socket)
	if os.Getenv("LANGUAGE") != "" {
		return env
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := os.Getenv(name); locale != "" {
			if base, _, _ := strings.Cut(locale, "."); base == "C" || base == "POSIX" {
				return append(env, "LANGUAGE=en")
			}
			break
		}
	}
	return env
}
