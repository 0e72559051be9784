//go:build linux

package main

import (
	"embed"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// standIns are programs of macOS that bar plugins call, played by scripts that
// change nothing and print what a machine might.
//
//go:embed standins
var standIns embed.FS

// mute are those that print nothing and do nothing: what they would start, stop
// or build has no place here.
const mute = "betterdisplaycli borders brightness caffeinate clang gcc hs icalBuddy killall launchctl make mpc open pkill plutil say skhd spotify_player swift swiftc terminal-notifier"

// homebrew has Perch's commands and the stand-ins in the places where Homebrew
// puts programs, which many configurations name.
func homebrew(commands, standins string) error {
	const root = "/opt/homebrew"
	if err := os.RemoveAll(root); err != nil {
		return err
	}
	for _, bin := range []string{"bin", "opt/sketchybar/bin", "opt/borders/bin"} {
		bin = filepath.Join(root, bin)
		if err := os.MkdirAll(bin, 0o755); err != nil {
			return err
		}
		for _, dir := range []string{commands, standins} {
			entries, err := os.ReadDir(dir)
			if err != nil {
				return err
			}
			for _, entry := range entries {
				if err := os.Symlink(filepath.Join(dir, entry.Name()), filepath.Join(bin, entry.Name())); err != nil && !os.IsExist(err) {
					return err
				}
			}
		}
	}
	return nil
}

// install writes the stand-ins into a folder for PATH.
func install(dir string) error {
	for _, name := range strings.Fields(mute) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o755); err != nil {
			return err
		}
	}
	return fs.WalkDir(standIns, "standins", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := standIns.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, entry.Name()), content, 0o755)
	})
}
