package config

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"perch/internal/spelling"
	"slices"
	"strconv"
	"strings"
)

// Bar is the [bar] table: how the status bar looks and what it shows. As JSON it
// is what the bar process receives.
type Bar struct {
	Enabled  bool   `json:"enabled"`
	Position string `json:"position"` // "top" or "bottom"
	Height   int    `json:"height"`   // logical pixels
	Font     string `json:"font"`     // family; "" for the built-in one
	FontSize int    `json:"font-size"`
	// Left, Center and Right are the items of each side, in order.
	Left   []BarItem `json:"left"`
	Center []BarItem `json:"center"`
	Right  []BarItem `json:"right"`
	// ClockFormat is strftime(3) notation.
	ClockFormat string        `json:"clock-format"`
	Colors      Colors        `json:"colors"`
	Workspaces  BarWorkspaces `json:"workspaces"`
	// Sketchybarrc is the script that makes the bar instead of the items
	// above: NoScript, FindScript, or its path.
	Sketchybarrc string `json:"sketchybarrc"`
	// WorkspaceEvent is the event that the bar is to make of a change of the
	// focused workspace, because no script of the configuration does; "" for
	// none.
	WorkspaceEvent string `json:"workspace-event"`
}

// workspaceEvent is what AeroSpace's documentation has
// exec-on-workspace-change tell SketchyBar, and configurations listen to.
const workspaceEvent = "aerospace_workspace_change"

// What a bar's script may be beside a path.
const (
	NoScript   = ""
	FindScript = "find" // the first of SketchyBar's own places that has one
)

// BarWorkspaces is [bar.workspaces].
type BarWorkspaces struct {
	// ShowEmpty is whether workspaces without windows are shown; nil is to
	// say: as long as there are few of them.
	ShowEmpty *bool `json:"show-empty,omitempty"`
	ShowApps  bool  `json:"show-apps"` // the apps on each
	Icons     bool  `json:"icons"`     // as icons rather than by name
}

// Colors are the bar's colours by role: Text is for what is true now, Muted for
// what stands beside it, Faint for what is only there to be reached; Accent marks
// the focused workspace, Surface one that is shown without the focus.
type Colors struct {
	Background Color `json:"background"`
	Text       Color `json:"text"`
	Muted      Color `json:"muted"`
	Faint      Color `json:"faint"`
	Accent     Color `json:"accent"`
	Surface    Color `json:"surface"`
	Urgent     Color `json:"urgent"`
	Warning    Color `json:"warning"`
	Good       Color `json:"good"`
}

// DefaultBar is the bar of a file without [bar].
func DefaultBar() Bar {
	return Bar{
		Enabled:     true,
		Position:    "top",
		Height:      28,
		FontSize:    13,
		Left:        NewBarItems("workspaces", "mode"),
		Center:      NewBarItems("window"),
		Right:       NewBarItems("problems", "cpu", "memory", "network", "volume", "battery", "clock"),
		ClockFormat: "%a %-d %b  %H:%M",
		Colors:      themes["dark"],
		Workspaces:  BarWorkspaces{ShowApps: true},
		// Who has a script and says nothing of items wants the script.
		Sketchybarrc:   FindScript,
		WorkspaceEvent: workspaceEvent,
	}
}

// Color is 0xAARRGGBB, not premultiplied; its text is "#rrggbb" or "#rrggbbaa".
type Color uint32

// ParseColor reads "#rrggbb" or "#rrggbbaa".
func ParseColor(text string) (Color, error) {
	digits, ok := strings.CutPrefix(text, "#")
	v, err := strconv.ParseUint(digits, 16, 32)
	switch {
	case !ok || err != nil || len(digits) != 6 && len(digits) != 8:
		return 0, mistake(fmt.Sprintf("Can't parse color '%s'", text))
	case len(digits) == 6:
		return 0xff000000 | Color(v), nil
	}
	return Color(v>>8 | v<<24&0xff000000), nil
}

// String is the colour as it is written in a config.
func (c Color) String() string {
	if c>>24 == 0xff {
		return fmt.Sprintf("#%06x", uint32(c)&0xffffff)
	}
	return fmt.Sprintf("#%06x%02x", uint32(c)&0xffffff, uint32(c)>>24)
}

// MarshalJSON writes the colour as its text.
func (c Color) MarshalJSON() ([]byte, error) { return json.Marshal(c.String()) }

// UnmarshalJSON reads the colour's text.
func (c *Color) UnmarshalJSON(data []byte) error {
	var text string
	err := json.Unmarshal(data, &text)
	if err == nil {
		*c, err = ParseColor(text)
	}
	return err
}

// themes are complete palettes by name.
var themes = map[string]Colors{
	"dark": {
		Background: 0xff16161e, Text: 0xffdfe3f5, Muted: 0xff9aa3c4, Faint: 0xff79809f,
		Accent: 0xff7aa2f7, Surface: 0xff2c2f44, Urgent: 0xfff7768e, Warning: 0xffe0af68, Good: 0xff9ece6a,
	},
	"light": {
		Background: 0xfff5f6fa, Text: 0xff1f2335, Muted: 0xff565d7e, Faint: 0xff696f87,
		Accent: 0xff2e5cc5, Surface: 0xffdde1ee, Urgent: 0xffc02542, Warning: 0xff8a5a00, Good: 0xff3a701c,
	},
	"nord": {
		Background: 0xff2e3440, Text: 0xffeceff4, Muted: 0xffb6c0d2, Faint: 0xff949eb2,
		Accent: 0xff88c0d0, Surface: 0xff434c5e, Urgent: 0xffe0808b, Warning: 0xffebcb8b, Good: 0xffa3be8c,
	},
	"gruvbox": {
		Background: 0xff282828, Text: 0xffebdbb2, Muted: 0xffbdae93, Faint: 0xff9d8e7b,
		Accent: 0xfffabd2f, Surface: 0xff3c3836, Urgent: 0xffff6250, Warning: 0xfffe8019, Good: 0xffb8bb26,
	},
	"catppuccin": {
		Background: 0xff1e1e2e, Text: 0xffcdd6f4, Muted: 0xffa6adc8, Faint: 0xff82879f,
		Accent: 0xff89b4fa, Surface: 0xff313244, Urgent: 0xfff38ba8, Warning: 0xfff9e2af, Good: 0xffa6e3a1,
	},
	"rose-pine": {
		Background: 0xff191724, Text: 0xffe0def4, Muted: 0xffb0abca, Faint: 0xff84809b,
		Accent: 0xffc4a7e7, Surface: 0xff2f2b45, Urgent: 0xffeb6f92, Warning: 0xfff6c177, Good: 0xff9ccfd8,
	},
}

// Themes returns the names of the palettes, sorted.
func Themes() []string { return slices.Sorted(maps.Keys(themes)) }

func (r *reader) bar(n *node, path string) {
	b := &r.config.Bar
	// The theme comes first whatever the order of keys, single colours lie on it.
	if n.kind == kindTable && n.table["theme"] != nil {
		if colors, ok := themes[n.table["theme"].text]; ok {
			b.Colors = colors
		}
	}
	if n.kind == kindTable && (n.table["left"] != nil || n.table["center"] != nil || n.table["right"] != nil) {
		b.Sketchybarrc = NoScript
	}
	theme := ""
	placed := map[string]string{}
	r.table(n, path, map[string]field{
		"enabled":      r.boolean(&b.Enabled),
		"position":     r.choice(&b.Position, []string{"top", "bottom"}, nil),
		"height":       r.within(&b.Height, 16, 200),
		"font":         r.str(&b.Font),
		"font-size":    r.within(&b.FontSize, 6, 72),
		"left":         r.barItems(&b.Left, placed),
		"center":       r.barItems(&b.Center, placed),
		"right":        r.barItems(&b.Right, placed),
		"clock-format": r.clockFormat(&b.ClockFormat),
		"theme":        r.choice(&theme, Themes(), nil),
		"sketchybarrc": r.barScript,
		"colors": func(n *node, path string) {
			r.table(n, path, map[string]field{
				"background": r.color(&b.Colors.Background),
				"text":       r.color(&b.Colors.Text),
				"muted":      r.color(&b.Colors.Muted),
				"faint":      r.color(&b.Colors.Faint),
				"accent":     r.color(&b.Colors.Accent),
				"surface":    r.color(&b.Colors.Surface),
				"urgent":     r.color(&b.Colors.Urgent),
				"warning":    r.color(&b.Colors.Warning),
				"good":       r.color(&b.Colors.Good),
			})
		},
		"workspaces": func(n *node, path string) {
			r.table(n, path, map[string]field{
				"show-empty": func(n *node, path string) {
					if r.expect(n, path, kindBool) {
						b.Workspaces.ShowEmpty = &n.truth
					}
				},
				"show-apps": r.boolean(&b.Workspaces.ShowApps),
				"icons":     r.boolean(&b.Workspaces.Icons),
			})
		},
	})
	// An item that the file moves to another side leaves its default one.
	for side, items := range map[string]*[]BarItem{"left": &b.Left, "center": &b.Center, "right": &b.Right} {
		*items = slices.DeleteFunc(*items, func(item BarItem) bool {
			where := placed[item.place()]
			return where != "" && !strings.HasPrefix(where, join(path, side)+"[")
		})
	}
}

// barScript reads true, false or a path.
func (r *reader) barScript(n *node, path string) {
	switch to := &r.config.Bar.Sketchybarrc; n.kind {
	case kindBool:
		if *to = NoScript; n.truth {
			*to = FindScript
		}
	case kindString:
		*to = expandHome(n.text)
		if !filepath.IsAbs(*to) {
			*to = filepath.Join(filepath.Dir(r.file), *to)
		}
	default:
		r.report(n.value, path, typeMessage(n, kindString), "Write true, false, or the script's path in quotes.")
	}
}

// expandHome is a path in which "~/" is the home folder.
func expandHome(path string) string {
	if rest, under := strings.CutPrefix(path, "~/"); under {
		if dir, err := os.UserHomeDir(); err == nil {
			return filepath.Join(dir, rest)
		}
	}
	return path
}

func (r *reader) color(to *Color) field {
	return func(n *node, path string) {
		if !r.expect(n, path, kindString) {
			return
		}
		c, err := ParseColor(n.text)
		if err != nil {
			r.report(n.value, path, err.Error(), colorHint(n.text))
			return
		}
		*to = c
	}
}

// colorNames are the words that people write where a colour is due.
var colorNames = map[string]Color{
	"black": 0xff000000, "white": 0xffffffff, "red": 0xffff0000, "green": 0xff008000, "blue": 0xff0000ff,
	"yellow": 0xffffff00, "orange": 0xffffa500, "purple": 0xff800080, "pink": 0xffffc0cb, "cyan": 0xff00ffff,
	"magenta": 0xffff00ff, "gray": 0xff808080, "grey": 0xff808080, "transparent": 0x00000000,
}

// colorHint shows how the colour that was probably meant is written.
func colorHint(text string) string {
	digits := strings.TrimPrefix(strings.TrimPrefix(text, "#"), "0x")
	if _, err := strconv.ParseUint(digits, 16, 64); err == nil {
		switch len(digits) {
		case 3: // the short form of CSS
			digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
		case 8:
			if strings.HasPrefix(text, "0x") { // 0xAARRGGBB, as SketchyBar has it
				digits = digits[2:] + digits[:2]
			}
		}
		if c, err := ParseColor("#" + digits); err == nil {
			return fmt.Sprintf("Did you mean '%s'?", c)
		}
	}
	if name := spelling.Nearest(text, slices.Collect(maps.Keys(colorNames))); name != "" {
		return fmt.Sprintf("Did you mean '%s' (%s)?", colorNames[name], name)
	}
	return "Expected '#rrggbb' or '#rrggbbaa'."
}

// clockDirectives are the letters that may follow % in clock-format.
const clockDirectives = "%aAbBcCdDeFGhHIjklmMnpPrRsStTuUVwWxXyYzZ"

// clockFormat reads strftime(3) notation.
func (r *reader) clockFormat(to *string) field {
	return func(n *node, path string) {
		if !r.expect(n, path, kindString) {
			return
		}
		if message, hint := clockMistake(n.text); message != "" {
			r.report(n.value, path, message, hint)
			return
		}
		*to = n.text
	}
}

// clockMistake is what is wrong with strftime(3) notation, and how to mend it;
// "" for nothing.
func clockMistake(text string) (message, hint string) {
	hint = "Expected strftime notation such as '%a %-d %b  %H:%M'."
	rest := text
	for {
		_, after, found := strings.Cut(rest, "%")
		if !found {
			break
		}
		directive := strings.TrimPrefix(after, "-")
		if directive == "" {
			return fmt.Sprintf("'%s' ends in the middle of a directive", text), "Write %% for a percent sign."
		}
		if !strings.Contains(clockDirectives, directive[:1]) {
			return fmt.Sprintf("Unknown directive '%%%c' in '%s'", []rune(directive)[0], text), hint
		}
		rest = directive[1:]
	}
	if !strings.Contains(text, "%") {
		return fmt.Sprintf("'%s' shows no time", text), hint
	}
	return "", ""
}

// apps reads [apps].
func (r *reader) apps(n *node, path string) {
	if !r.expect(n, path, kindTable) {
		return
	}
	for _, class := range n.keys() {
		value, path := n.table[class], join(path, class)
		if !r.expect(value, path, kindString) {
			continue
		}
		if value.text == "" {
			r.report(value.value, path, "An app id must not be empty", "Expected an id such as 'org.mozilla.firefox'.")
			continue
		}
		r.config.Apps[class] = value.text
	}
}

// compat reads [compat].
func (r *reader) compat(n *node, path string) {
	r.table(n, path, map[string]field{"aerospace-socket": r.boolean(&r.config.AeroSpaceSocket)})
}
