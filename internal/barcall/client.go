package barcall

import (
	"bufio"
	"fmt"
	"time"
)

// Patience is how long a client waits for its reply. SketchyBar's waits 0.1 s;
// a busy machine takes longer.
const Patience = time.Second

// maxReply is the longest reply that a client takes, in bytes.
const maxReply = 64 << 20

// Send gives the bar behind the socket one message and returns its reply. All
// of it takes at most patience. An error means that there is no reply: no such
// bar, or one that does not answer in time. It may have got the message.
func Send(path string, args []string, patience time.Duration) (string, error) {
	conn, err := connect(path, time.Now().Add(patience))
	if err != nil {
		return "", err
	}
	defer conn.close()
	if err := conn.writeAll(appendRequest(nil, args)); err != nil {
		return "", fmt.Errorf("the bar at %s did not take the message: %w", path, err)
	}
	reply, err := readSized(bufio.NewReader(conn), maxReply)
	if err != nil {
		return "", fmt.Errorf("the bar at %s did not answer: %w", path, err)
	}
	return reply, nil
}

// Serves says whether a bar serves the socket.
func Serves(path string) bool {
	conn, err := connect(path, time.Now().Add(Patience))
	if err != nil {
		return false
	}
	conn.close()
	return true
}

// Outcome says where a reply is to be printed and how the client exits: only
// the first diagnostic of a reply decides (SketchyBar's 1.2).
func Outcome(reply string) (stderr bool, code int) {
	if len(reply) > 2 && reply[1] == '!' {
		return true, 1
	}
	return false, 0
}
