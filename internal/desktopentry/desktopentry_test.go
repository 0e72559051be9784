package desktopentry

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestApplications(t *testing.T) {
	own, system := t.TempDir(), t.TempDir()
	write(t, filepath.Join(own, "applications/web.desktop"), "[Desktop Entry]\nName=My Web\nName[de]=Mein Netz\nIcon=web\nStartupWMClass = Navigator\n[Desktop Action new]\nName=New window\n")
	write(t, filepath.Join(own, "applications/gone.desktop"), "[Desktop Entry]\nName=Gone\nHidden=true\n")
	write(t, filepath.Join(system, "applications/web.desktop"), "[Desktop Entry]\nName=Web\n")
	write(t, filepath.Join(system, "applications/gone.desktop"), "[Desktop Entry]\nName=Gone\n")
	write(t, filepath.Join(system, "applications/kde/mail.desktop"), "# a comment\n[Desktop Entry]\nType=Application\n#Name=No\nName=Mail\n")
	write(t, filepath.Join(system, "applications/link.desktop"), "[Desktop Entry]\nType=Link\nName=Link\n")
	write(t, filepath.Join(system, "applications/readme.txt"), "[Desktop Entry]\nName=No\n")
	got := Applications([]string{own, system, filepath.Join(system, "absent")})
	want := []Entry{{"web", "My Web", "Navigator", "web"}, {"kde-mail", "Mail", "", ""}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestDataFolders(t *testing.T) {
	t.Setenv("HOME", "/home/me")
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("XDG_DATA_DIRS", "")
	if got := DataFolders(); !slices.Equal(got, []string{"/home/me/.local/share", "/usr/local/share", "/usr/share"}) {
		t.Error(got)
	}
	t.Setenv("XDG_DATA_HOME", "/data")
	t.Setenv("XDG_DATA_DIRS", "relative:/a")
	if got := DataFolders(); !slices.Equal(got, []string{"/data", "/a"}) {
		t.Error(got)
	}
}

func TestNames(t *testing.T) {
	dir := t.TempDir()
	entry := func(id, text string) {
		write(t, filepath.Join(dir, "applications", id+".desktop"), "[Desktop Entry]\n"+text)
	}
	entry("firefox", "Name=Firefox\n")
	entry("code", "Name=Visual Studio Code\nStartupWMClass=Code\n")
	entry("org.gnome.Nautilus", "Name=Files\n")
	entry("chrome-app", "Name=Notes\nStartupWMClass=crx_notes\n")
	entry("nameless", "Icon=x\n")
	n := NewNames([]string{filepath.Join(dir, "absent"), dir})
	for _, row := range []struct{ class, instance, want string }{
		{"firefox", "Navigator", "Firefox"},
		{"Firefox", "Navigator", "Firefox"},
		{"Code", "code", "Visual Studio Code"},
		{"org.gnome.Nautilus", "org.gnome.Nautilus", "Files"},
		{"Nautilus", "nautilus", "Files"},
		{"Google-chrome", "crx_notes", "Notes"},
		{"nameless", "", ""},
		{"XClock", "xclock", ""},
		{"", "", ""},
	} {
		if got := n.Of(row.class, row.instance); got != row.want {
			t.Errorf("%q, %q: %q, want %q", row.class, row.instance, got, row.want)
		}
	}
	// Installed now; the class was not asked for yet.
	entry("mail", "Name=Mail\n")
	if err := os.Chtimes(filepath.Join(dir, "applications"), time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := n.Of("mail", ""); got != "Mail" {
		t.Errorf("a new application is called %q", got)
	}
}
