package try

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"slices"
	"strconv"

	"github.com/jezek/xgb/xproto"

	"perch/internal/xserver"
)

// xDriver is the real agent on Xvfb. Frames, focus and pixels come from the X
// server, workspaces and layouts from the agent's command line; where both
// know something they must agree.
type xDriver struct {
	session *session
	quit    bool
}

func newXDriver(options Options) (*xDriver, error) {
	session, err := newSession(options, xserver.Options{Kind: xserver.Xvfb, Screen: screenSize})
	if err != nil {
		return nil, err
	}
	return &xDriver{session: session}, nil
}

func (d *xDriver) String() string {
	return fmt.Sprintf("Xvfb %s, %s", d.session.server.Display, screenSize)
}

func (d *xDriver) HasBar() bool { return true }

func (d *xDriver) Open(app App) error { return d.session.open(app) }

func (d *xDriver) Key(chord string) error { return d.session.client.Key(chord) }

func (d *xDriver) Quit() error {
	d.quit = true
	return d.session.quit()
}

func (d *xDriver) Close() { d.session.close() }

func (d *xDriver) Wait(ctx context.Context, held func() bool) error {
	if d.quit {
		return d.session.client.WaitFor(ctx, held)
	}
	ctx, stop := d.session.watched(ctx)
	defer stop()
	if err := d.session.client.WaitFor(ctx, held); err != nil {
		return d.session.excuse(ctx, err)
	}
	return nil
}

func (d *xDriver) Picture(ctx context.Context) (image.Image, error) {
	d.session.client.Quiet(ctx, settled)
	return d.session.client.Screenshot()
}

// listed is one window as the agent lists it.
type listed struct {
	ID         int64  `json:"window-id"`
	Workspace  string `json:"workspace"`
	Layout     string `json:"window-layout"`
	Fullscreen bool   `json:"window-is-fullscreen"`
}

// listFormat asks for exactly the fields of listed.
const listFormat = "%{window-id} %{workspace} %{window-layout} %{window-is-fullscreen}"

// claims is what the agent says.
type claims struct {
	workspace string
	focused   int64 // 0 for none
	windows   map[int64]listed
}

// ask collects the agent's claims.
func (d *xDriver) ask() (claims, error) {
	c := claims{windows: make(map[int64]listed)}
	var err error
	if c.workspace, err = d.session.call("list-workspaces", "--focused"); err != nil {
		return c, err
	}
	text, err := d.session.call("list-windows", "--all", "--json", "--format", listFormat)
	if err != nil {
		return c, err
	}
	var windows []listed
	if err := json.Unmarshal([]byte(text), &windows); err != nil {
		return c, fmt.Errorf("perch list-windows --json: %w", err)
	}
	for _, w := range windows {
		c.windows[w.ID] = w
	}
	// Without a focused window the command fails, which is an answer as well.
	if text, err := d.session.call("list-windows", "--focused", "--format", "%{window-id}"); err == nil {
		if c.focused, err = strconv.ParseInt(text, 10, 64); err != nil {
			return c, fmt.Errorf("perch list-windows --focused: %w", err)
		}
	}
	return c, nil
}

func (d *xDriver) Look() (Sight, error) {
	client := d.session.client
	sight := Sight{Screen: client.Screen()}
	var agent claims
	if !d.quit {
		var err error
		if agent, err = d.ask(); err != nil {
			return sight, err
		}
		sight.Workspace = agent.workspace
	}
	windows := client.Windows()
	focus := client.InputFocus()
	picture, err := client.Screenshot()
	if err != nil {
		return sight, err
	}
	counts := countColours(picture, apps)
	for _, w := range windows {
		if w.Mapped && slices.Contains(w.Kinds, "_NET_WM_WINDOW_TYPE_DOCK") {
			sight.Bar = readBar(picture, w.Frame)
			if strut := client.Cardinals(w.ID, "_NET_WM_STRUT_PARTIAL"); len(strut) != 12 || int(strut[2]+strut[3]) < w.Frame.Dy() {
				sight.contradict("the bar reserves %v, its height is %d", strut, w.Frame.Dy())
			}
			continue
		}
		app, known := appOf(w)
		if !known || w.Override {
			continue
		}
		claim, managed := agent.windows[int64(w.ID)]
		if !managed && !w.Mapped {
			continue
		}
		if !managed && !d.quit {
			sight.contradict("the agent does not list %s", app.Name)
		}
		sight.Windows = append(sight.Windows, Seen{
			App:        app.Name,
			Workspace:  claim.Workspace,
			Layout:     claim.Layout,
			Fullscreen: claim.Fullscreen,
			Frame:      w.Frame,
			Focused:    !d.quit && agent.focused == int64(w.ID),
			Visible:    w.Mapped && w.Frame.Overlaps(sight.Screen),
			Pixels:     counts[app.Colour],
		})
		delete(agent.windows, int64(w.ID))
	}
	for id := range agent.windows {
		sight.contradict("the agent lists window %d, which is not there", id)
	}
	if !d.quit {
		d.compareFocus(&sight, agent, focus, windows)
	}
	// The report lists the windows in the order of the tour.
	slices.SortFunc(sight.Windows, func(a, b Seen) int { return position(a.App) - position(b.App) })
	return sight, nil
}

// compareFocus compares the agent's focus with the keyboard's and with what
// other programs are told.
func (d *xDriver) compareFocus(sight *Sight, agent claims, focus xproto.Window, windows []xserver.Window) {
	client := d.session.client
	if agent.focused != int64(focus) {
		// A window that wants no keys (xclock is one) has the focus without
		// the keyboard; then no other window may have it.
		if agent.focused != 0 && takesKeys(client, xproto.Window(agent.focused)) {
			sight.contradict("the agent's focus is on window %d, the keyboard's on %d", agent.focused, focus)
		}
		for _, w := range windows {
			if app, known := appOf(w); known && w.ID == focus {
				sight.contradict("the agent's focus is on window %d, the keyboard's on %s", agent.focused, app.Name)
			}
		}
	}
	if active := client.ActiveWindow(); int64(active) != agent.focused {
		sight.contradict("the agent's focus is on window %d, _NET_ACTIVE_WINDOW is %d", agent.focused, active)
	}
	names := client.Texts(client.Root(), "_NET_DESKTOP_NAMES")
	current := client.Cardinals(client.Root(), "_NET_CURRENT_DESKTOP")
	if len(current) != 1 || int(current[0]) >= len(names) || names[current[0]] != agent.workspace {
		sight.contradict("the agent's workspace is %q, _NET_CURRENT_DESKTOP is %v of %q", agent.workspace, current, names)
	}
}

// takesKeys says whether a window wants the keyboard (the input hint of
// WM_HINTS, ICCCM §4.1.2.4).
func takesKeys(client *xserver.Client, window xproto.Window) bool {
	hints := client.Cardinals(window, "WM_HINTS")
	const inputHint = 1
	return len(hints) < 2 || hints[0]&inputHint == 0 || hints[1] != 0
}

func (s *Sight) contradict(format string, args ...any) {
	s.Contradictions = append(s.Contradictions, fmt.Sprintf(format, args...))
}

// appOf recognises a window of the tour.
func appOf(w xserver.Window) (App, bool) { return appNamed(w.Class, w.Title) }

// position is an app's place in the tour.
func position(name string) int {
	return slices.IndexFunc(apps, func(app App) bool { return app.Name == name })
}

// countColours counts the pixels of each app's own colour.
func countColours(picture *image.RGBA, apps []App) map[color.RGBA]int {
	counts := make(map[color.RGBA]int, len(apps))
	for _, app := range apps {
		counts[app.Colour] = 0
	}
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		// Colours come in runs, so that most pixels need no look-up.
		var run int
		last := picture.RGBAAt(bounds.Min.X, y)
		flush := func() {
			if _, wanted := counts[last]; wanted {
				counts[last] += run
			}
		}
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			here := picture.RGBAAt(x, y)
			if here != last {
				flush()
				last, run = here, 0
			}
			run++
		}
		flush()
	}
	return counts
}

// readBar finds the blocks on the left half of the bar.
func readBar(picture *image.RGBA, frame image.Rectangle) Bar {
	left := frame
	left.Max.X = (frame.Min.X + frame.Max.X) / 2
	return Bar{Frame: frame, Pill: block(picture, left, accent), Mode: block(picture, left, modeColour)}
}

// Colours of the bar, as tour.toml has them.
var (
	accent     = rgb(0x7aa2f7)
	modeColour = rgb(0xe0af68)
)

// blockWidth is the least width of a block; letters have shorter runs.
const blockWidth = 12

// block returns the longest run of one colour within an area, one pixel
// high; empty if there is none as wide as a block.
func block(picture *image.RGBA, area image.Rectangle, colour color.RGBA) image.Rectangle {
	var longest image.Rectangle
	area = area.Intersect(picture.Bounds())
	for y := area.Min.Y; y < area.Max.Y; y++ {
		start := area.Min.X
		for x := area.Min.X; x <= area.Max.X; x++ {
			if x < area.Max.X && picture.RGBAAt(x, y) == colour {
				continue
			}
			if x-start > longest.Dx() {
				longest = image.Rect(start, y, x, y+1)
			}
			start = x + 1
		}
	}
	if longest.Dx() < blockWidth {
		return image.Rectangle{}
	}
	return longest
}
