package bar

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"perch/config"
	"perch/internal/ipc"
	"perch/internal/sysinfo"
)

// style is the built-in one.
func style() Style { return StyleOf(config.DefaultBar()) }

// only is the built-in style with one item.
func only(item string) Style {
	s := style()
	s.Left, s.Center, s.Right = config.NewBarItems(item), nil, nil
	return s
}

// one builds the only item that facts give under a name, or none.
func one(t *testing.T, f Facts, s Style, monitor int) (Item, bool) {
	t.Helper()
	items := Items(f, s, monitor)
	if len(items) > 1 {
		t.Fatalf("%d items, expected at most one", len(items))
	}
	if len(items) == 0 {
		return Item{}, false
	}
	return items[0], true
}

func TestWorkspacesTellTheirState(t *testing.T) {
	c := style().Colors
	f := Facts{State: ipc.State{
		Workspaces: []ipc.Workspace{
			{Name: "focused", Monitor: 1, Visible: true, Focused: true},
			{Name: "shown elsewhere", Monitor: 2, Visible: true},
			{Name: "occupied", Monitor: 1},
			{Name: "empty", Monitor: 1},
			{Name: "urgent", Monitor: 1, Urgent: true},
		},
		Windows: []ipc.Window{
			{ID: 1, App: "XTerm", Workspace: "focused"}, {ID: 2, App: "XTerm", Workspace: "focused"},
			{ID: 3, App: "Mozilla Firefox", Workspace: "focused"},
			{ID: 4, App: "org.gnome.Nautilus", Workspace: "occupied"},
			{ID: 5, App: "", AppID: "mpv", Workspace: "urgent"},
		},
	}}
	type look struct {
		label, detail string
		fill, outline Color
		ink           Color
		bold          bool
	}
	dark := c.Background
	want := map[int][]look{
		1: {
			{"focused", "XTerm  Firefox", c.Accent, 0, dark, true},
			{"shown elsewhere", "", 0, c.Faint, c.Text, false},
			{"occupied", "Nautilus", 0, 0, c.Text, false},
			{"empty", "", 0, 0, c.Faint, false},
			{"urgent", "mpv", c.Urgent, 0, dark, true},
		},
		2: {1: {"shown elsewhere", "", c.Surface, 0, c.Text, false}},
	}
	for monitor, looks := range want {
		item, ok := one(t, f, only("workspaces"), monitor)
		if !ok || len(item.Cells) != len(f.State.Workspaces) {
			t.Fatalf("monitor %d: %d cells, expected one for each workspace", monitor, len(item.Cells))
		}
		for i, w := range looks {
			if w.label == "" {
				continue
			}
			cell := item.Cells[i]
			got := look{cell.Label.Text, cell.Detail.Text, cell.Fill, cell.Outline, cell.Label.Color, cell.Label.Font.Bold}
			if got != w {
				t.Errorf("monitor %d: got %+v, expected %+v", monitor, got, w)
			}
			if cell.Click != (Command{Name: "workspace", Argument: w.label}) {
				t.Errorf("a click on %q does %v", w.label, cell.Click.Argv())
			}
		}
	}
}

func TestLongNamesEnd(t *testing.T) {
	for _, row := range []struct {
		text string
		n    int
		want string
	}{
		{"", 3, ""}, {"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"a bcd", 3, "a…"}, {"éèê", 3, "éèê"}, {"e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"},
		{"हिन्दी में", 4, "हिन्दी…"}, {"👩‍👩‍👧🇩🇪🇫🇷🇮🇹", 3, "👩‍👩‍👧🇩🇪…"}, {"abcd", 1, "…"},
	} {
		if got := ellipsis(row.text, row.n); got != row.want {
			t.Errorf("%q in %d characters is %q, expected %q", row.text, row.n, got, row.want)
		}
	}
	name := "everything that has to do with the garden"
	f := Facts{State: ipc.State{Workspaces: []ipc.Workspace{{Name: name, Visible: true, Focused: true}}}}
	item, _ := one(t, f, only("workspaces"), 1)
	if c := item.Cells[0]; c.Label.Text != "everything that has to…" || c.Click.Argument != name {
		t.Errorf("the workspace is called %q and a click goes to %q", c.Label.Text, c.Click.Argument)
	}
}

func TestWorkspacesCanHide(t *testing.T) {
	f := Facts{State: ipc.State{
		Workspaces: []ipc.Workspace{{Name: "1"}, {Name: "2", Visible: true, Focused: true}, {Name: "3"}},
		Windows:    []ipc.Window{{ID: 1, App: "XTerm", Workspace: "3"}},
	}}
	s := only("workspaces")
	s.MaxEmpty, s.HideApps = 0, true
	item, _ := one(t, f, s, 1)
	var names []string
	for _, cell := range item.Cells {
		names = append(names, cell.Label.Text)
		if cell.Detail.Text != "" {
			t.Errorf("workspace %s names its apps: %q", cell.Label.Text, cell.Detail.Text)
		}
	}
	if want := []string{"2", "3"}; !slices.Equal(names, want) {
		t.Errorf("workspaces %v, expected %v", names, want)
	}
}

func TestEmptyWorkspacesHideWhenThereAreMany(t *testing.T) {
	shown := func(count int, setting string) int {
		c, problems := config.Parse([]byte("config-version = 2\n[bar.workspaces]\n"+setting), "perch.toml", nil, nil)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		s := StyleOf(c.Bar)
		s.Left, s.Center, s.Right = config.NewBarItems("workspaces"), nil, nil
		var f Facts
		for i := range count {
			f.State.Workspaces = append(f.State.Workspaces, ipc.Workspace{Name: fmt.Sprint(i), Visible: i == 0})
		}
		item, _ := one(t, f, s, 1)
		return len(item.Cells)
	}
	for _, row := range []struct {
		count   int
		setting string
		want    int
	}{
		{10, "", 10}, {11, "", 1}, {11, "show-empty = true", 11}, {10, "show-empty = false", 1},
	} {
		if got := shown(row.count, row.setting); got != row.want {
			t.Errorf("%d workspaces, %q: %d shown, expected %d", row.count, row.setting, got, row.want)
		}
	}
}

func TestManyAppsAreCounted(t *testing.T) {
	if got, want := summary([]string{"A", "B", "C", "D", "E"}), "A  B  C  +2"; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
}

func TestShortNames(t *testing.T) {
	for _, row := range []struct{ app, id, want string }{
		{"XTerm", "xterm", "XTerm"},
		{"  ", "kitty", "kitty"},
		{"Mozilla Firefox", "", "Firefox"},
		{"org.gnome.Nautilus", "", "Nautilus"},
		{"draw.io", "", "draw.io"},
		{"Visual Studio Code", "", "Code"},
		{"mpv Media Player", "mpv", "mpv"},
		{"Brave Web Browser", "Brave-browser", "Brave"},
		{"Telegram Desktop", "TelegramDesktop", "Telegram"},
		{"File Manager PCManFM", "Pcmanfm", "PCManFM"},
		{"IntelliJ IDEA Community Edition", "jetbrains-idea-ce", "IntelliJ IDEA"},
		{"LibreOffice Writer", "libreoffice-writer", "Writer"},
		{"Document Viewer", "evince", "Document"},
		{"Media Player Desktop", "", "Media"},
		{"Averylongapplicationname", "", "Averylongappl…"},
		{"", "", ""},
	} {
		if got := shortName(row.app, row.id); got != row.want {
			t.Errorf("shortName(%q, %q) = %q, expected %q", row.app, row.id, got, row.want)
		}
	}
}

func TestWindowIsShownWhereTheFocusIs(t *testing.T) {
	f := Facts{State: ipc.State{
		Focus:      ipc.Focus{Workspace: "a", WindowID: 5},
		Workspaces: []ipc.Workspace{{Name: "a", Monitor: 2, Focused: true}},
		Windows:    []ipc.Window{{ID: 5, App: "XTerm", Title: "one\ntwo\x1b \u2028 three"}},
	}}
	if item, ok := one(t, f, only("window"), 1); ok {
		t.Errorf("the other monitor shows %+v", item)
	}
	item, ok := one(t, f, only("window"), 2)
	if !ok {
		t.Fatal("the focused monitor shows no window")
	}
	cell := item.Cells[0]
	if cell.Label.Text != "XTerm" || cell.Detail.Text != "one two    three" || !cell.Elastic {
		t.Errorf("got %q, %q, elastic %v", cell.Label.Text, cell.Detail.Text, cell.Elastic)
	}
	f.State.Windows[0].Title = strings.Repeat("é", 1<<20)
	item, _ = one(t, f, only("window"), 2)
	if got := item.Cells[0].Detail.Text; got != strings.Repeat("é", captionLength-1)+"…" {
		t.Errorf("of an endless title %d bytes are shown", len(got))
	}
	f.State.Windows[0].Title = "XTerm"
	item, _ = one(t, f, only("window"), 2)
	if item.Cells[0].Detail.Text != "" {
		t.Errorf("a title that only repeats the app is shown: %q", item.Cells[0].Detail.Text)
	}
	f.State.Focus.WindowID = 0
	if _, ok := one(t, f, only("window"), 2); ok {
		t.Error("an empty workspace shows a window")
	}
}

func TestItemsWithNothingToSayAreLeftOut(t *testing.T) {
	all := style()
	if items := Items(Facts{State: ipc.State{Mode: "main"}}, all, 1); len(items) != 0 {
		t.Errorf("items out of nothing: %+v", items)
	}
	full := Facts{
		Now:   time.Date(2026, 11, 21, 9, 41, 0, 0, time.UTC),
		State: ipc.State{Mode: "resize", Problems: []string{"/home/a/perch.toml:3:1: error: bar.hight: Unknown key"}},
		System: sysinfo.Facts{
			Battery: sysinfo.Battery{Present: true, Charge: 0.5}, Network: sysinfo.Network{Present: true, Up: true, Name: "eth0"},
			Volume: sysinfo.Volume{Present: true, Level: 0.3}, Processor: sysinfo.Processor{Present: true, Busy: 0.04},
			Memory: sysinfo.Memory{Present: true, Total: 8, Available: 2},
		},
	}
	want := map[string]string{
		"mode": "resize", "problems": "perch.toml:3:1: bar.hight: Unknown key", "battery": "50%", "network": "eth0",
		"volume": "30%", "cpu": "\u20074%", "memory": "75%", "clock": "Sat 21 Nov  09:41",
	}
	got := map[string]string{}
	for _, item := range Items(full, all, 1) {
		got[item.Name] = item.Cells[0].Label.Text
	}
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s says %q, expected %q", name, got[name], text)
		}
	}
	if len(got) != len(want) {
		t.Errorf("items %v", got)
	}
}

func TestStatesHaveTheirColours(t *testing.T) {
	c := style().Colors
	rows := []struct {
		name   string
		system sysinfo.Facts
		item   string
		icon   Icon
		ink    Color
	}{
		{"charging", sysinfo.Facts{Battery: sysinfo.Battery{Present: true, Charge: 0.05, Charging: true}}, "battery", ChargingIcon, c.Text},
		{"low", sysinfo.Facts{Battery: sysinfo.Battery{Present: true, Charge: 0.18}}, "battery", BatteryIcon, c.Warning},
		{"nearly empty", sysinfo.Facts{Battery: sysinfo.Battery{Present: true, Charge: 0.08}}, "battery", BatteryIcon, c.Urgent},
		{"wireless", sysinfo.Facts{Network: sysinfo.Network{Present: true, Up: true, Wireless: true}}, "network", WirelessIcon, c.Text},
		{"offline", sysinfo.Facts{Network: sysinfo.Network{Present: true}}, "network", OfflineIcon, c.Faint},
		{"muted", sysinfo.Facts{Volume: sysinfo.Volume{Present: true, Muted: true}}, "volume", MutedIcon, c.Faint},
		{"busy", sysinfo.Facts{Processor: sysinfo.Processor{Present: true, Busy: 0.97}}, "cpu", ProcessorIcon, c.Warning},
	}
	for _, row := range rows {
		item, ok := one(t, Facts{System: row.system}, only(row.item), 1)
		if !ok {
			t.Errorf("%s: nothing is shown", row.name)
			continue
		}
		if cell := item.Cells[0]; cell.Symbol.Icon != row.icon || cell.Label.Color != row.ink {
			t.Errorf("%s: icon %d in %x, expected %d in %x", row.name, cell.Symbol.Icon, cell.Label.Color, row.icon, row.ink)
		}
	}
}

func TestEveryConfiguredItemExists(t *testing.T) {
	for _, name := range config.BarItems() {
		if !BuiltIn(name) {
			t.Errorf("the config knows the item %q, the bar does not", name)
		}
	}
	for name := range builtin {
		if !slices.Contains(config.BarItems(), name) {
			t.Errorf("the bar knows the item %q, the config does not", name)
		}
	}
}

// WCAG 2 asks for 4.5 for text.
func TestThemesAreReadable(t *testing.T) {
	for _, theme := range config.Themes() {
		parsed, problems := config.Parse([]byte("config-version = 2\n[bar]\ntheme = '"+theme+"'\n"), "perch.toml", nil, nil)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		c := StyleOf(parsed.Bar).Colors
		for name, ratio := range map[string]float64{
			"text":             c.Background.Contrast(c.Text) / 4.5,
			"muted":            c.Background.Contrast(c.Muted) / 4.5,
			"faint":            c.Background.Contrast(c.Faint) / 4.5,
			"accent":           c.Background.Contrast(c.Accent) / 4.5,
			"warning":          c.Background.Contrast(c.Warning) / 4.5,
			"good":             c.Background.Contrast(c.Good) / 4.5,
			"urgent":           c.Background.Contrast(c.Urgent) / 4.5,
			"text on surface":  c.Surface.Contrast(c.Text) / 4.5,
			"muted on surface": c.Surface.Contrast(c.Muted) / 4.5,
			"ink on accent":    c.Accent.Contrast(c.Accent.On(c.Background, c.Text)) / 4.5,
			"ink on urgent":    c.Urgent.Contrast(c.Urgent.On(c.Background, c.Text)) / 4.5,
			"ink on warning":   c.Warning.Contrast(c.Warning.On(c.Background, c.Text)) / 4.5,
		} {
			if ratio < 1 {
				t.Errorf("%s: %s has only %.0f%% of the contrast that it needs", theme, name, 100*ratio)
			}
		}
	}
}

// The readings and the clock are as wide whatever they say, and the processor's
// even when it says 100.
func TestReadingsKeepTheirWidth(t *testing.T) {
	frame := func(share float64, minute int) Frame {
		f := Facts{Now: time.Date(2026, 11, 21, 11, minute, 0, 0, time.UTC), System: sysinfo.Facts{
			Battery: sysinfo.Battery{Present: true, Charge: min(share, 0.99)}, Volume: sysinfo.Volume{Present: true, Level: min(share, 0.99)},
			Processor: sysinfo.Processor{Present: true, Busy: share},
			Memory:    sysinfo.Memory{Present: true, Total: 1000, Available: max(10, uint64(1000*(1-share)))},
		}}
		// A font whose "1" is narrow.
		narrow := func(t Text) float64 { return measure(t) - 2*float64(strings.Count(t.Text, "1")) }
		return Lay(Items(f, style(), 1), style(), 1280, 1, narrow)
	}
	first := frame(0, 0)
	if len(first.Boxes) != 5 {
		t.Fatalf("%d items, expected 5", len(first.Boxes))
	}
	for _, share := range []float64{0.07, 0.11, 0.42, 0.996, 1} {
		for i, b := range frame(share, int(share*59)).Boxes {
			if b.X != first.Boxes[i].X || b.W != first.Boxes[i].W {
				t.Errorf("at %v %s is at %v, %v wide, expected %v and %v", share, b.Item, b.X, b.W, first.Boxes[i].X, first.Boxes[i].W)
			}
		}
	}
}

func TestIconsGoWithTheFont(t *testing.T) {
	s := only("volume")
	for _, row := range []struct{ size, height, want float64 }{{13, 28, 16}, {20, 40, 24}, {20, 28, 20}, {9, 20, 12}, {72, 16, 8}} {
		s.Font.Size, s.Height = row.size, row.height
		item, _ := one(t, Facts{System: sysinfo.Facts{Volume: sysinfo.Volume{Present: true}}}, s, 1)
		if _, h := item.Cells[0].Symbol.Size(); h != row.want {
			t.Errorf("with a font of %v on a bar of %v the icon is %v high, expected %v", row.size, row.height, h, row.want)
		}
	}
}

func TestStrftime(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.FixedZone("CET", 3600))
	for format, want := range map[string]string{
		"%a %-d %b  %H:%M":    "Wed 4 Mar  05:06",
		"%Y-%m-%d %T":         "2026-03-04 05:06:07",
		"%I:%M %p|%-I|%l|%k":  "05:06 AM|5| 5| 5",
		"%j %-j %V %U %W %u":  "063 63 10 09 09 3",
		"100%% %q %":          "100% %q %",
		"%e|%A|%B|%y|%C|%Z%z": " 4|Wednesday|March|26|20|CET+0100",
		"%-M:%-S %s":          "6:7 1772597167",
		"":                    "",
	} {
		if got := Strftime(format, at); got != want {
			t.Errorf("Strftime(%q) = %q, expected %q", format, got, want)
		}
	}
	if got := Strftime("%-H", at.Add(-5*time.Hour)); got != "0" {
		t.Errorf("midnight's bare hour is %q, expected 0", got)
	}
}

func TestShowsSeconds(t *testing.T) {
	for format, want := range map[string]bool{
		"%H:%M": false, "%T": true, "%H:%M:%S": true, "%%S": false, "%-S": true, "%c": true, "S%": false,
	} {
		if got := ShowsSeconds(format); got != want {
			t.Errorf("ShowsSeconds(%q) = %v", format, got)
		}
	}
}

func TestContrastOfBlackAndWhite(t *testing.T) {
	if got := Color(0xff000000).Contrast(0xffffffff); got < 20.99 || got > 21.01 {
		t.Errorf("black on white has a contrast of %v, expected 21", got)
	}
	if got := Color(0x80123456).NRGBA(); got.R != 0x12 || got.G != 0x34 || got.B != 0x56 || got.A != 0x80 {
		t.Errorf("got %v", got)
	}
}

func TestItemsCompare(t *testing.T) {
	f := Facts{State: ipc.State{Workspaces: []ipc.Workspace{{Name: "1"}, {Name: "2"}}}}
	a, _ := one(t, f, only("workspaces"), 1)
	b, _ := one(t, f, only("workspaces"), 1)
	if !a.Equal(b) {
		t.Error("the same facts give items that differ")
	}
	f.State.Workspaces[1].Urgent = true
	if c, _ := one(t, f, only("workspaces"), 1); a.Equal(c) {
		t.Error("an urgent workspace makes no difference")
	}
	if strings.Contains(a.Cells[0].Label.Text, "2") {
		t.Error("cells are out of order")
	}
}
