package main

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"perch/internal/desktop/mac/login"
)

// built is a folder as make build leaves it on a Mac.
func built(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range programs {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("program "+name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestBundle(t *testing.T) {
	app := filepath.Join(t.TempDir(), "Perch.app")
	from := built(t)
	for range 2 { // the second replaces the first
		if err := run([]string{"-version", "1.2.3", from, app}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	filepath.WalkDir(app, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(app, path)
		if target, err := os.Readlink(path); err == nil {
			rel += " -> " + target
		}
		got = append(got, rel)
		return nil
	})
	want := []string{
		"Contents/Info.plist", "Contents/MacOS/aerospace -> perch", "Contents/MacOS/borders -> perch", "Contents/MacOS/perch",
		"Contents/MacOS/perch-agent", "Contents/MacOS/perch-bar", "Contents/MacOS/sketchybar -> perch", "Contents/PkgInfo", "Contents/Resources/Perch.icns",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the application has\n%s\nexpected\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	info, err := os.Stat(executable(app))
	if err != nil || info.Mode().Perm()&0o111 != 0o111 {
		t.Errorf("its program is %v, %v", info, err)
	}
	// All that macOS runs by its name is there by that name.
	values := pairs(t, filepath.Join(app, "Contents", "Info.plist"))
	if values["CFBundleExecutable"] != filepath.Base(executable(app)) || values["CFBundleIdentifier"] != login.Label ||
		values["LSMultipleInstancesProhibited"] != "" || // it would shut out other users' sessions
		values["LSUIElement"] != "true" || values["CFBundleShortVersionString"] != "1.2.3" || values[launched] != "1" {
		t.Errorf("Info.plist says %v", values)
	}
	if _, err := os.Stat(filepath.Join(app, "Contents", "Resources", values["CFBundleIconFile"]+".icns")); err != nil {
		t.Error(err)
	}
}

// pairs are the keys of a property list with their values, those of inner
// dictionaries beside those of the outer one. The file has to be XML.
func pairs(t *testing.T, path string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	key, inKey := "", false
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return values
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			inKey = e.Name.Local == "key"
			if e.Name.Local == "true" || e.Name.Local == "false" {
				values[key] = e.Name.Local
			}
		case xml.CharData:
			if s := strings.TrimSpace(string(e)); s != "" && inKey {
				key = s
			} else if s != "" {
				values[key] = s
			}
		case xml.EndElement:
			inKey = false
		}
	}
}

func TestIcon(t *testing.T) {
	data, err := icns()
	if err != nil {
		t.Fatal(err)
	}
	if string(data[:4]) != "icns" || int(binary.BigEndian.Uint32(data[4:])) != len(data) {
		t.Fatalf("the icon begins with %q and says %d bytes of %d", data[:4], binary.BigEndian.Uint32(data[4:]), len(data))
	}
	largest := 0
	for at := 8; at < len(data); {
		length := int(binary.BigEndian.Uint32(data[at+4:]))
		im, err := png.Decode(bytes.NewReader(data[at+8 : at+length]))
		if err != nil {
			t.Fatalf("%s: %v", data[at:at+4], err)
		}
		size := im.Bounds().Dx()
		largest = max(largest, size)
		// Around the desk there is nothing, and in its middle there is something.
		if _, _, _, a := im.At(0, 0).RGBA(); a != 0 || im.Bounds().Dy() != size {
			t.Errorf("%s: its corner is not free, or it is no square: %v", data[at:at+4], im.Bounds())
		}
		if _, _, _, a := im.At(size/2, size/2).RGBA(); a != 0xffff {
			t.Errorf("%s: its middle is empty", data[at:at+4])
		}
		at += length
	}
	if largest != 1024 {
		t.Errorf("the largest picture has %d pixels", largest)
	}
}

func TestLoginItem(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("PERCH_CONFIG", "")
	for _, row := range []struct {
		config string
		want   bool
	}{
		{"start-at-login = true\n", true}, {"start-at-login = false\n", false}, {"start-at-login = true\n", true}, {"", false},
	} {
		if err := os.WriteFile(filepath.Join(home, ".perch.toml"), []byte("config-version = 2\n"+row.config), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := run([]string{"-login", filepath.Join(home, "Applications", "Perch.app")}); err != nil {
			t.Fatal(err)
		}
		job, err := os.ReadFile(login.Path(home))
		if (err == nil) != row.want {
			t.Errorf("with %q the login item is %v", row.config, err)
		}
		if row.want && !bytes.Contains(job, []byte(filepath.Join(home, "Applications/Perch.app/Contents/MacOS/perch-agent"))) {
			t.Errorf("the login item is %s", job)
		}
	}
}

func TestMistakes(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{
		{}, {"one"}, {"-login"}, {dir, filepath.Join(dir, "Perch")}, {dir, filepath.Join(dir, "Perch.app")}, {"-nonsense"},
	} {
		if err := run(args); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
	if _, err := os.Stat(dir); err != nil {
		t.Error("a folder that is no application was removed")
	}
}
