package sysinfo

import (
	"io/fs"
	"strconv"
	"strings"
	"time"
)

// counters are what an interface has carried since it is there, in bytes.
type counters struct {
	name           string
	received, sent uint64
	at             time.Time
}

// readCounters reads /proc/net/dev for the interface of the default route.
func readCounters(root fs.FS, now time.Time) (c counters) {
	name := defaultRoute(root)
	if name == "" {
		return counters{}
	}
	each(root, "proc/net/dev", func(f []string) {
		// The first number may follow the colon without a space.
		label, rest, ok := strings.Cut(strings.Join(f, " "), ":")
		if !ok || label != name {
			return
		}
		// bytes packets errs drop fifo frame compressed multicast, then the
		// same of what is sent
		fields := strings.Fields(rest)
		if len(fields) < 9 {
			return
		}
		received, err1 := strconv.ParseUint(fields[0], 10, 64)
		sent, err2 := strconv.ParseUint(fields[8], 10, 64)
		if err1 == nil && err2 == nil {
			c = counters{name, received, sent, now}
		}
	})
	return c
}

// since is the traffic since an earlier reading. Between two interfaces, or
// when a counter began anew, it is none.
func (c counters) since(before counters) Traffic {
	t := Traffic{Present: c.name != ""}
	passed := c.at.Sub(before.at).Seconds()
	if c.name != before.name || !(passed > 0) || c.received < before.received || c.sent < before.sent {
		return t
	}
	t.Received = float64(c.received-before.received) / passed
	t.Sent = float64(c.sent-before.sent) / passed
	return t
}
