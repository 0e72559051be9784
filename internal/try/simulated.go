package try

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"os"

	"perch/config"
	"perch/internal/agent"
	"perch/internal/command"
	"perch/internal/desktop/sim"
	"perch/keybind"
	"perch/workspaces"
)

// simDriver is the agent on the simulated desktop, in this process and turn
// by turn: when an act returns, everything that follows from it is done.
type simDriver struct {
	desktop *sim.Desktop
	agent   *agent.Agent
	quit    bool
}

// simScreen is the simulated monitor, as large as the real tour's.
var simScreen = image.Rect(0, 0, 1280, 800)

func newSimDriver() (*simDriver, error) {
	c, problems := config.Parse(configuration, "tour.toml", command.Language{}, os.Environ())
	if len(problems) > 0 {
		return nil, fmt.Errorf("the tour's own configuration: %v", problems[0])
	}
	frame := workspaces.Rect{W: float64(simScreen.Dx()), H: float64(simScreen.Dy())}
	d := &simDriver{desktop: sim.New(workspaces.Monitor{Name: "simulated", Frame: frame, WorkArea: frame})}
	d.agent = agent.New(agent.Options{
		Desktop: d.desktop,
		Load:    func() (*config.Config, string, []config.Problem) { return c, "", nil },
	})
	d.desktop.Start()
	d.settle()
	return d, nil
}

// settle hands every event to the agent, those that its answers cause too.
func (d *simDriver) settle() {
	for {
		event, any := d.desktop.Drain()
		if !any {
			return
		}
		d.agent.Handle(event)
	}
}

func (d *simDriver) String() string {
	return fmt.Sprintf("the simulated desktop, %dx%d", simScreen.Dx(), simScreen.Dy())
}

func (d *simDriver) HasBar() bool { return false }

func (d *simDriver) Open(app App) error {
	d.desktop.Open(app.Class, app.Title, sim.Options{})
	d.settle()
	return nil
}

func (d *simDriver) Key(chord string) error {
	notation, err := keybind.NewNotation("qwerty", nil)
	if err != nil {
		return err
	}
	parsed, err := notation.Parse(chord)
	if err != nil {
		return err
	}
	if !d.desktop.Press(parsed) {
		return fmt.Errorf("%s is not bound", chord)
	}
	d.settle()
	return nil
}

func (d *simDriver) Quit() error {
	d.quit = true
	d.desktop.Close()
	return nil
}

func (d *simDriver) Close() {}

// errStill says that waiting is of no use on a desktop where nothing happens
// by itself.
var errStill = errors.New("nothing more happens")

func (d *simDriver) Wait(_ context.Context, held func() bool) error {
	if held() {
		return nil
	}
	return errStill
}

func (d *simDriver) Look() (Sight, error) {
	sight := Sight{Screen: simScreen}
	state := d.agent.State()
	if !d.quit {
		sight.Workspace = state.Focus().Workspace
		if at, is := state.Focus().Window, d.desktop.Focused(); at != is {
			sight.contradict("the agent's focus is on window %d, the keyboard's on %d", at, is)
		}
	}
	counts := countColours(d.paint(), apps)
	for _, w := range d.desktop.Windows() {
		app, known := appNamed(w.App.ID, w.Title)
		if !known {
			continue
		}
		info, managed := state.Window(w.ID)
		if !managed {
			sight.contradict("the agent does not know %s", app.Name)
		}
		seen := Seen{
			App:        app.Name,
			Workspace:  info.Workspace,
			Layout:     info.Layout.String(),
			Fullscreen: w.Fullscreen,
			Frame:      rectangle(w.Frame),
			Focused:    w.ID == d.desktop.Focused(),
			Visible:    w.Visible,
			Pixels:     counts[app.Colour],
		}
		if info.Placement == workspaces.Floating {
			seen.Layout = "floating"
		}
		sight.Windows = append(sight.Windows, seen)
	}
	return sight, nil
}

func (d *simDriver) Picture(context.Context) (image.Image, error) { return d.paint(), nil }

// paint draws the windows as plain areas in their colours, the focused one
// with a line around it.
func (d *simDriver) paint() *image.RGBA {
	picture := image.NewRGBA(simScreen)
	fill := func(area image.Rectangle, c color.RGBA) {
		draw.Draw(picture, area, image.NewUniform(c), image.Point{}, draw.Src)
	}
	for y := range simScreen.Dy() {
		fill(image.Rect(0, y, simScreen.Dx(), y+1), sky(y, simScreen.Dy()))
	}
	for _, id := range d.desktop.Stack() {
		w, _ := d.desktop.Window(id)
		app, _ := appNamed(w.App.ID, w.Title)
		frame := rectangle(w.Frame)
		if id == d.desktop.Focused() {
			fill(frame, accent)
			frame = frame.Inset(2)
		}
		fill(frame, app.Colour)
	}
	return picture
}

// rectangle rounds a frame to whole pixels.
func rectangle(r workspaces.Rect) image.Rectangle {
	return image.Rect(int(r.X+0.5), int(r.Y+0.5), int(r.Right()+0.5), int(r.Bottom()+0.5))
}
