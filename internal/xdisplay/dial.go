package xdisplay

import (
	"net"
	"time"

	"github.com/jezek/xgb"
)

// greeting replaces the first thing that xgb sends by one with the display's cookie.
type greeting struct {
	net.Conn
	setup []byte
}

func (g *greeting) Write(p []byte) (int, error) {
	if g.setup == nil {
		return g.Conn.Write(p)
	}
	setup := g.setup
	g.setup = nil
	_, err := g.Conn.Write(setup)
	return len(p), err
}

// Dial connects to the display that is named so, within a time. What goes over the
// connection can be watched or changed by wrap; nil does neither.
func Dial(name string, within time.Duration, wrap func(net.Conn) net.Conn) (*xgb.Conn, error) {
	address, err := Parse(name)
	if err != nil {
		return nil, err
	}
	c, err := net.DialTimeout(address.Network, address.Host, within)
	if err != nil {
		return nil, err
	}
	if wrap != nil {
		c = wrap(c)
	}
	conn, err := xgb.NewConnNet(&greeting{c, address.Setup()})
	if err != nil {
		c.Close()
		return nil, err
	}
	conn.DefaultScreen = address.Screen
	return conn, nil
}
