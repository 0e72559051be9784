package try

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/internal/xserver"
)

// quitTimeout is how long the agent may take to end.
const quitTimeout = 5 * time.Second

// callTimeout is how long a perch command may take to answer.
const callTimeout = 2 * time.Second

// session is an agent with its bar on a private X server, and a place for its
// files.
type session struct {
	server *xserver.Server
	client *xserver.Client
	perch  string
	folder string // temporary: configuration, socket
	env    []string

	agent   *exec.Cmd
	ended   chan struct{} // closed when the agent has ended
	logPath string
	log     *os.File

	stop    sync.Once
	apps    []*exec.Cmd
	running sync.WaitGroup

	mu       sync.Mutex
	failures []string // what applications said that failed
}

// newSession starts a server, paints its background and starts an agent.
func newSession(options Options, server xserver.Options) (*session, error) {
	s := &session{perch: options.Perch, ended: make(chan struct{}), logPath: filepath.Join(options.Out, "agent.log")}
	if err := s.start(server); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *session) start(server xserver.Options) (err error) {
	// A short name: the path of a socket has about 100 bytes.
	if s.folder, err = os.MkdirTemp("", "perch-try-"); err != nil {
		return err
	}
	config := filepath.Join(s.folder, "perch.toml")
	if err := os.WriteFile(config, configuration, 0o600); err != nil {
		return err
	}
	listing := filepath.Join(s.folder, "perch.toml.ansi")
	if err := os.WriteFile(listing, highlight(configuration), 0o600); err != nil {
		return err
	}
	if s.server, err = xserver.Start(server); err != nil {
		return err
	}
	if s.client, err = xserver.Dial(s.server.Display); err != nil {
		return err
	}
	if err := s.client.WatchPixels(); err != nil {
		return err
	}
	if err := paintBackground(s.client); err != nil {
		return err
	}
	s.env = environment(os.Environ(),
		"DISPLAY="+s.server.Display,
		"XDG_RUNTIME_DIR="+s.folder,
		"PERCH_SOCKET="+filepath.Join(s.folder, "agent.sock"),
		"TOUR_PERCH="+s.perch,
		"TOUR_CONFIG="+listing,
		"TOUR_KEYS="+colourKeys(keys),
	)
	if s.log, err = os.Create(s.logPath); err != nil {
		return err
	}
	s.agent = exec.Command(s.perch, "agent", "--config", config)
	s.agent.Env = s.env
	s.agent.Stdout = s.log
	s.agent.Stderr = s.log
	// ^C in a terminal reaches the agent through close, after the report.
	s.agent.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := s.agent.Start(); err != nil {
		s.agent = nil
		return fmt.Errorf("the agent does not start: %w", err)
	}
	go func() {
		_ = s.agent.Wait()
		close(s.ended)
	}()
	return nil
}

// environment is a person's environment without what belongs to another
// desktop or another agent.
func environment(inherited []string, more ...string) []string {
	env := slices.DeleteFunc(slices.Clone(inherited), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		switch name {
		case "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "XENVIRONMENT", "XAPPLRESDIR", "SESSION_MANAGER":
			return true
		}
		return strings.HasPrefix(name, "PERCH_") || strings.HasPrefix(name, "AEROSPACE_")
	})
	return append(env, more...)
}

// open starts an application, or a plain window in its place.
func (s *session) open(app App) error {
	path, err := exec.LookPath(app.Argv[0])
	if err != nil {
		_, err := s.client.Open(xserver.Spec{Class: app.Class, Title: app.Title, Colour: value(app.Colour), Frame: image.Rect(0, 0, 300, 300)})
		return err
	}
	command := exec.Command(path, app.Argv[1:]...)
	command.Env = s.env
	var said bytes.Buffer
	command.Stderr = io.MultiWriter(s.log, &said)
	command.WaitDelay = time.Second // its children may keep the pipe
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		return fmt.Errorf("%s does not start: %w", app.Name, err)
	}
	s.apps = append(s.apps, command)
	s.running.Go(func() {
		if err := command.Wait(); err != nil && said.Len() > 0 {
			s.mu.Lock()
			s.failures = append(s.failures, fmt.Sprintf("%s (%s) failed: %s", app.Name, app.Argv[0], strings.TrimSpace(said.String())))
			s.mu.Unlock()
		}
	})
	return nil
}

// call runs a perch command as a process and returns what it prints.
func (s *session) call(args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, s.perch, args...)
	command.Env = s.env
	// A grandchild that keeps the pipe open is not waited for.
	command.WaitDelay = time.Second
	var failure bytes.Buffer
	command.Stderr = &failure
	output, err := command.Output()
	text := strings.TrimSuffix(string(output), "\n")
	if err != nil {
		if said := strings.TrimSpace(failure.String()); said != "" {
			return text, fmt.Errorf("perch %s: %s", strings.Join(args, " "), said)
		}
		return text, fmt.Errorf("perch %s: %w", strings.Join(args, " "), err)
	}
	return text, nil
}

// quit ends the agent.
func (s *session) quit() error {
	if s.agent == nil {
		return nil
	}
	_ = s.agent.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
		if !s.agent.ProcessState.Success() {
			return s.failure()
		}
		return nil
	case <-time.After(quitTimeout):
		return fmt.Errorf("the agent still runs %v after SIGTERM", quitTimeout)
	}
}

// failure says how the agent ended and what it wrote last.
func (s *session) failure() error {
	said, _ := os.ReadFile(s.logPath)
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	lines = lines[max(0, len(lines)-5):]
	if last := strings.Join(lines, " / "); last != "" {
		return fmt.Errorf("the agent ended (%v); it said: %s", s.agent.ProcessState, last)
	}
	return fmt.Errorf("the agent ended (%v) and said nothing", s.agent.ProcessState)
}

// errAgentEnded is the cause of a wait that the agent's end cut short.
var errAgentEnded = errors.New("the agent has ended")

// watched is a context that ends with the agent.
func (s *session) watched(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	stopped := make(chan struct{})
	go func() {
		select {
		case <-s.ended:
			cancel(errAgentEnded)
		case <-stopped:
		}
	}()
	return ctx, func() { close(stopped); cancel(nil) }
}

// excuse is the error for a wait that was in vain: the agent's own words if it
// has ended, or those of applications that failed.
func (s *session) excuse(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errAgentEnded) {
		return s.failure()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if errors.Is(err, context.DeadlineExceeded) && len(s.failures) > 0 {
		return errors.New(strings.Join(s.failures, "; "))
	}
	return err
}

// close ends the agent, the applications and the server.
func (s *session) close() {
	s.stop.Do(func() {
		if s.agent != nil {
			if err := s.quit(); err != nil {
				_ = s.agent.Process.Kill()
			}
			<-s.ended
		}
		if s.client != nil {
			s.client.Close()
		}
		for _, app := range s.apps {
			// The group has the terminal's own child too. A process that
			// has ended already is no error.
			_ = syscall.Kill(-app.Process.Pid, syscall.SIGTERM)
		}
		if s.server != nil {
			s.server.Stop()
		}
		s.running.Wait()
		if s.log != nil {
			s.log.Close()
		}
		if s.folder != "" {
			os.RemoveAll(s.folder)
		}
	})
}

// Colours of the background, top and bottom.
var (
	skyTop    = color.RGBA{0x2a, 0x2e, 0x45, 0xff}
	skyBottom = color.RGBA{0x16, 0x17, 0x22, 0xff}
)

// sky is the background's colour at a height.
func sky(y, height int) color.RGBA {
	mix := func(top, bottom uint8) uint8 { return uint8(int(top) + (int(bottom)-int(top))*y/height) }
	return color.RGBA{mix(skyTop.R, skyBottom.R), mix(skyTop.G, skyBottom.G), mix(skyTop.B, skyBottom.B), 0xff}
}

// paintBackground gives the root window a soft vertical gradient.
func paintBackground(c *xserver.Client) error {
	conn, root, size := c.Conn(), c.Root(), c.Screen().Size()
	pixmap, err := xproto.NewPixmapId(conn)
	if err != nil {
		return err
	}
	geometry, err := xproto.GetGeometry(conn, xproto.Drawable(root)).Reply()
	if err != nil {
		return err
	}
	xproto.CreatePixmap(conn, geometry.Depth, pixmap, xproto.Drawable(root), uint16(size.X), uint16(size.Y))
	gc, err := xproto.NewGcontextId(conn)
	if err != nil {
		return err
	}
	xproto.CreateGC(conn, gc, xproto.Drawable(pixmap), 0, nil)
	for y := range size.Y {
		xproto.ChangeGC(conn, gc, xproto.GcForeground, []uint32{value(sky(y, size.Y))})
		xproto.PolyFillRectangle(conn, xproto.Drawable(pixmap), gc, []xproto.Rectangle{{Y: int16(y), Width: uint16(size.X), Height: 1}})
	}
	// The window keeps the pixmap.
	xproto.ChangeWindowAttributes(conn, root, xproto.CwBackPixmap, []uint32{uint32(pixmap)})
	xproto.ClearArea(conn, false, root, 0, 0, 0, 0)
	xproto.FreeGC(conn, gc)
	return xproto.FreePixmapChecked(conn, pixmap).Check()
}

// highlight colours TOML for a terminal: comments, tables, keys and strings.
func highlight(toml []byte) []byte {
	var out bytes.Buffer
	paint := func(code, text string) { fmt.Fprintf(&out, "\x1b[%sm%s\x1b[0m", code, text) }
	for line := range strings.Lines(string(toml)) {
		line = strings.TrimSuffix(line, "\n")
		name, value, pair := strings.Cut(line, "=")
		switch {
		case strings.HasPrefix(line, "#"):
			paint("90", line)
		case strings.HasPrefix(line, "["):
			paint("1;35", line)
		case pair:
			paint("34", name)
			out.WriteString("=")
			paint("32", value)
		}
		out.WriteString("\r\n")
	}
	return out.Bytes()
}
