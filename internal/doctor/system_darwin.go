package doctor

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/dylib"
	"perch/internal/desktop/mac/login"
	"perch/internal/desktop/mac/skylight"
	facts "perch/internal/sysinfo/mac"
)

// system looks at macOS, or at the X display if the agent is for that.
func (e *examination) system() {
	if e.Getenv("PERCH_DESKTOP") == "x11" {
		e.xDisplay()
		return
	}
	f := macFacts{Version: output("sw_vers", "-productVersion"), Processes: processes(output("ps", "-axco", "pid=,comm="), os.Getpid())}
	if app, _, ok := strings.Cut(e.Self, ".app/Contents/MacOS/"); ok {
		// It writes to the standard error.
		text, _ := exec.Command("codesign", "--display", "--verbose=2", app+".app").CombinedOutput()
		if f.Signed = signer(string(text)); f.Signed == "" {
			f.Signed = "nobody"
		}
	}
	f.Shared = output("defaults", "read", "com.apple.spaces", "spans-displays") == "1"
	if home, err := os.UserHomeDir(); err == nil {
		_, err := os.Stat(login.Path(home))
		f.LoginItem = err == nil
	}
	e.frameworks(&f)
	e.mac(f)
}

// frameworks asks what only the frameworks know.
func (e *examination) frameworks(f *macFacts) {
	if f.Missing = ax.Load(); f.Missing != nil {
		return
	}
	_ = skylight.Load() // without it there is the public way
	f.Lacking = facts.Missing()
	for _, s := range dylib.Privates() {
		f.Privates = append(f.Privates, private{s.Name, s.Without, s.Found()})
	}
	f.Trusted = ax.Trusted(false)
	displays, _ := cg.Displays()
	for _, d := range displays {
		b := d.Bounds()
		text := fmt.Sprintf("%v, %v×%v at %v,%v", d.UUID(), b.Size.Width, b.Size.Height, b.Origin.X, b.Origin.Y)
		if d.Builtin() {
			text += ", built in"
		}
		f.Displays = append(f.Displays, text)
	}
	if s, ok := cg.CurrentSession(); ok {
		f.Locked = s.Locked
		if s.SecureInputPID != 0 {
			f.SecureInput = filepath.Base(output("ps", "-o", "comm=", "-p", fmt.Sprint(s.SecureInputPID)))
		}
	}
}

// output is what a program prints, "" if it fails.
func output(name string, args ...string) string {
	text, err := exec.Command(name, args...).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
