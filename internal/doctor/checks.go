package doctor

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"perch/config"
	"perch/internal/barcall"
	"perch/internal/ipc"
)

// programs looks at what has to be installed.
func (e *examination) programs() {
	e.find(OK, "perch", "%s at %s", e.Version, e.Self)
	self := e.Self
	if real, err := filepath.EvalSymlinks(self); err == nil {
		self = real
	}
	if bar := filepath.Join(filepath.Dir(self), "perch-bar"); runnable(bar) {
		e.find(OK, "perch-bar", "beside it")
	} else {
		e.find(Broken, "perch-bar", "there is none at %s, so that there is no status bar; make build or make install puts it there", bar)
	}
	if _, err := exec.LookPath("bash"); err != nil {
		e.find(Note, "bash", "is not in $PATH; exec-and-forget and the bar's scripts run with sh instead")
	}
}

func runnable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0
}

// configuration looks at the config file.
func (e *examination) configuration() {
	c, path, problems := e.Load()
	e.config = c
	name := path
	if name == "" {
		name = "the built-in one, as there is no file"
	}
	if len(problems) == 0 {
		e.find(OK, "config", "%s", name)
		return
	}
	problems = slices.Clone(problems)
	slices.SortStableFunc(problems, config.ByPosition)
	for _, p := range problems {
		state := Broken
		if p.Warning {
			state = Note
		}
		e.find(state, "config", "%s", strings.ReplaceAll(p.String(), "\n", " "))
	}
}

// agent looks at the agent's socket and who answers there.
func (e *examination) agent() {
	if err := ipc.CheckLength(e.Socket); err != nil {
		e.find(Broken, "socket", "%v", err)
		return
	}
	asked := time.Now()
	client, err := ipc.Dial(e.Socket)
	if err != nil {
		if _, statErr := os.Stat(e.Socket); statErr == nil {
			e.find(Note, "agent", "none runs; %s is left over from one that was killed, which the next one puts right", e.Socket)
		} else if errors.Is(statErr, fs.ErrNotExist) {
			e.find(Note, "agent", "none runs at %s; perch agent starts one", e.Socket)
		} else {
			e.find(Broken, "socket", "%s: %v", e.Socket, statErr)
		}
		return
	}
	defer client.Close()
	client.Timeout = patience
	answer, err := client.Call(ipc.Request{Args: []string{}})
	if err != nil {
		e.find(Broken, "agent", "something has %s and does not answer as an agent does: %v", e.Socket, err)
		return
	}
	e.serves = true
	e.find(OK, "agent", "answers at %s in %v", e.Socket, time.Since(asked).Round(10*time.Microsecond))
	if !strings.Contains(answer.Version, e.Version) {
		e.find(Note, "agent", "is another build (%s) than this program (%s); perch agent --replace starts this one", answer.Version, e.Version)
	}
	e.aerospace()
}

// aerospace looks at the socket that AeroSpace's own clients look for.
func (e *examination) aerospace() {
	path := ipc.AeroSpacePath(e.Getenv)
	client, err := ipc.Dial(path)
	if err != nil {
		e.find(Note, "aerospace", "nobody answers at %s, where AeroSpace's own clients look; the command aerospace of Perch does not need it", path)
		return
	}
	defer client.Close()
	client.Timeout = patience
	switch answer, err := client.Call(ipc.Request{Args: []string{}}); {
	case err != nil:
		e.find(Note, "aerospace", "what has %s does not answer: %v", path, err)
	case !strings.Contains(answer.Version, "perch"):
		e.find(Note, "aerospace", "AeroSpace itself runs (%s); two window managers move the same windows, so quit one of them", answer.Version)
	default:
		e.find(OK, "aerospace", "AeroSpace's clients are answered at %s", path)
	}
}

// bar looks at the status bar, if there is to be one.
func (e *examination) bar() {
	switch {
	case e.config != nil && !e.config.Bar.Enabled:
		e.find(OK, "bar", "is off in the config")
		return
	case !e.serves:
		return // it comes with the agent
	}
	asked := time.Now()
	if _, err := barcall.Send(e.Bar, []string{"--query", "bar"}, patience); err != nil {
		e.find(Broken, "bar", "does not answer at %s: %v; what perch agent prints may tell why", e.Bar, err)
		return
	}
	e.find(OK, "bar", "answers in %v", time.Since(asked).Round(10*time.Microsecond))
}
