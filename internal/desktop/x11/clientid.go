package x11

import (
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// The X-Resource extension, version 1.2: QueryClientIds tells the process
// behind a window, if it runs on the server's machine.
const (
	resourceQueryVersion   = 0
	resourceQueryClientIDs = 4
	resourceLocalPID       = 1 << 1
)

// clientIDCookie is a request for the process behind a window.
type clientIDCookie struct{ *xgb.Cookie }

func (d *Desktop) askClient(w xproto.Window) clientIDCookie {
	if d.ext.resources == 0 {
		return clientIDCookie{}
	}
	b := make([]byte, 16)
	b[0], b[1] = d.ext.resources, resourceQueryClientIDs
	xgb.Put16(b[2:], 4)
	xgb.Put32(b[4:], 1)
	xgb.Put32(b[8:], uint32(w))
	xgb.Put32(b[12:], resourceLocalPID)
	c := clientIDCookie{d.conn.NewCookie(true, true)}
	d.conn.NewRequest(b, c.Cookie)
	return c
}

// pid is the answer: the number of ids at byte 8, then after the 32-byte
// head per id: window, kind, length in bytes, value.
func (c clientIDCookie) pid() int {
	if c.Cookie == nil {
		return 0
	}
	reply, err := c.Reply()
	if err != nil || len(reply) < 48 || xgb.Get32(reply[8:]) == 0 || xgb.Get32(reply[40:]) < 4 {
		return 0
	}
	return int(xgb.Get32(reply[44:]))
}

// startResources agrees on the extension's version, which it wants first.
func (d *Desktop) startResources() {
	if d.ext.resources == 0 {
		return
	}
	b := make([]byte, 8)
	b[0], b[1] = d.ext.resources, resourceQueryVersion
	xgb.Put16(b[2:], 2)
	b[4], b[5] = 1, 2
	cookie := d.conn.NewCookie(true, true)
	d.conn.NewRequest(b, cookie)
	reply, err := cookie.Reply()
	if err != nil || len(reply) < 12 || xgb.Get16(reply[8:]) == 1 && xgb.Get16(reply[10:]) < 2 {
		d.ext.resources = 0
	}
}
