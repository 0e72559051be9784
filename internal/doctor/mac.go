package doctor

import (
	"slices"
	"strconv"
	"strings"
)

// macFacts are what macOS tells the doctor.
type macFacts struct {
	Version  string  // of macOS
	Missing  error   // frameworks or functions that Perch cannot do without
	Lacking  []error // those that only facts on the bar need
	Privates []private
	// Trusted is the permission to control other applications. It is that of
	// the program that started perch, a terminal, unless an agent asks.
	Trusted  bool
	Signed   string // who signed Perch.app; "ad hoc", "" if it is in none
	Displays []string
	// Shared says that all displays are one Space ("Displays have separate
	// Spaces" is off).
	Shared      bool
	Locked      bool
	SecureInput string   // the application that keeps the keyboard to itself
	Processes   []string // but for the doctor's own
	LoginItem   bool
}

// private is a function that Apple does not document.
type private struct {
	Name, Without string
	Found         bool
}

// rivals are programs that move windows too. Two of them never agree.
var rivals = []string{"AeroSpace", "yabai", "Amethyst", "rift", "Rectangle", "Magnet", "Moom", "Spectacle", "Swish", "BetterSnapTool", "chunkwm", "kwm"}

// mac looks at what macOS is and grants.
func (e *examination) mac(f macFacts) {
	e.find(OK, "macOS", "%s", f.Version)
	if f.Missing != nil {
		e.find(Broken, "frameworks", "%s", strings.ReplaceAll(f.Missing.Error(), "\n", "; "))
	}
	for _, err := range f.Lacking {
		e.find(Note, "frameworks", "something is absent from the bar: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	for _, p := range f.Privates {
		if p.Found {
			e.find(OK, "private", "%s is in use", p.Name)
		} else {
			e.find(Note, "private", "%s is missing: %s", p.Name, p.Without)
		}
	}
	e.permission(f)
	for _, d := range f.Displays {
		e.find(OK, "display", "%s", d)
	}
	if len(f.Displays) == 0 {
		e.find(Broken, "display", "there is none; nothing is moved until there is")
	}
	if f.Shared && len(f.Displays) > 1 {
		e.find(Note, "displays", "Displays have separate Spaces is off, so that a native fullscreen window covers all displays; System Settings, Desktop & Dock, has it")
	}
	if f.Locked {
		e.find(Note, "session", "the screen is locked; nothing is moved until it is not")
	}
	if f.SecureInput != "" {
		e.find(Note, "keyboard", "%s has secure input on, as for a password: only bindings with modifiers work until it ends", f.SecureInput)
	}
	for _, name := range rivals {
		if slices.ContainsFunc(f.Processes, func(p string) bool { return strings.EqualFold(p, name) }) {
			e.find(Note, "rival", "%s runs and may move the same windows; quit it, or what Perch tiles will be moved back", name)
		}
	}
	e.loginItem(f)
}

// permission says whether windows can be moved. An agent that answers has it.
func (e *examination) permission(f macFacts) {
	const where = "System Settings, Privacy & Security, Accessibility"
	switch {
	case e.serves:
		e.find(OK, "permission", "the agent may control other applications")
	case slices.ContainsFunc(f.Processes, func(p string) bool { return p == "perch-agent" }) && f.Signed != "":
		e.find(Broken, "permission", "Perch runs and waits for the permission to control other applications: switch it on in %s; if it is on, remove Perch there with the minus button and add it again, for another build is another program to macOS", where)
	case !f.Trusted && f.Signed == "":
		e.find(Note, "permission", "an agent that is started from here needs the permission of this terminal: %s", where)
	}
	switch f.Signed {
	case "":
	case "ad hoc":
		e.find(Note, "signature", "ad hoc: after an update macOS wants the permission given anew; make app SIGN_IDENTITY=NAME with a certificate of your own keeps it")
	default:
		e.find(OK, "signature", "%s", f.Signed)
	}
}

func (e *examination) loginItem(f macFacts) {
	if e.config == nil {
		return
	}
	switch wanted := e.config.StartAtLogin; {
	case wanted && f.LoginItem:
		e.find(OK, "login", "Perch starts at login")
	case wanted && f.Signed == "":
		e.find(Note, "login", "start-at-login is for Perch.app; make install puts it into ~/Applications")
	case wanted:
		e.find(Note, "login", "start-at-login is on and there is no login item yet; the agent makes it when it starts")
	case f.LoginItem:
		e.find(Note, "login", "start-at-login is off and there is a login item; the agent removes it when it starts")
	}
}

// signer is who signed an application, by what `codesign --display --verbose=2` says.
func signer(codesign string) string {
	for line := range strings.Lines(codesign) {
		line = strings.TrimSpace(line)
		if line == "Signature=adhoc" {
			return "ad hoc"
		}
		if name, ok := strings.CutPrefix(line, "Authority="); ok {
			return name
		}
	}
	return ""
}

// processes are the names in a list of processes' numbers and names, without that of
// one process.
func processes(list string, but int) []string {
	var names []string
	for line := range strings.Lines(list) {
		number, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if number != strconv.Itoa(but) {
			names = append(names, strings.TrimSpace(name))
		}
	}
	return names
}
