package xserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"sync"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// xgb writes to the standard error what it returns as an error as well.
func init() { xgb.Logger = log.New(io.Discard, "", 0) }

// ErrClosed is returned once the connection or the server has ended.
var ErrClosed = errors.New("the connection to the X server is closed")

// Client is a connection that watches a display and acts on it. Its methods
// may be called from several goroutines.
type Client struct {
	conn   *xgb.Conn
	setup  *xproto.SetupInfo
	screen *xproto.ScreenInfo

	mu      sync.Mutex
	atoms   map[string]xproto.Atom
	names   map[xproto.Atom]string
	own     map[xproto.Window]bool // windows of Open
	changed chan struct{}          // closed and replaced at every X event
	taps    map[chan<- xgb.Event]bool

	damage damageWatch
	closed chan struct{}
}

// rootEvents are what a client that is not the window manager may watch.
const rootEvents = xproto.EventMaskSubstructureNotify | xproto.EventMaskStructureNotify |
	xproto.EventMaskPropertyChange | xproto.EventMaskFocusChange

// windowEvents are watched on every top-level window.
const windowEvents = xproto.EventMaskPropertyChange | xproto.EventMaskStructureNotify | xproto.EventMaskFocusChange

// Dial connects to a display such as ":7".
func Dial(display string) (*Client, error) {
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, fmt.Errorf("no X server answers on display %q: %w", display, err)
	}
	setup := xproto.Setup(conn)
	c := &Client{
		conn:    conn,
		setup:   setup,
		screen:  setup.DefaultScreen(conn),
		atoms:   make(map[string]xproto.Atom),
		names:   make(map[xproto.Atom]string),
		own:     make(map[xproto.Window]bool),
		changed: make(chan struct{}),
		taps:    make(map[chan<- xgb.Event]bool),
		closed:  make(chan struct{}),
	}
	if err := c.prepare(); err != nil {
		conn.Close()
		return nil, fmt.Errorf("display %q: %w", display, err)
	}
	go c.read()
	return c, nil
}

// prepare finds the extensions and starts watching the windows that exist.
func (c *Client) prepare() error {
	// The generated Init functions write xgb's global tables, which races
	// with every other connection of the process: only opcodes are looked up.
	for _, name := range []string{"XTEST", "RANDR"} {
		if _, err := c.extension(name); err != nil {
			return err
		}
	}
	if extension, err := c.extension("DAMAGE"); err == nil {
		c.damage.first = extension.FirstEvent
	}
	if _, err := xtest.GetVersion(c.conn, 2, 2).Reply(); err != nil {
		return fmt.Errorf("XTEST: %w", err)
	}
	for _, name := range []string{"WM_PROTOCOLS", "WM_DELETE_WINDOW"} {
		if _, err := c.Atom(name); err != nil {
			return err
		}
	}
	root := c.screen.Root
	if err := xproto.ChangeWindowAttributesChecked(c.conn, root, xproto.CwEventMask, []uint32{rootEvents}).Check(); err != nil {
		return err
	}
	tree, err := xproto.QueryTree(c.conn, root).Reply()
	if err != nil {
		return err
	}
	for _, window := range tree.Children {
		c.watch(window)
	}
	return nil
}

// extension makes an extension's requests usable on this connection.
func (c *Client) extension(name string) (*xproto.QueryExtensionReply, error) {
	reply, err := xproto.QueryExtension(c.conn, uint16(len(name)), name).Reply()
	if err != nil {
		return nil, err
	}
	if !reply.Present {
		return nil, fmt.Errorf("the X server has no %s extension", name)
	}
	c.conn.ExtLock.Lock()
	c.conn.Extensions[name] = reply.MajorOpcode
	c.conn.ExtLock.Unlock()
	return reply, nil
}

// watch asks for the events of a top-level window. A window that is gone
// already gives an error event, which read drops.
func (c *Client) watch(window xproto.Window) {
	xproto.ChangeWindowAttributes(c.conn, window, xproto.CwEventMask, []uint32{windowEvents})
}

// read takes every event off the connection.
func (c *Client) read() {
	defer close(c.closed)
	for {
		event, failure := c.conn.WaitForEvent()
		if event == nil && failure == nil {
			return
		}
		if event == nil {
			continue
		}
		switch event := event.(type) {
		case xproto.CreateNotifyEvent:
			c.watch(event.Window)
		case xproto.ClientMessageEvent:
			c.clientMessage(event)
		}
		c.damage.event(c.conn, event)

		c.mu.Lock()
		close(c.changed)
		c.changed = make(chan struct{})
		for tap := range c.taps {
			tap <- event
		}
		c.mu.Unlock()
	}
}

// Tap copies every event from now on into a channel, which its reader must
// keep empty, until stop is called.
func (c *Client) Tap(events chan<- xgb.Event) (stop func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taps[events] = true
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.taps, events)
	}
}

// WaitFor returns once done returns true. It asks first at once and then
// after every event of the server: windows that come, go, move, are mapped,
// restacked, get the focus or change a property, and root properties; pixels
// too after WatchPixels.
func (c *Client) WaitFor(ctx context.Context, done func() bool) error {
	for {
		c.mu.Lock()
		changed := c.changed
		c.mu.Unlock()
		if done() {
			return nil
		}
		select {
		case <-changed:
		case <-c.closed:
			return ErrClosed
		case <-ctx.Done():
			if done() {
				return nil
			}
			return ctx.Err()
		}
	}
}

// Sync returns when the server has carried out everything asked so far.
func (c *Client) Sync() { c.conn.Sync() }

// Conn is the connection itself, for requests that this package does not
// wrap. Its events belong to the Client; see Tap.
func (c *Client) Conn() *xgb.Conn { return c.conn }

// Root is the root window.
func (c *Client) Root() xproto.Window { return c.screen.Root }

// Done is closed when the connection has ended.
func (c *Client) Done() <-chan struct{} { return c.closed }

// Close ends the connection; windows of Open vanish.
func (c *Client) Close() {
	c.conn.Close()
	<-c.closed
}

// Quiet returns once nothing has happened on the display for a while, at the
// latest when the context ends.
func (c *Client) Quiet(ctx context.Context, while time.Duration) {
	timer := time.NewTimer(while)
	defer timer.Stop()
	for {
		c.mu.Lock()
		changed := c.changed
		c.mu.Unlock()
		select {
		case <-changed:
			timer.Reset(while)
		case <-timer.C:
			return
		case <-c.closed:
			return
		case <-ctx.Done():
			return
		}
	}
}
