package try

import (
	"context"
	"fmt"
	"strings"
	"time"

	"perch/internal/xserver"
)

// keys are the keys of tour.toml that are worth trying first.
const keys = `  alt-enter                   a terminal
  alt-h j k l                 focus left, down, up, right
  alt-shift-h j k l           move the window
  alt-ctrl-h j k l            join with the neighbour
  alt-slash, alt-comma        tiles, accordion
  alt-shift-space, alt-f      floating, fullscreen
  alt-1 2 3, alt-shift-1 2 3  go to a workspace, send the window
  alt-r, then h j k l, esc    resize
  alt-q                       close
`

// hints are what a person who plays with Perch should know.
const hints = `Perch runs in the window that has just opened. Its keys while the pointer is in it:

` + keys + `
If your own window manager takes these keys, press Ctrl+Shift in the window to
give it the keyboard, and again to take it back. Close the window to end.
`

// colourKeys paints the first column of a table, which ends where every line
// has two spaces, for a terminal.
func colourKeys(table string) string {
	const indent = 2
	lines := strings.SplitAfter(table, "\n")
	width := 0
	for _, line := range lines {
		if gap := strings.LastIndex(line, "  "); gap > width {
			width = gap
		}
	}
	for i, line := range lines {
		if len(line) > width {
			lines[i] = line[:indent] + "\x1b[34m" + line[indent:width] + "\x1b[0m" + line[width:]
		}
	}
	return strings.Join(lines, "")
}

// nested runs Perch in a window until that is closed.
func nested(ctx context.Context, options Options) error {
	session, err := newSession(options, xserver.Options{Kind: xserver.Xephyr, Screen: screenSize, Title: "Perch"})
	if err != nil {
		return err
	}
	defer session.close()
	session.env = append(session.env, "TOUR_INTERACTIVE=yes")
	fmt.Fprint(options.Stdout, hints)

	err = session.furnish(ctx)
	if err == nil {
		select {
		case <-session.server.Done():
		case <-ctx.Done():
		case <-session.ended:
			err = session.failure()
		}
	}
	if err == nil {
		return nil
	}
	// The window may be closed at any moment, which ends everything else, in any
	// order.
	select {
	case <-session.server.Done():
		return nil
	case <-ctx.Done():
		return nil
	case <-time.After(closeTimeout):
		return err
	}
}

// closeTimeout is how much later than the connections to it a server may end.
const closeTimeout = time.Second

// furnish opens the first windows once the agent manages the display.
func (s *session) furnish(ctx context.Context) error {
	ctx, stop := s.watched(ctx)
	defer stop()
	managed := func() bool { return len(s.client.Cardinals(s.client.Root(), "_NET_SUPPORTING_WM_CHECK")) == 1 }
	if err := s.client.WaitFor(ctx, managed); err != nil {
		return s.excuse(ctx, err)
	}
	for _, app := range []App{guide, shell, clock} {
		if err := s.open(app); err != nil {
			return err
		}
		there := func() bool {
			for _, w := range s.client.Visible() {
				if found, known := appOf(w); known && found.Name == app.Name {
					return true
				}
			}
			return false
		}
		if err := s.client.WaitFor(ctx, there); err != nil {
			return s.excuse(ctx, err)
		}
	}
	return nil
}
