package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"slices"
	"time"

	"perch/bar"
	"perch/bar/paint"
	"perch/bar/surface"
	"perch/internal/ipc"
	"perch/internal/sysinfo"
)

// options are where the bar finds the world.
type options struct {
	socket  string
	display string
	// machine is what the bar knows the machine by, the real one if nil.
	machine *sysinfo.Machine
	// now is the clock, time.Now if nil.
	now func() time.Time
}

// program is the running bar. One goroutine owns all of it.
type program struct {
	options
	agent   *agent
	display *surface.Display
	painter *paint.Painter
	machine *sysinfo.Machine

	facts   bar.Facts
	enabled bool
	style   bar.Style
	strips  map[string]*strip
	placed  []surface.Bar
	stale   bool // the screen may want the bars placed again

	table   []byte    // the [bar] table that style is of
	painted time.Time // when pixels last changed
}

// frameTime is the least time between two pictures, that of a usual display:
// what changes more often, such as a title that counts, is not seen anyway.
const frameTime = time.Second / 60

// strip is one monitor's bar.
type strip struct {
	*paint.Strip
	bar surface.Bar
}

// errLost is why the bar ends when its screen does.
var errLost = errors.New("the connection to the X server is closed")

// serve shows the bars until ctx ends or the agent does.
func serve(ctx context.Context, o options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := &program{options: o, agent: follow(ctx, o.socket), strips: map[string]*strip{}}
	if p.now == nil {
		p.now = time.Now
	}
	state, ok := <-p.agent.states
	if !ok {
		return p.agent.err
	}
	var err error
	if p.display, err = surface.Connect(o.display); err != nil {
		return err
	}
	defer p.display.Close()
	if p.machine = o.machine; p.machine == nil {
		p.machine = sysinfo.Open()
	}
	defer p.machine.Close()
	p.take(state)
	return p.loop(ctx)
}

// loop turns what happens into pictures, one round for all that happened
// together.
func (p *program) loop(ctx context.Context) error {
	alarm := newAlarm()
	defer alarm.close()
	var frame <-chan time.Time // set while a picture waits for its time
	for {
		if wait := frameTime - time.Since(p.painted); wait <= 0 {
			frame = nil
			if err := p.show(); err != nil {
				return err
			}
			alarm.set(p.next())
		} else if frame == nil {
			frame = time.After(wait)
		}
		select {
		case <-ctx.Done():
			return nil
		case state, ok := <-p.agent.states:
			if !ok {
				return p.agent.err
			}
			p.take(state)
		case event, ok := <-p.display.Events():
			if !ok {
				return errLost
			}
			if err := p.happen(event); err != nil {
				return err
			}
		case <-p.machine.Changed():
		case <-frame:
			frame = nil
		case <-alarm.rings():
			p.machine.Sample(p.now())
		}
	}
}

// take makes a state the current one.
func (p *program) take(state ipc.State) {
	p.facts.State = state
	if p.table == nil || !bytes.Equal(p.table, state.Bar) {
		table := tableOf(state.Bar)
		p.table, p.enabled, p.style = append([]byte{}, state.Bar...), table.Enabled, bar.StyleOf(table)
		p.want()
	}
}

// want has the machine watched for what the bar shows.
func (p *program) want() {
	shows := func(item string) bool { return p.enabled && p.shows(item) }
	p.machine.Use(sysinfo.Wanted{
		Battery: shows("battery"), Network: shows("network"), Volume: shows("volume"),
		Processor: shows("cpu"), Memory: shows("memory"),
	})
}

// monitors are those that have a bar, each with a key of its own.
func (p *program) monitors() []ipc.Monitor {
	if !p.enabled {
		return nil
	}
	monitors := slices.Clone(p.facts.State.Monitors)
	for i, m := range monitors {
		same := func(other ipc.Monitor) bool { return other.Key == m.Key }
		if m.Key == "" || slices.ContainsFunc(monitors[:i], same) {
			monitors[i].Key = fmt.Sprintf("%s#%d", m.Key, m.ID)
		}
	}
	return monitors
}

// shows says whether an item is on the bar.
func (p *program) shows(item string) bool {
	return slices.Contains(p.style.Left, item) || slices.Contains(p.style.Center, item) || slices.Contains(p.style.Right, item)
}

// happen deals with what the surface reports.
func (p *program) happen(event surface.Event) error {
	switch e := event.(type) {
	case surface.Lost:
		return errLost
	case surface.Changed:
		if p.display.Refresh() {
			p.forget()
		}
		p.stale = true
	case surface.Exposed:
		if s := p.strips[e.Bar]; s != nil {
			if err := p.display.Repair(e, s.Image()); err != nil {
				return errLost
			}
		}
	case surface.Click:
		if _, cell, ok := p.hit(e.Bar, e.X); ok && e.Button == 1 {
			p.ask(cell.Click)
		}
	case surface.Scroll:
		if box, _, ok := p.hit(e.Bar, e.X); ok {
			if e.Up {
				p.ask(box.Scroll.Up)
			} else {
				p.ask(box.Scroll.Down)
			}
		}
	}
	return nil
}

func (p *program) ask(c bar.Command) {
	if argv := c.Argv(); argv != nil {
		p.agent.ask(argv)
	}
}

// hit is what stands at a device pixel of a bar.
func (p *program) hit(key string, x int) (bar.Box, bar.Placed, bool) {
	s := p.strips[key]
	if s == nil {
		return bar.Box{}, bar.Placed{}, false
	}
	return s.Frame().Hit((float64(x) + 0.5) / p.painter.Scale())
}

// forget drops every picture, because the scale or the ground changed.
func (p *program) forget() {
	p.painter = nil
	clear(p.strips)
}

// show brings every strip to the present facts.
func (p *program) show() error {
	p.facts.Now = p.now()
	p.facts.System = p.machine.Facts()
	scale := p.display.Scale()
	if p.painter == nil {
		p.painter = paint.New(scale)
	}
	if err := p.place(scale); err != nil {
		return err
	}
	style := p.style
	if !p.display.Translucent() {
		style.Colors.Background = style.Colors.Background.Opaque()
	}
	for _, m := range p.monitors() {
		s := p.strips[m.Key]
		width := float64(s.bar.Frame.Dx()) / scale
		items := bar.Items(p.facts, style, m.ID)
		if err := p.present(s, s.Show(bar.Lay(items, style, width, scale, p.painter.Measure))); err != nil {
			return err
		}
	}
	return nil
}

// present shows parts of a strip. A screen that is gone is reported as that.
func (p *program) present(s *strip, parts []image.Rectangle) error {
	if len(parts) == 0 || s.Image() == nil {
		return nil
	}
	if err := p.display.Present(s.bar.Key, s.Image(), parts); err != nil {
		return errLost
	}
	p.painted = time.Now()
	return nil
}

// place gives every monitor its window, if the monitors or the style changed.
func (p *program) place(scale float64) error {
	var bars []surface.Bar
	height := int(math.Round(p.style.Height * scale))
	for _, m := range p.monitors() {
		frame := image.Rect(round(m.X), round(m.Y), round(m.X+m.Width), round(m.Y+m.Height))
		if p.style.Bottom {
			frame.Min.Y = frame.Max.Y - height
		} else {
			frame.Max.Y = frame.Min.Y + height
		}
		bars = append(bars, surface.Bar{Key: m.Key, Monitor: m.Name, Frame: frame, Bottom: p.style.Bottom})
	}
	if !p.stale && slices.Equal(bars, p.placed) {
		return nil
	}
	if err := p.display.Place(bars); err != nil {
		return err
	}
	p.placed, p.stale = bars, false
	old := p.strips
	p.strips = map[string]*strip{}
	for _, b := range bars {
		s := old[b.Key]
		if s == nil || s.bar.Frame.Size() != b.Frame.Size() {
			s = &strip{Strip: paint.NewStrip(p.painter)}
		}
		s.bar = b
		p.strips[b.Key] = s
	}
	return nil
}

func round(v float64) int { return int(math.Round(v)) }

// next is when something on the bar can change by itself: the clock's next
// minute or second, or what the machine has to be asked for. All fall on the
// same ticks, so that the machine wakes once for all. Zero is never.
func (p *program) next() time.Time {
	every := p.machine.Every()
	if p.shows("clock") {
		tick := time.Minute
		if bar.ShowsSeconds(p.style.Clock) {
			tick = time.Second
		}
		if every == 0 || tick < every {
			every = tick
		}
	}
	if every == 0 || !p.enabled {
		return time.Time{}
	}
	return p.now().Truncate(every).Add(every)
}
