package doctor

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jezek/xgb/xproto"

	"perch/config"
	"perch/internal/barcall"
	"perch/internal/command"
	"perch/internal/ipc"
	"perch/internal/xserver"
)

// healthy is somebody with a perch, a perch-bar and a config, and no screen.
func healthy(t *testing.T) Patient {
	t.Helper()
	// A test's own folder may have too long a name for sockets.
	home, err := os.MkdirTemp("", "doc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	for _, name := range []string{"perch", "perch-bar"} {
		if err := os.WriteFile(filepath.Join(home, name), nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	env := map[string]string{"HOME": home, "AEROSPACESOCK": filepath.Join(home, "aerospace.sock")}
	p := Patient{
		Getenv: func(name string) string { return env[name] }, Self: filepath.Join(home, "perch"), Version: "1.0-abc",
		Socket: filepath.Join(home, "p.sock"), Bar: filepath.Join(home, "p.bar.sock"),
	}
	return p.with(t, "config-version = 2\n")
}

// with gives the patient a config.
func (p Patient) with(t *testing.T, text string) Patient {
	t.Helper()
	path := filepath.Join(p.Getenv("HOME"), "perch.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Load = func() (*config.Config, string, []config.Problem) {
		return config.Open(path, p.Getenv, command.Language{})
	}
	return p
}

func (p Patient) set(name, value string) Patient {
	get := p.Getenv
	p.Getenv = func(asked string) string {
		if asked == name {
			return value
		}
		return get(asked)
	}
	return p
}

// says finds what is said of a subject, each finding with its state.
func says(findings []Finding, subject string) string {
	var out []string
	for _, f := range findings {
		if f.Subject == subject {
			out = append(out, f.State.String()+" "+f.Text)
		}
	}
	return strings.Join(out, "\n")
}

func expect(t *testing.T, findings []Finding, subject, part string) {
	t.Helper()
	if got := says(findings, subject); !strings.Contains(got, part) {
		t.Errorf("of %s it says\n%s\nexpected %q", subject, got, part)
	}
}

func TestPrograms(t *testing.T) {
	p := healthy(t)
	expect(t, Examine(p), "perch-bar", "ok beside it")
	os.Remove(filepath.Join(filepath.Dir(p.Self), "perch-bar"))
	expect(t, Examine(p), "perch-bar", "BROKEN there is none")
	// A link to it is as good as the program: its neighbour counts.
	other := healthy(t)
	link := filepath.Join(t.TempDir(), "perch")
	if err := os.Symlink(other.Self, link); err != nil {
		t.Fatal(err)
	}
	other.Self = link
	expect(t, Examine(other), "perch-bar", "ok beside it")
}

func TestConfig(t *testing.T) {
	p := healthy(t)
	expect(t, Examine(p), "config", "ok "+p.Getenv("HOME"))
	found := Examine(p.with(t, "config-version = 2\nstart-at-logn = true\nmode.main.binding.alt-x = 'wrokspace 1'\n"))
	expect(t, found, "config", "perch.toml:2:1")
	expect(t, found, "config", "perch.toml:3")
	if got := says(found, "config"); strings.Count(got, "BROKEN") < 1 || strings.Index(got, ":2:1") > strings.Index(got, ":3:") {
		t.Errorf("of the config it says\n%s", got)
	}
	if Print(new(bytes.Buffer), found) {
		t.Error("a config with errors is sound")
	}
	expect(t, Examine(p.with(t, "[[[")), "config", "BROKEN")
}

// One line each, whatever is in it.
func TestPrint(t *testing.T) {
	var out bytes.Buffer
	if !Print(&out, []Finding{{OK, "a", "b"}, {Note, "c", "d"}}) || out.String() != "ok      a           b\nnote    c           d\n" {
		t.Errorf("it prints %q", out.String())
	}
	if Print(&out, []Finding{{OK, "a", "b"}, {Broken, "c", "d"}}) {
		t.Error("what is broken is sound")
	}
}

func TestAgent(t *testing.T) {
	p := healthy(t)
	expect(t, Examine(p), "agent", "note none runs at")

	server, err := ipc.Listen(p.Socket, ipc.Options{Version: "0.21.0 perch-1.0-abc"})
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(func(call *ipc.Call) { call.Reply(ipc.Answer{}) })
	found := Examine(p)
	expect(t, found, "agent", "ok answers at")
	expect(t, found, "aerospace", "note nobody answers")
	expect(t, found, "bar", "BROKEN does not answer")
	expect(t, Examine(p.with(t, "config-version = 2\n[bar]\nenabled = false\n")), "bar", "ok is off")
	p = p.with(t, "config-version = 2\n")
	p.Version = "2.0-def"
	expect(t, Examine(p), "agent", "note is another build")

	bar, err := barcall.Listen(p.Bar, barcall.Default, barcall.Options{})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for call := range bar.Calls() {
			call.Reply("{}")
		}
	}()
	expect(t, Examine(p), "bar", "ok answers in")
	bar.Close()
	server.Close()

	// A socket that nobody listens on, and one of another program.
	dead, err := net.ListenUnix("unix", &net.UnixAddr{Name: p.Socket, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	dead.SetUnlinkOnClose(false)
	dead.Close()
	expect(t, Examine(p), "agent", "left over")
	os.Remove(p.Socket)
	other, err := net.Listen("unix", p.Socket)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	go func() {
		for {
			conn, err := other.Accept()
			if err != nil {
				return
			}
			conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
			conn.Close()
		}
	}()
	expect(t, Examine(p), "agent", "BROKEN something has")
	p.Socket = "/" + strings.Repeat("long/", 40) + "p.sock"
	expect(t, Examine(p), "socket", "BROKEN")
}

// AeroSpace and Perch move the same windows.
func TestAeroSpace(t *testing.T) {
	for version, want := range map[string]string{"0.21.0 perch-1.0": "ok AeroSpace's clients are answered", "0.20.0-Beta abc": "note AeroSpace itself runs"} {
		p := healthy(t)
		for _, path := range []string{p.Socket, p.Getenv("AEROSPACESOCK")} {
			server, err := ipc.Listen(path, ipc.Options{Version: version})
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			go server.Serve(func(call *ipc.Call) { call.Reply(ipc.Answer{}) })
		}
		expect(t, Examine(p), "aerospace", want)
	}
}

func TestDisplay(t *testing.T) {
	p := healthy(t)
	look := func(p Patient) []Finding {
		e := examination{Patient: p}
		e.xDisplay()
		return e.findings
	}
	expect(t, look(p), "display", "BROKEN $DISPLAY is not set")
	expect(t, look(p.set("WAYLAND_DISPLAY", "wayland-0")), "display", "BROKEN this is a session of Wayland")
	expect(t, look(p.set("DISPLAY", "nonsense")), "display", "BROKEN no X server answers on nonsense")
	expect(t, look(p.set("DISPLAY", ":4719")), "display", "BROKEN no X server answers on :4719")
	server, err := xserver.Start(xserver.Options{Kind: xserver.Xvfb, Screen: "800x600"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	p = p.set("DISPLAY", server.Display)
	found := look(p)
	expect(t, found, "display", "ok "+server.Display+" answers, 800×600")
	expect(t, found, "windows", "ok no window manager runs")
	p.Load = func() (*config.Config, string, []config.Problem) {
		c, problems := config.Load("", command.Language{})
		return c, "", problems
	}
	for _, options := range []string{"caps:escape", "caps:escape,grp:alt_shift_toggle"} {
		if out, err := exec.Command("setxkbmap", "-display", server.Display, "-option", "", "-option", options).CombinedOutput(); err != nil {
			t.Fatalf("setxkbmap: %v, %s", err, out)
		}
		said := says(Examine(p), "keyboard")
		if want := "note the layout option grp:alt_shift_toggle takes alt-shift to itself, so that alt-shift-1 and"; strings.Contains(options, "grp:") != strings.HasPrefix(said, want) {
			t.Errorf("with %s it says %q", options, said)
		}
	}
	client, err := xserver.Dial(server.Display)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	manager, err := client.Open(xserver.Spec{Title: "Other", Unmapped: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, window := range []uint32{uint32(client.Root()), uint32(manager)} {
		if window == uint32(manager) {
			// Only the root says so: the window manager was killed.
			expect(t, look(p), "windows", "ok no window manager runs")
		}
		if err := client.SetCardinals(xproto.Window(window), "_NET_SUPPORTING_WM_CHECK", "WINDOW", uint32(manager)); err != nil {
			t.Fatal(err)
		}
		client.Sync()
	}
	expect(t, look(p), "windows", "note Other manages")
}

func TestFonts(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.ttf", "B.OTF", "deep/c.ttc", "d.txt", "deep/e.ttf/none"} {
		path := filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(path), 0o700)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(t.TempDir(), "fonts")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if got := countFonts([]string{link, "/nowhere"}); got != 3 {
		t.Errorf("%d fonts are counted, expected 3", got)
	}
	for family, want := range map[string]bool{"DejaVu Sans": true, "inter": true, "Inter Display": true, "Deja": false, "": false} {
		if got := hasFamily("DejaVu Sans\nInter,Inter Display\n", family); got != want {
			t.Errorf("the family %q is found: %v", family, got)
		}
	}
}

func TestMac(t *testing.T) {
	good := macFacts{
		Version: "15.1", Trusted: true, Signed: "Perch Development", Displays: []string{"one"},
		Privates: []private{{Name: "_AXUIElementGetWindow", Found: true}},
	}
	sound := func(set func(*macFacts, *examination)) []Finding {
		f, e := good, examination{Patient: healthy(t)}
		e.config, _, _ = e.Load()
		set(&f, &e)
		e.mac(f)
		return e.findings
	}
	if found := sound(func(*macFacts, *examination) {}); !Print(new(bytes.Buffer), found) || slices.ContainsFunc(found, func(f Finding) bool { return f.State != OK }) {
		t.Errorf("of a good Mac it says %v", found)
	}
	for _, row := range []struct {
		subject, want string
		set           func(*macFacts, *examination)
	}{
		{"frameworks", "BROKEN a; b", func(f *macFacts, _ *examination) { f.Missing = errors.Join(errors.New("a"), errors.New("b")) }},
		{"frameworks", "note something is absent from the bar: a; b", func(f *macFacts, _ *examination) { f.Lacking = []error{errors.Join(errors.New("a"), errors.New("b"))} }},
		{"private", "note x is missing: y", func(f *macFacts, _ *examination) { f.Privates = []private{{Name: "x", Without: "y"}} }},
		{"permission", "BROKEN Perch runs and waits", func(f *macFacts, _ *examination) { f.Processes = []string{"Dock", "perch-agent"} }},
		{"permission", "ok the agent may", func(f *macFacts, e *examination) { f.Processes, e.serves = []string{"perch-agent"}, true }},
		{"permission", "note an agent that is started from here", func(f *macFacts, _ *examination) { f.Trusted, f.Signed = false, "" }},
		{"signature", "note ad hoc", func(f *macFacts, _ *examination) { f.Signed = "ad hoc" }},
		{"display", "BROKEN there is none", func(f *macFacts, _ *examination) { f.Displays = nil }},
		{"displays", "note Displays have separate", func(f *macFacts, _ *examination) { f.Displays, f.Shared = []string{"a", "b"}, true }},
		{"session", "note the screen is locked", func(f *macFacts, _ *examination) { f.Locked = true }},
		{"keyboard", "note Passwords has secure input", func(f *macFacts, _ *examination) { f.SecureInput = "Passwords" }},
		{"rival", "note yabai runs", func(f *macFacts, _ *examination) { f.Processes = []string{"yabai"} }},
		{"login", "note start-at-login is off", func(f *macFacts, _ *examination) { f.LoginItem = true }},
		{"login", "ok Perch starts", func(f *macFacts, e *examination) { f.LoginItem, e.config.StartAtLogin = true, true }},
		{"login", "note start-at-login is for Perch.app", func(f *macFacts, e *examination) { f.Signed, e.config.StartAtLogin = "", true }},
		{"login", "note start-at-login is on", func(f *macFacts, e *examination) { e.config.StartAtLogin = true }},
	} {
		expect(t, sound(row.set), row.subject, row.want)
	}
}

func TestWhatProgramsOfMacOSSay(t *testing.T) {
	for text, want := range map[string]string{
		"Executable=/x\nSignature=adhoc\nInfo.plist entries=14\n":                                 "ad hoc",
		"Executable=/x\nAuthority=Perch Development\nAuthority=Apple Root CA\nTeamIdentifier=not": "Perch Development",
		"/x: code object is not signed at all\n":                                                  "",
	} {
		if got := signer(text); got != want {
			t.Errorf("%q is signed by %q, expected %q", text, got, want)
		}
	}
	got := processes("    1 launchd\n  402 perch\n 7001 perch\n  500 Google Chrome He\n", 7001)
	if want := []string{"launchd", "perch", "Google Chrome He"}; !slices.Equal(got, want) {
		t.Errorf("processes are %q, expected %q", got, want)
	}
}
