// Package config turns perch.toml, which is a superset of AeroSpace's
// aerospace.toml, into typed settings. Every problem that it finds has a file,
// a line and a column; one mistake costs its key only.
package config

import (
	"maps"
	"slices"

	"perch/keybind"
)

// Config is one configuration file, understood. Programs are never nil.
type Config struct {
	Path    string // file; "" for the built-in default
	Version int    // config-version: 1 or 2

	AfterStartup         Program
	OnFocusChanged       Program
	OnMonitorChanged     Program // on-focused-monitor-changed
	OnModeChanged        Program
	OnWorkspaceChange    []string // exec-on-workspace-change: argv
	OnWindowDetected     []WindowRule
	StartAtLogin         bool
	AutoReload           bool // auto-reload-config
	Flatten              bool // enable-normalization-flatten-containers
	Opposite             bool // enable-normalization-opposite-orientation-for-nested-containers
	UnhideApps           bool // automatically-unhide-macos-hidden-apps
	FocusFollowsMouse    bool
	AccordionPadding     int
	RootLayout           string   // default-root-container-layout: "tiles" or "accordion"
	RootOrientation      string   // "horizontal", "vertical" or "auto"
	PersistentWorkspaces []string // distinct, in the order of the file; inferred in version 1
	Gaps                 Gaps
	// Assignments are the monitors that workspaces are forced to: the first
	// pattern that resolves counts.
	Assignments map[string][]MonitorPattern
	Keys        keybind.Notation
	// Modes is empty when the file has no mode table.
	Modes map[string]Mode
	Exec  Exec

	Bar Bar
	// Apps maps a WM_CLASS class to the app id that rules and queries see.
	Apps map[string]string
	// AeroSpaceSocket says whether to answer on AeroSpace's own socket too.
	AeroSpaceSocket bool

	// Values is what the file itself says, by key: tables as map[string]any,
	// arrays as []any, strings, int64 and bool; right or wrong.
	Values map[string]any
}

// Mode is one set of bindings.
type Mode struct {
	Bindings []Binding // sorted by notation as written, one per chord
}

// Binding is a chord and what it runs.
type Binding struct {
	Notation string // as written
	Chord    keybind.Chord
	Run      Program // may be empty: the chord is swallowed
}

// Find returns the binding that was written as notation.
func (m Mode) Find(notation string) (Binding, bool) {
	for _, b := range m.Bindings {
		if b.Notation == notation {
			return b, true
		}
	}
	return Binding{}, false
}

// ForChord returns the binding of a chord.
func (m Mode) ForChord(c keybind.Chord) (Binding, bool) {
	for _, b := range m.Bindings {
		if b.Chord == c {
			return b, true
		}
	}
	return Binding{}, false
}

// ModeNames returns the names of the modes, sorted.
func (c *Config) ModeNames() []string { return slices.Sorted(maps.Keys(c.Modes)) }

// fallback is the configuration of an empty file.
func fallback(env environment) *Config {
	return &Config{
		Version:          1,
		AfterStartup:     Sequence{},
		OnFocusChanged:   Sequence{},
		OnMonitorChanged: Sequence{},
		OnModeChanged:    Sequence{},
		Flatten:          true,
		Opposite:         true,
		AccordionPadding: 30,
		RootLayout:       "tiles",
		RootOrientation:  "auto",
		Assignments:      map[string][]MonitorPattern{},
		Modes:            map[string]Mode{},
		Exec:             defaultExec(env),
		Bar:              DefaultBar(),
		Apps:             map[string]string{},
		AeroSpaceSocket:  true,
		Values:           map[string]any{},
	}
}
