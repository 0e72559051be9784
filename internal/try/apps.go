package try

import (
	"fmt"
	"image/color"
)

// App is an application of the tour. Each has a colour over much of its area
// that nothing else on the screen has, so that pixels tell where it shows.
type App struct {
	Name   string // in the report
	Class  string // WM_CLASS
	Title  string // "" if the class is enough to tell it apart
	Colour color.RGBA
	// Argv runs it; a plain window of the same class and colour stands in
	// for a program that is not installed.
	Argv []string
}

// The applications of the tour.
var (
	editor = App{Name: "editor", Class: "XTerm", Title: "perch.toml", Colour: rgb(0x1f2335),
		Argv: terminal("#1f2335", "perch.toml", `printf '\033[?25l'; head -n 38 "$TOUR_CONFIG"; exec sleep 1000`)}
	shell = App{Name: "shell", Class: "XTerm", Title: "shell", Colour: rgb(0x1b2a2f),
		Argv: terminal("#1b2a2f", "shell", shellScript)}
	clock = App{Name: "clock", Class: "XClock", Colour: rgb(0x2b2540),
		Argv: []string{"xclock", "-analog", "-bg", "#2b2540", "-update", "60", "-padding", "24", "-bw", "0",
			"-xrm", "XClock*hourColor: #c0caf5", "-xrm", "XClock*minuteColor: #bb9af7", "-xrm", "XClock*secondColor: #f7768e",
			"-xrm", "XClock*majorColor: #a9b1d6", "-xrm", "XClock*minorColor: #565f89"}}
	guide = App{Name: "guide", Class: "XTerm", Title: "keys", Colour: rgb(0x2d2433),
		Argv: terminal("#2d2433", "keys", `printf '\033[?25l%s\n' "$TOUR_KEYS"; exec sleep 1000`)}
	logo = App{Name: "logo", Class: "XLogo", Colour: rgb(0x22313f),
		Argv: []string{"xlogo", "-render", "-bg", "#22313f", "-fg", "#7dcfff", "-bw", "0"}}
)

// apps are all of them.
var apps = []App{editor, shell, clock, guide, logo}

// appNamed recognises an application by its class and a window's title.
func appNamed(class, title string) (App, bool) {
	for _, app := range apps {
		if app.Class == class && (app.Title == "" || app.Title == title) {
			return app, true
		}
	}
	return App{}, false
}

// shellScript shows a session: two commands and what they really print. With
// TOUR_INTERACTIVE a person goes on from there.
const shellScript = `
prompt() { printf '\033[1;34m~/perch\033[0m \033[35m❯\033[0m %s\n' "$1"; }
prompt 'perch list-windows --all'; "$TOUR_PERCH" list-windows --all
prompt 'ls'; ls -C -w 40 --color=always 2>/dev/null || ls
[ -n "$TOUR_INTERACTIVE" ] && exec "${SHELL:-sh}"
printf '\033[1;34m~/perch\033[0m \033[35m❯\033[0m '
exec sleep 1000`

// terminal is an xterm with a colour scheme around its background.
func terminal(background, title, script string) []string {
	argv := []string{"xterm", "-T", title, "-bg", background, "-fg", "#c0caf5", "-cr", "#c0caf5",
		"-fa", "DejaVu Sans Mono", "-fs", "11", "-b", "12", "-bw", "0", "+sb", "-u8",
		"-xrm", "XTerm*allowTitleOps: false"}
	colours := []string{"#414868", "#f7768e", "#9ece6a", "#e0af68", "#7aa2f7", "#bb9af7", "#7dcfff", "#a9b1d6"}
	bright := append([]string{"#737aa2"}, colours[1:]...)
	for i, colour := range append(colours, bright...) {
		argv = append(argv, "-xrm", fmt.Sprintf("XTerm*color%d: %s", i, colour))
	}
	return append(argv, "-e", "sh", "-c", script)
}

func rgb(value uint32) color.RGBA {
	return color.RGBA{byte(value >> 16), byte(value >> 8), byte(value), 0xff}
}

// value is a colour as 0xRRGGBB.
func value(c color.RGBA) uint32 { return uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B) }
