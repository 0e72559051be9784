package surface

import (
	"os"
	"time"

	"github.com/jezek/xgb"

	"perch/internal/xdisplay"
)

// dialTimeout bounds the connection to a display that does not answer.
const dialTimeout = 10 * time.Second

// dial connects to a display, $DISPLAY if the name is empty.
func dial(name string) (*xgb.Conn, error) {
	if name == "" {
		name = os.Getenv("DISPLAY")
	}
	return xdisplay.Dial(name, dialTimeout, quiet)
}
