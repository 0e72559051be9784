package xserver

import (
	"fmt"
	"image"
	"os"

	"github.com/jezek/xgb/xproto"
)

// Spec describes a window for Open.
type Spec struct {
	Class, Title string
	Frame        image.Rectangle // as asked for; 400x300 at the corner if empty
	Colour       uint32          // 0xRRGGBB, its plain content
	Kinds        []string        // _NET_WM_WINDOW_TYPE
	States       []string        // _NET_WM_STATE before it is mapped
	Transient    xproto.Window   // WM_TRANSIENT_FOR
	Override     bool
	Unmapped     bool // created but not mapped
	// Stubborn windows do not take part in WM_DELETE_WINDOW.
	Stubborn bool
	// Hints is WM_NORMAL_HINTS, if not nil (ICCCM §4.1.2.3, 18 numbers).
	Hints []uint32
}

// Open makes a window as an ordinary application would and maps it. It closes
// itself when asked by WM_DELETE_WINDOW.
func (c *Client) Open(spec Spec) (xproto.Window, error) {
	frame := spec.Frame
	if frame.Empty() {
		frame = image.Rect(0, 0, 400, 300)
	}
	id, err := xproto.NewWindowId(c.conn)
	if err != nil {
		return 0, err
	}
	override := uint32(0)
	if spec.Override {
		override = 1
	}
	err = xproto.CreateWindowChecked(c.conn, c.screen.RootDepth, id, c.Root(),
		int16(frame.Min.X), int16(frame.Min.Y), uint16(frame.Dx()), uint16(frame.Dy()), 0,
		xproto.WindowClassInputOutput, c.screen.RootVisual,
		xproto.CwBackPixel|xproto.CwOverrideRedirect|xproto.CwEventMask,
		[]uint32{spec.Colour, override, windowEvents}).Check()
	if err != nil {
		return 0, fmt.Errorf("create a window: %w", err)
	}
	c.mu.Lock()
	c.own[id] = true
	c.mu.Unlock()
	if err := c.dress(id, spec); err != nil {
		return 0, err
	}
	if !spec.Unmapped {
		if err := xproto.MapWindowChecked(c.conn, id).Check(); err != nil {
			return 0, fmt.Errorf("map a window: %w", err)
		}
	}
	return id, nil
}

// dress sets the window's properties.
func (c *Client) dress(id xproto.Window, spec Spec) error {
	set := []func() error{
		func() error {
			return c.setProperty(id, "WM_CLASS", "STRING", 8, []byte(spec.Class+"\x00"+spec.Class+"\x00"))
		},
		func() error { return c.SetText(id, "_NET_WM_NAME", spec.Title) },
		func() error { return c.SetCardinals(id, "_NET_WM_PID", "CARDINAL", uint32(os.Getpid())) },
	}
	if !spec.Stubborn {
		set = append(set, func() error { return c.SetAtoms(id, "WM_PROTOCOLS", "WM_DELETE_WINDOW") })
	}
	if spec.Kinds != nil {
		set = append(set, func() error { return c.SetAtoms(id, "_NET_WM_WINDOW_TYPE", spec.Kinds...) })
	}
	if spec.States != nil {
		set = append(set, func() error { return c.SetAtoms(id, "_NET_WM_STATE", spec.States...) })
	}
	if spec.Transient != 0 {
		set = append(set, func() error { return c.SetCardinals(id, "WM_TRANSIENT_FOR", "WINDOW", uint32(spec.Transient)) })
	}
	if spec.Hints != nil {
		set = append(set, func() error { return c.SetCardinals(id, "WM_NORMAL_HINTS", "WM_SIZE_HINTS", spec.Hints...) })
	}
	for _, property := range set {
		if err := property(); err != nil {
			return err
		}
	}
	return nil
}

// Destroy removes a window of Open.
func (c *Client) Destroy(id xproto.Window) error {
	c.mu.Lock()
	delete(c.own, id)
	c.mu.Unlock()
	return xproto.DestroyWindowChecked(c.conn, id).Check()
}

// clientMessage closes an own window on request (ICCCM §4.2.8.1).
func (c *Client) clientMessage(event xproto.ClientMessageEvent) {
	c.mu.Lock()
	asked := c.own[event.Window] && event.Type == c.atoms["WM_PROTOCOLS"] && event.Format == 32 &&
		xproto.Atom(event.Data.Data32[0]) == c.atoms["WM_DELETE_WINDOW"]
	if asked {
		delete(c.own, event.Window)
	}
	c.mu.Unlock()
	if asked {
		xproto.DestroyWindow(c.conn, event.Window)
	}
}
