package manual

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"perch/internal/cli"
	"perch/internal/command"
)

// About is what the pages say of the program that they describe.
type About struct {
	Version string
	Date    time.Time
}

// Page is a file of the manual.
type Page struct{ Name, Text string }

// Pages are perch(1), a page for each verb and command, and perch.toml(5) with
// the default configuration. Hidden verbs are to be left out.
func Pages(verbs []cli.Verb, defaultConfig []byte, about About) []Page {
	pages := []Page{
		{"perch.1", overview(verbs, about)},
		{"perch.toml.5", configuration(defaultConfig, about)},
	}
	for _, v := range verbs {
		pages = append(pages, Page{"perch-" + v.Name + ".1", verbPage(v, about)})
	}
	for _, c := range command.Commands() {
		if !slices.ContainsFunc(verbs, func(v cli.Verb) bool { return v.Name == c.Name }) {
			pages = append(pages, Page{"perch-" + c.Name + ".1", commandPage(c, about)})
		}
	}
	return pages
}

// overview is perch(1).
func overview(verbs []cli.Verb, about About) string {
	var p page
	p.begin("perch", "1", "Keyboard-driven tiling window manager with a status bar", about)
	p.macro("Sh", "SYNOPSIS")
	p.WriteString(".Nm\n.Ar verb\n.Op Ar argument ...\n.Nm\n.Ar command\n.Op Ar argument ...\n")
	p.WriteString(".Nm\n.Cm help\n.Op Ar verb | Ar command\n.Nm\n.Fl \\-version\n")
	p.macro("Sh", "DESCRIPTION")
	p.WriteString(`Perch drives the desktop by the keyboard: windows tile on workspaces, and a
status bar shows them.
.Cm perch agent
manages the windows of a display.
Each other program that is called
.Nm
is a client, and tells the running agent what to do.
The configuration, which is described in
.Xr perch.toml 5 ,
binds the same commands to keys.
.Pp
A link to it by the name
.Nm aerospace
serves scripts that were written for AeroSpace.
`)
	row := func(name, summary string) {
		p.macro("It", "Xr", escape("perch-"+name), "1")
		p.filled(summary + ".")
	}
	p.macro("Ss", "Perch itself")
	p.macro("Bl", "-tag", "-width", "Ds")
	for _, v := range verbs {
		row(v.Name, v.Summary)
	}
	p.macro("El")
	for _, group := range command.Groups() {
		p.macro("Ss", escape(string(group)))
		p.macro("Bl", "-tag", "-width", "Ds")
		for _, c := range command.Commands() {
			if c.Group == group && !slices.ContainsFunc(verbs, func(v cli.Verb) bool { return v.Name == c.Name }) {
				row(c.Name, c.Summary)
			}
		}
		p.macro("El")
	}
	p.WriteString(`.Sh ENVIRONMENT
.Bl -tag -width Ds
.It Ev DISPLAY
The display whose agent is meant.
.It Ev PERCH_SOCKET
The agent\(aqs socket, if it is not the display\(aqs own.
.It Ev PERCH_CONFIG
The configuration file of the agent.
.It Ev AEROSPACE_WINDOW_ID , AEROSPACE_WORKSPACE
The window and workspace that commands act on in place of the focused ones.
Programs that the agent starts for a callback get them.
.El
.Sh EXIT STATUS
.Bl -tag -width Ds
.It 0
The command did what was asked, or
.Cm test
holds.
.It 1
.Cm test
does not hold, or a verb failed.
.It 2
The command failed, or is no command.
.El
.Sh EXAMPLES
Take the focused window to workspace 3 and go there:
.Pp
.Dl perch move\-node\-to\-workspace \-\-focus\-follows\-window 3
.Pp
Let bash complete the command line:
.Pp
.Dl source <(perch completion bash)
.Sh SEE ALSO
.Xr perch.toml 5
`)
	return p.String()
}

// commandPage is the page of a command.
func commandPage(c *command.Command, about About) string {
	var p page
	p.begin("perch-"+c.Name, "1", c.Summary, about)
	p.macro("Sh", "SYNOPSIS")
	usages, _ := forms(c.Usage)
	p.synopses(usages)
	p.macro("Sh", "DESCRIPTION")
	p.command(c)
	p.examples(c)
	p.seeAlso(related(c)...)
	return p.String()
}

// command writes what a command does and what its arguments mean.
func (p *page) command(c *command.Command) {
	p.prose(c.Description)
	if list := arguments(c); len(list) > 0 {
		p.macro("Pp")
		p.filled("The arguments are:")
		p.list(list, term)
	}
	if list := flags(c); len(list) > 0 {
		p.macro("Pp")
		p.filled("The flags are:")
		p.list(list, term)
	}
	if names := variables(c); names != nil {
		p.macro("Pp")
		p.filled("The variables are, each in %{ and }:")
		p.macro("Bd", "-ragged", "-offset", "indent")
		p.filled(strings.Join(names, ", "))
		p.macro("Ed")
	}
}

// term writes the name of a flag and its value, or an argument.
func term(text string) string {
	return strings.ReplaceAll(strings.TrimPrefix(synopsis(text), "."), "\n.", " ")
}

// synopses writes the ways to call something.
func (p *page) synopses(forms []string) {
	for _, form := range forms {
		name, rest, _ := strings.Cut(form, " ")
		p.macro("Nm", argument("perch "+name))
		if macros := synopsis(strings.TrimSpace(rest)); macros != "" {
			p.WriteString(macros + "\n")
		}
	}
}

func (p *page) examples(c *command.Command) {
	if len(c.Examples) == 0 {
		return
	}
	p.macro("Sh", "EXAMPLES")
	for i, e := range c.Examples {
		if i > 0 {
			p.macro("Pp")
		}
		p.filled(e.Summary + ":")
		p.macro("Pp")
		p.WriteString(".Dl " + escape("perch "+e.Text) + "\n")
	}
}

// seeAlso refers to other pages, as "perch-focus 1".
func (p *page) seeAlso(pages ...string) {
	p.macro("Sh", "SEE ALSO")
	for i, name := range pages {
		name, section, _ := strings.Cut(name, " ")
		comma := " ,"
		if i == len(pages)-1 {
			comma = ""
		}
		fmt.Fprintf(p, ".Xr %s %s%s\n", name, section, comma)
	}
}

// related are the pages of the commands that a command's description names,
// and perch(1).
func related(c *command.Command) []string {
	list := []string{"perch 1"}
	words := strings.FieldsFunc(c.Description, func(r rune) bool { return !(r == '-' || 'a' <= r && r <= 'z') })
	for _, other := range command.Commands() {
		if other != c && strings.Contains(other.Name, "-") && slices.Contains(words, other.Name) {
			list = append(list, "perch-"+other.Name+" 1")
		}
	}
	slices.Sort(list[1:])
	return append(list, "perch.toml 5")
}

// verbPage is the page of a verb, and of the command of the same name.
func verbPage(v cli.Verb, about About) string {
	var p page
	p.begin("perch-"+v.Name, "1", v.Summary, about)
	p.macro("Sh", "SYNOPSIS")
	usages, text := forms(v.Usage)
	p.synopses(usages)
	c := command.LookUp(v.Name)
	if c != nil {
		more, _ := forms(c.Usage)
		p.synopses(more)
	}
	p.macro("Sh", "DESCRIPTION")
	p.prose(text)
	if v.Flags != nil && v.Flags.HasFlags() {
		p.macro("Pp")
		p.filled("The flags are:")
		p.macro("Bl", "-tag", "-width", "Ds")
		v.Flags.VisitAll(func(f *pflag.Flag) {
			value, usage := pflag.UnquoteUsage(f)
			p.WriteString(".It Fl " + escape("-"+f.Name))
			if value != "" {
				p.WriteString(" Ar " + strings.ToLower(value))
			}
			p.WriteString("\n")
			p.filled(strings.ToUpper(usage[:1]) + strings.ReplaceAll(usage[1:], "\n", " ") + ".")
		})
		p.macro("El")
	}
	if c != nil {
		p.macro("Pp")
		p.command(c)
		p.examples(c)
	}
	p.seeAlso("perch 1", "perch.toml 5")
	return p.String()
}

// configuration is perch.toml(5).
func configuration(defaultConfig []byte, about About) string {
	var p page
	p.begin("perch.toml", "5", "Configuration of perch", about)
	p.WriteString(`.Sh DESCRIPTION
The configuration is a file in TOML.
It is a superset of AeroSpace\(aqs, whose file Perch reads as it is.
The agent takes the first that there is of
.Bl -bullet -compact
.It
the file that
.Cm perch agent Fl \-config
names,
.It
.Ev PERCH_CONFIG ,
.It
.Pa $XDG_CONFIG_HOME/perch/perch.toml ,
.It
.Pa ~/.perch.toml ,
.It
.Pa ~/.aerospace.toml ,
.It
.Pa $XDG_CONFIG_HOME/aerospace/aerospace.toml ,
.El
and otherwise the built\-in one below.
.Ev XDG_CONFIG_HOME
is
.Pa ~/.config
unless set.
Saving the file puts it in force.
.Cm perch config check
tells the line and column of each mistake.
A mistake costs its key only.
.Pp
A key that is absent does not always have the value that the built\-in file
gives it: without bindings, gaps or lists of one\(aqs own there are none.
.Ss Commands
A binding or callback is a command or a list of them, as
.Xr perch 1
lists them, without the word
.Cm perch .
Commands can be joined:
.Ql ;\&
runs the second one always,
.Ql &&
if the first one succeeds, and
.Ql ||
if it fails.
.Ql |
gives the output of the first to the second.
Parentheses group commands.
.Cm exec\-and\-forget
takes the rest of the text for bash.
.Sh FILES
The built\-in configuration, which
.Cm perch config default
prints:
`)
	p.literal(string(defaultConfig))
	p.seeAlso("perch 1", "perch-agent 1", "perch-config 1")
	return p.String()
}
