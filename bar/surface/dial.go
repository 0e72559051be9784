package surface

import (
	"net"
	"os"
	"time"

	"github.com/jezek/xgb"

	"perch/internal/xdisplay"
)

// dialTimeout bounds the connection to a display that does not answer.
const dialTimeout = 10 * time.Second

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

// dial connects to a display, $DISPLAY if the name is empty.
func dial(name string) (*xgb.Conn, error) {
	if name == "" {
		name = os.Getenv("DISPLAY")
	}
	address, err := xdisplay.Parse(name)
	if err != nil {
		return nil, err
	}
	c, err := net.DialTimeout(address.Network, address.Host, dialTimeout)
	if err != nil {
		return nil, err
	}
	c = quiet(c)
	conn, err := xgb.NewConnNet(&greeting{c, address.Setup()})
	if err != nil {
		c.Close()
		return nil, err
	}
	conn.DefaultScreen = address.Screen
	return conn, nil
}
