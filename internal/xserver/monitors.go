package xserver

import (
	"errors"
	"fmt"
	"image"

	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xproto"
)

// Monitor is one RandR monitor: a named part of the screen, in pixels.
type Monitor struct {
	Name    string
	Frame   image.Rectangle
	Primary bool
}

// Monitors returns the active monitors in the server's order.
func (c *Client) Monitors() ([]Monitor, error) {
	reply, err := randr.GetMonitors(c.conn, c.Root(), true).Reply()
	if err != nil {
		return nil, fmt.Errorf("read the monitors: %w", err)
	}
	monitors := make([]Monitor, len(reply.Monitors))
	for i, m := range reply.Monitors {
		corner := image.Pt(int(m.X), int(m.Y))
		monitors[i] = Monitor{
			Name:    c.AtomName(m.Name),
			Frame:   image.Rectangle{Min: corner, Max: corner.Add(image.Pt(int(m.Width), int(m.Height)))},
			Primary: m.Primary,
		}
	}
	return monitors, nil
}

// SetMonitors replaces the monitors that clients defined by these, as
// `xrandr --setmonitor` does (RandR 1.5). The first one takes the server's
// real output; with none of them the whole screen is one monitor again. Other
// clients see the change as one.
func (c *Client) SetMonitors(monitors ...Monitor) error {
	if err := xproto.GrabServerChecked(c.conn).Check(); err != nil {
		return err
	}
	defer c.Sync()
	defer xproto.UngrabServer(c.conn)

	resources, err := randr.GetScreenResourcesCurrent(c.conn, c.Root()).Reply()
	if err != nil {
		return fmt.Errorf("read the outputs: %w", err)
	}
	present, err := randr.GetMonitors(c.conn, c.Root(), false).Reply()
	if err != nil {
		return fmt.Errorf("read the monitors: %w", err)
	}
	// A monitor cannot be redefined, and automatic ones belong to the server.
	for _, old := range present.Monitors {
		if old.Automatic {
			continue
		}
		if err := randr.DeleteMonitorChecked(c.conn, c.Root(), old.Name).Check(); err != nil {
			return fmt.Errorf("delete monitor %s: %w", c.AtomName(old.Name), err)
		}
	}
	for i, m := range monitors {
		name, err := c.Atom(m.Name)
		if err != nil {
			return err
		}
		info := randr.MonitorInfo{
			Name: name, Primary: m.Primary,
			X: int16(m.Frame.Min.X), Y: int16(m.Frame.Min.Y),
			Width: uint16(m.Frame.Dx()), Height: uint16(m.Frame.Dy()),
			WidthInMillimeters: millimetres(m.Frame.Dx()), HeightInMillimeters: millimetres(m.Frame.Dy()),
		}
		if i == 0 && len(resources.Outputs) > 0 {
			info.Outputs = resources.Outputs[:1]
			info.NOutput = 1
		}
		if err := randr.SetMonitorChecked(c.conn, c.Root(), info).Check(); err != nil {
			return fmt.Errorf("set monitor %s: %w", m.Name, err)
		}
	}
	return nil
}

// millimetres is a length on a screen of 96 dots per inch.
func millimetres(pixels int) uint32 { return uint32(float64(pixels) * 25.4 / 96) }

// SetScreen changes the size of the whole screen, up to the size that the
// server was started with.
func (c *Client) SetScreen(width, height int) error {
	if err := xproto.GrabServerChecked(c.conn).Check(); err != nil {
		return err
	}
	defer c.Sync()
	defer xproto.UngrabServer(c.conn)

	resources, err := randr.GetScreenResourcesCurrent(c.conn, c.Root()).Reply()
	if err != nil {
		return fmt.Errorf("read the outputs: %w", err)
	}
	if len(resources.Crtcs) == 0 || len(resources.Outputs) == 0 {
		return errors.New("the X server has no output")
	}
	limits, err := randr.GetScreenSizeRange(c.conn, c.Root()).Reply()
	if err != nil {
		return fmt.Errorf("read the screen's limits: %w", err)
	}
	if width < 1 || height < 1 || width > int(limits.MaxWidth) || height > int(limits.MaxHeight) {
		return fmt.Errorf("a screen of %dx%d is beyond the X server's %dx%d", width, height, limits.MaxWidth, limits.MaxHeight)
	}
	crtc, output := resources.Crtcs[0], resources.Outputs[0]
	mode, err := c.mode(resources, output, width, height)
	if err != nil {
		return err
	}
	// The screen must hold the CRTC at every moment: off, resize, on.
	now := resources.ConfigTimestamp
	if _, err := randr.SetCrtcConfig(c.conn, crtc, xproto.TimeCurrentTime, now, 0, 0, 0, randr.RotationRotate0, nil).Reply(); err != nil {
		return fmt.Errorf("turn the output off: %w", err)
	}
	resized := randr.SetScreenSizeChecked(c.conn, c.Root(), uint16(width), uint16(height), millimetres(width), millimetres(height)).Check()
	if resized != nil {
		return fmt.Errorf("resize the screen to %dx%d: %w", width, height, resized)
	}
	if _, err := randr.SetCrtcConfig(c.conn, crtc, xproto.TimeCurrentTime, now, 0, 0, mode, randr.RotationRotate0, []randr.Output{output}).Reply(); err != nil {
		return fmt.Errorf("turn the output on: %w", err)
	}
	return nil
}

// mode returns the output's mode of a size, which it makes if there is none.
func (c *Client) mode(resources *randr.GetScreenResourcesCurrentReply, output randr.Output, width, height int) (randr.Mode, error) {
	for _, m := range resources.Modes {
		if int(m.Width) == width && int(m.Height) == height {
			return randr.Mode(m.Id), nil
		}
	}
	name := fmt.Sprintf("%dx%d", width, height)
	made, err := randr.CreateMode(c.conn, c.Root(), randr.ModeInfo{
		Width: uint16(width), Height: uint16(height), NameLen: uint16(len(name)),
	}, name).Reply()
	if err != nil {
		return 0, fmt.Errorf("make the mode %s: %w", name, err)
	}
	if err := randr.AddOutputModeChecked(c.conn, output, made.Mode).Check(); err != nil {
		return 0, fmt.Errorf("add the mode %s: %w", name, err)
	}
	return made.Mode, nil
}
