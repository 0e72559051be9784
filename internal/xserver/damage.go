package xserver

import (
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/damage"
	"github.com/jezek/xgb/xproto"
)

// damageWatch is the Damage object on the root window.
type damageWatch struct {
	first byte          // the extension's first event number, 0 without it
	id    atomic.Uint32 // 0 before WatchPixels
}

// event clears the reported damage, so that the next drawing is reported too.
func (d *damageWatch) event(conn *xgb.Conn, event xgb.Event) {
	if _, ok := event.(damage.NotifyEvent); ok {
		damage.Subtract(conn, damage.Damage(d.id.Load()), 0, 0)
	}
}

// tables guards xgb's table of event constructors.
var tables sync.Mutex

// WatchPixels makes WaitFor ask again whenever something is drawn on the
// screen (DAMAGE extension on the root window, whose children count).
func (c *Client) WatchPixels() error {
	if c.damage.id.Load() != 0 {
		return nil
	}
	if c.damage.first == 0 {
		return errors.New("the X server has no DAMAGE extension")
	}
	if _, err := damage.QueryVersion(c.conn, 1, 1).Reply(); err != nil {
		return fmt.Errorf("DAMAGE: %w", err)
	}
	// xgb's readers look into the table without a lock, so that an entry is
	// added to a copy.
	tables.Lock()
	if _, known := xgb.NewEventFuncs[int(c.damage.first)]; !known {
		table := maps.Clone(xgb.NewEventFuncs)
		table[int(c.damage.first)] = damage.NotifyEventNew
		xgb.NewEventFuncs = table
	}
	tables.Unlock()

	id, err := damage.NewDamageId(c.conn)
	if err != nil {
		return err
	}
	c.damage.id.Store(uint32(id))
	return damage.CreateChecked(c.conn, id, xproto.Drawable(c.Root()), damage.ReportLevelNonEmpty).Check()
}
