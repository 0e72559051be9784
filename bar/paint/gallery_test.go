package paint

import (
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"time"

	"perch/bar"
	"perch/bar/engine"
)

func opaque(c bar.Color) bool     { return c>>24 > 0xf0 }
func opaqueHalf(c bar.Color) bool { return c>>24 > 0x30 }

func plainPicture(w, h int, c color.Color) *image.RGBA {
	im := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(im, im.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return im
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPictures(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	savePicture(t, filepath.Join(dir, "red.png"), plainPicture(40, 20, color.RGBA{255, 0, 0, 255}))
	file, err := os.Create(filepath.Join(dir, "green.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(file, plainPicture(16, 16, color.RGBA{0, 255, 0, 255}), &jpeg.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	file.Close()
	writeFile(t, filepath.Join(dir, "blue.svg"), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#0000ff"/></svg>`)
	writeFile(t, filepath.Join(dir, "junk.png"), "nothing")
	s := NewStage(2)
	for source, want := range map[string]engine.Size{
		dir + "/red.png": {W: 40, H: 20}, "~/red.png": {W: 40, H: 20}, dir + "/green.jpg": {W: 16, H: 16}, dir + "/blue.svg": {W: 10, H: 10},
	} {
		if got, err := s.Image(source); err != nil || got != want {
			t.Errorf("%s is %v: %v", source, got, err)
		}
	}
	writeFile(t, filepath.Join(dir, "half.png"), "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00")
	writeFile(t, filepath.Join(dir, "empty.svg"), `<svg xmlns="http://www.w3.org/2000/svg"></svg>`)
	for source, there := range map[string]bool{
		"": false, dir + "/junk.png": true, dir + "/half.png": true, dir + "/empty.svg": true, dir + "/none.png": false,
		dir: false, "app.nothing like this": false, "space.3": false, "media.artwork": false,
	} {
		if _, err := s.Image(source); err == nil || errors.Is(err, engine.ErrUndecodable) != there {
			t.Errorf("%q: %v", source, err)
		}
		one(t, s, 20, 20, engine.Picture{Frame: engine.Rect{W: 10, H: 10}, Source: source})
	}
	for source, want := range map[string]color.RGBA{"red.png": {255, 0, 0, 255}, "green.jpg": {0, 255, 0, 255}, "blue.svg": {0, 0, 255, 255}} {
		im := one(t, s, 40, 40, engine.Picture{Frame: engine.Rect{X: 10, Y: 10, W: 20, H: 20}, Source: filepath.Join(dir, source)})
		pixel(t, im, 40, 40, want, 2)
		pixel(t, im, 21, 21, want, 2)
		pixel(t, im, 19, 40, color.RGBA{}, 0)
	}
	// Rounded, with a border inside and a hard shadow beside.
	im := one(t, s, 60, 60, engine.Picture{Frame: engine.Rect{X: 10, Y: 10, W: 30, H: 30}, Source: dir + "/red.png", Radius: 8,
		Border: 0xffffffff, BorderWidth: 2, ShadowColor: 0xff0000ff, ShadowOffset: engine.Point{X: 5, Y: 5}})
	pixel(t, im, 20, 20, color.RGBA{}, 0)
	pixel(t, im, 21, 50, color.RGBA{255, 255, 255, 255}, 0)
	pixel(t, im, 50, 50, color.RGBA{255, 0, 0, 255}, 2)
	pixel(t, im, 85, 60, color.RGBA{0, 0, 255, 255}, 0)
	// A picture smaller than twice its radius stays square.
	im = one(t, s, 60, 60, engine.Picture{Frame: engine.Rect{X: 10, Y: 10, W: 10, H: 10}, Source: dir + "/red.png", Radius: 8})
	pixel(t, im, 20, 20, color.RGBA{255, 0, 0, 255}, 2)
}

func TestPicturesThatChange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.png")
	savePicture(t, path, plainPicture(8, 8, color.RGBA{255, 0, 0, 255}))
	s := NewStage(1)
	if size, _ := s.Image(path); size.W != 8 {
		t.Fatalf("it is %v", size)
	}
	savePicture(t, path, plainPicture(12, 12, color.RGBA{0, 255, 0, 255}))
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	if size, _ := s.Image(path); size.W != 12 {
		t.Errorf("a file that was changed is still %v", size)
	}
	// The album's picture changes when it is said so.
	playing := plainPicture(64, 32, color.RGBA{255, 0, 0, 255})
	asked := 0
	s.Artwork = func() image.Image { asked++; return playing }
	s.Forget("media.artwork")
	if size, err := s.Image("media.artwork"); err != nil || size != (engine.Size{W: 64, H: 32}) {
		t.Errorf("the album's picture is %v: %v", size, err)
	}
	layer := &engine.Layer{Item: "art", Frame: engine.Rect{W: 10, H: 10}, Marks: []engine.Mark{engine.Picture{Frame: engine.Rect{W: 10, H: 10}, Source: "media.artwork"}}}
	scene := window("w", 10, 10, layer)
	pixel(t, s.Show(scene)[0].Image, 5, 5, color.RGBA{255, 0, 0, 255}, 0)
	playing = plainPicture(64, 32, color.RGBA{0, 0, 255, 255})
	if c := s.Show(scene); len(c) != 0 || asked != 1 {
		t.Errorf("nothing was said, and %v changed after %d questions", c, asked)
	}
	s.Forget("media.artwork")
	c := s.Show(scene)
	if len(c) != 1 || len(c[0].Damage) != 1 {
		t.Fatalf("the next song changes %v", c)
	}
	pixel(t, c[0].Image, 5, 5, color.RGBA{0, 0, 255, 255}, 0)
}

// Themes have hundreds of folders, and messages wait for the bar: themes are
// read once.
func TestThemesAreReadOnce(t *testing.T) {
	data := t.TempDir()
	t.Setenv("XDG_DATA_HOME", data)
	t.Setenv("XDG_DATA_DIRS", filepath.Join(data, "none"))
	t.Setenv("HOME", data)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(data, "config"))
	theme := filepath.Join(data, "icons/hicolor")
	index := filepath.Join(theme, "index.theme")
	writeFile(t, index, "[Icon Theme]\nName=h\nDirectories=48x48/apps,64x64/apps\n"+
		"[48x48/apps]\nSize=48\nType=Fixed\n[64x64/apps]\nSize=64\nType=Fixed\n")
	if err := os.MkdirAll(filepath.Join(theme, "48x48/apps"), 0o755); err != nil {
		t.Fatal(err)
	}
	icons := newAppIcons()
	if path, err := icons.find("Editor", 64, exists); err == nil {
		t.Fatalf("%s is the icon of an application without one", path)
	}
	if err := os.Remove(index); err != nil {
		t.Fatal(err)
	}
	// An application that was installed since has its icon all the same.
	icon := filepath.Join(theme, "48x48/apps/editor.png")
	savePicture(t, icon, plainPicture(48, 48, color.RGBA{255, 0, 0, 255}))
	if path, err := icons.find("Editor", 64, exists); path != icon {
		t.Fatalf("the icon is %q: %v", path, err)
	}
}

func TestAppIcons(t *testing.T) {
	data := t.TempDir()
	t.Setenv("XDG_DATA_HOME", data)
	t.Setenv("XDG_DATA_DIRS", filepath.Join(data, "none"))
	t.Setenv("HOME", data)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(data, "config"))
	entry := func(id, name, class, icon string) {
		writeFile(t, filepath.Join(data, "applications", id+".desktop"),
			"[Desktop Entry]\nName="+name+"\nStartupWMClass="+class+"\nIcon="+icon+"\n[Desktop Action x]\nIcon=wrong\n")
	}
	entry("brave-browser", "Brave", "Brave-browser", "brave")
	entry("org.gnome.Nautilus", "Files", "", "nautilus")
	entry("own", "Own Icon", "", filepath.Join(data, "own.svg"))
	theme := filepath.Join(data, "icons/hicolor")
	writeFile(t, filepath.Join(theme, "index.theme"), "[Icon Theme]\nName=h\nDirectories=16x16/apps,64x64/apps,scalable/apps\n"+
		"[16x16/apps]\nSize=16\nType=Fixed\n[64x64/apps]\nSize=64\nType=Fixed\n[scalable/apps]\nSize=128\nMinSize=100\nMaxSize=256\nType=Scalable\n")
	square := func(c string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="` + c + `"/></svg>`
	}
	for _, f := range []struct {
		path string
		c    color.RGBA
	}{{"16x16/apps/brave.png", color.RGBA{255, 0, 0, 255}}, {"64x64/apps/brave.png", color.RGBA{0, 255, 0, 255}}} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(theme, f.path)), 0o755); err != nil {
			t.Fatal(err)
		}
		savePicture(t, filepath.Join(theme, f.path), plainPicture(16, 16, f.c))
	}
	writeFile(t, filepath.Join(theme, "scalable/apps/nautilus.svg"), square("#0000ff"))
	writeFile(t, filepath.Join(data, "own.svg"), square("#ffff00"))
	// An icon that cannot be drawn gives way to another one.
	entry("lettered", "Lettered", "", "lettered")
	writeFile(t, filepath.Join(theme, "scalable/apps/lettered.svg"), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text x="1" y="8">X</text></svg>`)
	writeFile(t, filepath.Join(theme, "64x64/apps/lettered.png"), "nothing")
	savePicture(t, filepath.Join(theme, "16x16/apps/lettered.png"), plainPicture(16, 16, color.RGBA{0, 255, 255, 255}))
	s := NewStage(2)
	s.AppIcon = func(app string) image.Image {
		if app == "Running" {
			return plainPicture(8, 8, color.RGBA{255, 0, 255, 255})
		}
		return nil
	}
	for app, want := range map[string]color.RGBA{
		"Brave": {0, 255, 0, 255}, "com.brave.Browser": {}, "brave-browser": {0, 255, 0, 255}, "Brave Browser": {0, 255, 0, 255},
		"org.gnome.Nautilus": {0, 0, 255, 255}, "Files": {0, 0, 255, 255}, "Own Icon": {255, 255, 0, 255},
		"Running": {255, 0, 255, 255}, "Lettered": {0, 255, 255, 255}, "Nobody": {}, "": {}, "org.": {},
	} {
		size, err := s.Image("app." + app)
		if want == (color.RGBA{}) {
			if app != "com.brave.Browser" && err == nil {
				t.Errorf("%q has an icon", app)
			}
			continue
		}
		if err != nil || size != (engine.Size{W: 32, H: 32}) {
			t.Errorf("the icon of %s is %v: %v", app, size, err)
			continue
		}
		im := one(t, s, 32, 32, engine.Picture{Frame: engine.Rect{W: 32, H: 32}, Source: "app." + app})
		pixel(t, im, 32, 32, want, 2)
	}
}
