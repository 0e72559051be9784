package try

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/draw"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// scripted is a driver whose sights are given; each act shows the next one.
type scripted struct {
	sights []Sight
	at     int
	acts   []string
}

func (d *scripted) String() string       { return "a script" }
func (d *scripted) HasBar() bool         { return true }
func (d *scripted) Open(app App) error   { return d.act("open " + app.Name) }
func (d *scripted) Key(key string) error { return d.act(key) }
func (d *scripted) Quit() error          { return d.act("quit") }
func (d *scripted) Close()               {}
func (d *scripted) Look() (Sight, error) { return d.sights[min(d.at, len(d.sights)-1)], nil }

func (d *scripted) act(name string) error {
	d.acts = append(d.acts, name)
	d.at++
	if name == "broken" {
		return errors.New("the key is broken")
	}
	return nil
}

func (d *scripted) Wait(ctx context.Context, held func() bool) error {
	if held() {
		return nil
	}
	return context.DeadlineExceeded
}

func (d *scripted) Picture(context.Context) (image.Image, error) {
	return image.NewRGBA(image.Rect(0, 0, 4, 4)), nil
}

func TestPlayReportsEveryStep(t *testing.T) {
	driver := &scripted{sights: []Sight{{Workspace: "1"}, {Workspace: "2"}, {Workspace: "3"}}}
	wants := func(name string) func(Sight) check { return func(Sight) check { return onWorkspace(name) } }
	steps := []step{
		{"a good one", "workspace 2", key("alt-2"), wants("2")},
		{"bad", "workspace 1", key("alt-1"), wants("1")},
		{"broken", "nothing", key("broken"), wants("3")},
		{"good after bad", "workspace 3", key("alt-3"), wants("3")},
	}
	folder := t.TempDir()
	stale := filepath.Join(folder, "99-stale.png")
	if err := os.WriteFile(stale, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := play(t.Context(), driver, steps, Options{Out: folder, Stdout: &out})
	if err == nil || !strings.Contains(err.Error(), "2 of 4 steps") {
		t.Errorf("play returns %v, want an error about 2 of 4 steps", err)
	}
	if _, err := os.Stat(stale); err == nil {
		t.Error("a picture of an older run is left")
	}

	data, err := os.ReadFile(filepath.Join(folder, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report Report
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	if report.OK || len(report.Steps) != 4 {
		t.Fatalf("report is %+v", report)
	}
	for i, want := range []struct {
		ok                   bool
		wrong, seen, picture string
	}{
		{true, "", "workspace 2", "01-a-good-one.png"},
		{false, `workspace "3" has the focus, not "1"`, "workspace 3", "02-bad.png"},
		{false, "the key is broken", "nothing", "03-broken.png"},
		{true, "", "workspace 3", "04-good-after-bad.png"},
	} {
		got := report.Steps[i]
		if got.OK != want.ok || got.Wrong != want.wrong || got.Seen != want.seen || got.Picture != want.picture {
			t.Errorf("step %d is %+v, want %+v", i+1, got, want)
		}
		if _, err := os.Stat(filepath.Join(folder, want.picture)); err != nil {
			t.Error(err)
		}
	}
	for _, line := range []string{"ok    1 a good one", "FAIL  2 bad", "wrong: the key is broken", "2 of 4 steps held"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("the summary lacks %q:\n%s", line, out.String())
		}
	}
}

// desk is a sight of three columns under a bar of 32 pixels.
func desk() Sight {
	seen := func(app App, left, right int) Seen {
		return Seen{App: app.Name, Workspace: "1", Layout: "h_tiles", Frame: image.Rect(left, 42, right, 789), Visible: true, Pixels: (right - left) * 700}
	}
	s := Sight{
		Screen: image.Rect(0, 0, 1280, 800), Workspace: "1",
		Bar:     Bar{Frame: image.Rect(0, 0, 1280, 32), Pill: image.Rect(8, 4, 40, 5)},
		Windows: []Seen{seen(editor, 10, 423), seen(shell, 433, 846), seen(clock, 856, 1270)},
	}
	s.Windows[2].Focused = true
	return s
}

// Every check holds for the sight that it wants and for none in which one
// thing is wrong.
func TestChecksSeeWhatIsWrong(t *testing.T) {
	columnsCheck := tiled(columns(editor, shell, clock))
	for name, test := range map[string]struct {
		check check
		spoil func(*Sight)
	}{
		"workspace":      {onWorkspace("1"), func(s *Sight) { s.Workspace = "2" }},
		"no focus":       {focused(clock), func(s *Sight) { s.Windows[2].Focused = false }},
		"other focus":    {focused(clock), func(s *Sight) { s.Windows[0].Focused = true }},
		"unmapped":       {shown(editor, shell, clock), func(s *Sight) { s.Windows[0].Visible = false }},
		"no pixel":       {shown(editor, shell, clock), func(s *Sight) { s.Windows[0].Pixels = 0 }},
		"one too many":   {shown(editor, shell, clock), func(s *Sight) { s.Windows = append(s.Windows, Seen{App: "guide", Visible: true}) }},
		"left pixels":    {shown(editor, shell, clock), func(s *Sight) { s.Windows = append(s.Windows, Seen{App: "guide", Pixels: 3}) }},
		"moved":          {columnsCheck, func(s *Sight) { s.Windows[1].Frame = s.Windows[1].Frame.Add(image.Pt(3, 0)) }},
		"floats":         {columnsCheck, func(s *Sight) { s.Windows[1].Layout = "floating" }},
		"behind":         {columnsCheck, func(s *Sight) { s.Windows[1].Pixels = 1000 }},
		"swapped":        {columnsCheck, func(s *Sight) { s.Windows[0].Frame, s.Windows[1].Frame = s.Windows[1].Frame, s.Windows[0].Frame }},
		"overlap":        {covering(editor, shell, clock), func(s *Sight) { s.Windows[0].Frame.Max.X += 8 }},
		"hole":           {covering(editor, shell, clock), func(s *Sight) { s.Windows[0].Frame.Max.Y -= 100 }},
		"below the bar":  {covering(editor, shell, clock), func(s *Sight) { s.Windows[0].Frame.Min.Y -= 30 }},
		"no bar":         {barUp, func(s *Sight) { s.Bar = Bar{} }},
		"narrow bar":     {barUp, func(s *Sight) { s.Bar.Frame.Max.X = 640 }},
		"no pill":        {barUp, func(s *Sight) { s.Bar.Pill = image.Rectangle{} }},
		"mode":           {barMode(false), func(s *Sight) { s.Bar.Mode = image.Rect(100, 4, 150, 5) }},
		"layout":         {layoutOf(clock, "_tiles"), func(s *Sight) { s.Windows[2].Layout = "h_accordion" }},
		"elsewhere":      {on(clock, "1"), func(s *Sight) { s.Windows[2].Workspace = "2" }},
		"under the bar":  {clearOfBar(editor), func(s *Sight) { s.Windows[0].Frame = s.Windows[0].Frame.Add(image.Pt(0, -20)) }},
		"contradiction":  {all(onWorkspace("1")), func(s *Sight) { s.contradict("the focus differs") }},
		"pill stays":     {pillRightOf(Sight{}), func(s *Sight) { s.Bar.Pill = image.Rectangle{} }},
		"not wider":      {wider(desk(), 0), func(s *Sight) { s.Windows[2].Frame.Max.X -= 20 }},
		"other card gap": {func(s Sight) string { return not(overlapping(shell, clock)(s)) }, func(s *Sight) { s.Windows[1].Frame.Max.X = 1000 }},
	} {
		good := desk()
		if wrong := test.check(good); wrong != "" {
			t.Errorf("%s: a good sight is wrong: %s", name, wrong)
		}
		bad := desk()
		test.spoil(&bad)
		if test.check(bad) == "" {
			t.Errorf("%s: a bad sight passes", name)
		}
	}
}

func not(wrong string) string {
	if wrong == "" {
		return "holds"
	}
	return ""
}

func TestFullscreenAndClose(t *testing.T) {
	before := desk()
	s := desk()
	s.Windows[2].Fullscreen, s.Windows[2].Frame = true, image.Rect(10, 42, 1270, 790)
	if fullscreen(before)(s) == "" {
		t.Error("pixels of other windows are overlooked")
	}
	s.Windows[0].Pixels, s.Windows[1].Pixels = 0, 0
	if wrong := fullscreen(before)(s); wrong != "" {
		t.Error(wrong)
	}
	if closed(before)(desk()) == "" {
		t.Error("a window that is still there counts as closed")
	}
	rest := desk()
	rest.Windows = rest.Windows[:1]
	rest.Windows[0].Frame, rest.Windows[0].Focused, rest.Windows[0].Pixels = image.Rect(10, 42, 1270, 790), true, 800000
	if wrong := closed(before)(rest); wrong != "" {
		t.Error(wrong)
	}
}

// The tour covers what a person is to see, in the order of its story.
func TestStepsNameKeysOfTheConfiguration(t *testing.T) {
	driver := &scripted{sights: []Sight{{}}}
	for _, s := range steps(driver) {
		if err := s.act(driver); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
		if s.expected == "" || slug(s.name) == "" {
			t.Errorf("step %q says nothing", s.name)
		}
	}
	for _, act := range driver.acts {
		if strings.HasPrefix(act, "open ") || act == "quit" {
			continue
		}
		if !bytes.Contains(configuration, []byte("\n"+act+" = ")) {
			t.Errorf("the tour presses %s, which the configuration does not bind", act)
		}
	}
	for _, app := range apps {
		if !slices.Contains(driver.acts, "open "+app.Name) {
			t.Errorf("%s is never opened", app.Name)
		}
	}
}

func TestPixels(t *testing.T) {
	picture := image.NewRGBA(image.Rect(0, 0, 100, 20))
	fill := func(area image.Rectangle, app App) {
		draw.Draw(picture, area, image.NewUniform(app.Colour), image.Point{}, draw.Src)
	}
	fill(image.Rect(0, 0, 10, 10), editor)
	fill(image.Rect(95, 5, 100, 20), shell)
	counts := countColours(picture, apps)
	if counts[editor.Colour] != 100 || counts[shell.Colour] != 75 || counts[clock.Colour] != 0 {
		t.Errorf("counts are %v", counts)
	}

	draw.Draw(picture, image.Rect(20, 4, 50, 16), image.NewUniform(accent), image.Point{}, draw.Src)
	draw.Draw(picture, image.Rect(25, 8, 45, 12), image.NewUniform(skyTop), image.Point{}, draw.Src) // a text on it
	if got := block(picture, picture.Bounds(), accent); got != image.Rect(20, 4, 50, 5) {
		t.Errorf("block is %v", got)
	}
	draw.Draw(picture, image.Rect(60, 4, 68, 16), image.NewUniform(modeColour), image.Point{}, draw.Src)
	if got := block(picture, picture.Bounds(), modeColour); !got.Empty() {
		t.Errorf("a letter is the block %v", got)
	}
}

func TestAppsAreDistinct(t *testing.T) {
	for i, a := range apps {
		for _, b := range apps[:i] {
			if a.Colour == b.Colour || a.Name == b.Name || a.Class == b.Class && a.Title == b.Title {
				t.Errorf("%s and %s cannot be told apart", a.Name, b.Name)
			}
		}
	}
}

func TestEnvironment(t *testing.T) {
	got := environment([]string{"HOME=/h", "DISPLAY=:0", "PERCH_SOCKET=/s", "AEROSPACE_WINDOW_ID=3", "WAYLAND_DISPLAY=w"}, "DISPLAY=:9")
	if strings.Join(got, " ") != "HOME=/h DISPLAY=:9" {
		t.Errorf("environment is %v", got)
	}
}

func TestHighlightKeepsTheText(t *testing.T) {
	plain := string(highlight(configuration))
	for {
		start := strings.Index(plain, "\x1b[")
		if start < 0 {
			break
		}
		end := strings.IndexByte(plain[start:], 'm')
		plain = plain[:start] + plain[start+end+1:]
	}
	if plain != strings.ReplaceAll(string(configuration), "\n", "\r\n") {
		t.Error("colouring changes the text")
	}
}

func TestKeysInColour(t *testing.T) {
	got := colourKeys("  alt-q     close\n  alt-f x   all of it\n")
	want := "  \x1b[34malt-q   \x1b[0m  close\n  \x1b[34malt-f x \x1b[0m  all of it\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNestable(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "output"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	t.Setenv("DISPLAY", ":0")
	if Nestable(file) {
		t.Error("a file counts as a terminal")
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if Nestable(null) {
		t.Error("/dev/null counts as a terminal")
	}
}

// The whole tour holds on the simulated desktop.
func TestSimulatedTour(t *testing.T) {
	driver, err := newSimDriver()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	var out bytes.Buffer
	if err := play(t.Context(), driver, steps(driver), Options{Out: folder, Stdout: &out}); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
}
