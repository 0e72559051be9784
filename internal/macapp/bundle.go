package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"perch/internal/desktop/mac/login"
)

// programs are what the application has: the commands, the agent, which is the
// application's own program, and the bar.
var programs = []string{"perch", "perch-agent", "perch-bar"}

// names are those by which perch is found in the application too:
// scripts call AeroSpace's, SketchyBar's and JankyBorders' commands.
var names = []string{"aerospace", "sketchybar", "borders"}

// launched is set in the environment of the application's program if it was opened
// as an application, and not as a command.
const launched = "PERCH_LAUNCHED"

// executable is the program of an application.
func executable(app string) string {
	if whole, err := filepath.Abs(app); err == nil {
		app = whole
	}
	return filepath.Join(app, "Contents", "MacOS", "perch-agent")
}

// build makes the application anew.
func build(from, app, version string) error {
	if filepath.Ext(app) != ".app" {
		return fmt.Errorf("%s is no application: its name has to end in .app", app)
	}
	if err := os.RemoveAll(app); err != nil {
		return err
	}
	contents := filepath.Join(app, "Contents")
	folder, resources := filepath.Join(contents, "MacOS"), filepath.Join(contents, "Resources")
	for _, dir := range []string{folder, resources} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	for _, name := range programs {
		if err := copyProgram(filepath.Join(from, name), filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	for _, name := range names {
		if err := os.Symlink("perch", filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	icon, err := icns()
	if err != nil {
		return err
	}
	for path, text := range map[string][]byte{
		filepath.Join(contents, "Info.plist"):  info(version),
		filepath.Join(contents, "PkgInfo"):     []byte("APPL????"),
		filepath.Join(resources, "Perch.icns"): icon,
	} {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func copyProgram(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("%w; make build makes it, on a Mac", err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// info is the application's Info.plist (Information Property List Key Reference).
func info(version string) []byte {
	return login.Plist(login.Dict{
		{Key: "CFBundleIdentifier", Value: login.Label},
		{Key: "CFBundleName", Value: "Perch"},
		{Key: "CFBundleDisplayName", Value: "Perch"},
		{Key: "CFBundleExecutable", Value: "perch-agent"},
		{Key: "CFBundleIconFile", Value: "Perch"},
		{Key: "CFBundlePackageType", Value: "APPL"},
		{Key: "CFBundleInfoDictionaryVersion", Value: "6.0"},
		{Key: "CFBundleShortVersionString", Value: version},
		{Key: "CFBundleVersion", Value: version},
		{Key: "LSMinimumSystemVersion", Value: "12.0"},
		// Neither in the Dock nor in the application switcher.
		{Key: "LSUIElement", Value: true},
		{Key: "LSApplicationCategoryType", Value: "public.app-category.utilities"},
		// Only for what opens it as an application, not for its commands.
		{Key: "LSEnvironment", Value: login.Dict{{Key: launched, Value: "1"}}},
		{Key: "NSHighResolutionCapable", Value: true},
		{Key: "NSSupportsAutomaticGraphicsSwitching", Value: true},
		{Key: "NSAppleEventsUsageDescription", Value: "Scripts of your own configuration may control other applications."},
		{Key: "NSLocationUsageDescription", Value: "macOS tells the name of the wireless network only to applications that may know where it is. The bar shows that name."},
	})
}
