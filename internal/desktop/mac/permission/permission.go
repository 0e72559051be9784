// Package permission waits for the one permission that Perch needs on macOS: to
// control the computer by accessibility. It asks once for each build of the program,
// says what to do, and goes on by itself when the permission is there.
package permission

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"perch/internal/desktop/mac/appkit"
)

// Options are what Wait needs of the world.
type Options struct {
	Kit appkit.Kit
	// Trusted says whether the permission is there, without asking anybody
	// (AXIsProcessTrusted).
	Trusted func() bool
	// Ask has the system ask, and list the program among those that want the
	// permission (AXIsProcessTrustedWithOptions with kAXTrustedCheckOptionPrompt).
	Ask func()
	// Forget takes the program off the list of those that want the permission, where the
	// build before stands with a switch that has no effect any more; nothing if nil.
	Forget func()
	// Build tells this build of the program from others.
	Build string
	// Memory is the file that keeps what was asked before.
	Memory string
	// Say tells the user something, in the log.
	Say func(string)
	// After is the clock, time.After if nil.
	After func(time.Duration) <-chan time.Time
}

// ErrQuit says that the user chose to quit instead.
var ErrQuit = errors.New("quit before the permission was given")

// memory is what is known of earlier starts.
type memory struct {
	Asked   string `json:"asked"`   // the build that asked last
	Granted string `json:"granted"` // the build that had the permission last
}

// The times between two looks at the permission: in general, and after macOS said
// that permissions changed, which it says before they can be read.
const (
	pace   = 3 * time.Second
	settle = 500 * time.Millisecond
)

// Wait returns nil once the permission is there, at once if it is there already. While
// it waits, it shows what is missing in the menu bar.
func Wait(ctx context.Context, o Options) error {
	if o.After == nil {
		o.After = time.After
	}
	m := o.read()
	if o.Trusted() {
		o.grant(m)
		return nil
	}
	reason := explain(m, o.Build)
	o.Say(reason.text)
	o.Kit.SetStatus(status(reason))
	defer o.Kit.SetStatus(appkit.Status{})
	if m.Asked != o.Build {
		// Before asking: a crash must not lead to a loop of questions.
		m.Asked = o.Build
		if err := o.write(m); err != nil {
			o.Say("what was asked cannot be remembered, so nothing is asked: " + err.Error())
		} else {
			if o.Forget != nil && m.Granted != "" && m.Granted != o.Build {
				o.Forget()
			}
			o.Ask()
			o.Kit.OpenSettings(appkit.Accessibility)
		}
	}
	look := o.After(pace)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case e, ok := <-o.Kit.Events():
			switch {
			case !ok:
				return ErrQuit
			case e.Kind == appkit.TrustChanged:
				look = o.After(settle)
			case e.Kind == appkit.StatusChosen && e.Choice == "settings":
				o.Kit.OpenSettings(appkit.Accessibility)
			case e.Kind == appkit.StatusChosen && e.Choice == "quit":
				return ErrQuit
			}
			continue
		case <-look:
			look = o.After(pace)
		}
		if o.Trusted() {
			o.Say("The permission is there.")
			o.grant(m)
			return nil
		}
	}
}

// reason is why the permission is missing.
type reason struct{ short, text string }

func explain(m memory, build string) reason {
	const where = "System Settings, Privacy & Security, Accessibility"
	switch m.Granted {
	case "":
		return reason{
			"Perch may not move windows yet",
			"Perch moves and focuses the windows of other applications, for which macOS wants your permission. Switch Perch on in " + where + ". It goes on by itself then, and needs no other permission.",
		}
	case build:
		return reason{
			"Perch may no longer move windows",
			"The permission to control the computer was taken from Perch. Switch it on again in " + where + ".",
		}
	}
	return reason{
		"This build of Perch may not move windows yet",
		"This is another build of Perch than the one that you permitted to control the computer, and macOS takes it for another program, because it is not signed with the same certificate. Switch Perch on in " + where + ". If the switch looks as if it were on already, select Perch there, remove it with the minus button, then add it again. make app SIGN_IDENTITY=NAME with a certificate of your own keeps the permission over updates.",
	}
}

func status(r reason) appkit.Status {
	return appkit.Status{Title: "Perch ⚠", Menu: []appkit.Entry{
		{ID: "reason", Title: r.short, Disabled: true},
		{ID: "settings", Title: "Open System Settings…"},
		{},
		{ID: "quit", Title: "Quit Perch"},
	}}
}

func (o Options) grant(m memory) {
	if m.Granted == o.Build {
		return
	}
	m.Granted = o.Build
	if err := o.write(m); err != nil {
		o.Say("the permission cannot be remembered: " + err.Error())
	}
}

// read is what was remembered; what cannot be read was not.
func (o Options) read() (m memory) {
	if text, err := os.ReadFile(o.Memory); err == nil {
		if json.Unmarshal(text, &m) != nil {
			m = memory{}
		}
	}
	return m
}

func (o Options) write(m memory) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(o.Memory), 0o700); err != nil {
		return err
	}
	next := o.Memory + ".new"
	if err := os.WriteFile(next, text, 0o600); err != nil {
		return err
	}
	return os.Rename(next, o.Memory)
}

// Build tells a program's file from others, by what is in it.
func Build(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}
