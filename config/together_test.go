package config_test

import (
	"strings"
	"testing"
	"time"

	"perch/bar"
	"perch/config"
	"perch/internal/command"
)

// The same with the real command language.

func TestScenariosWithCommands(t *testing.T) { config.RunConfigScenarios(t, command.Language{}) }

func TestCorpusWithCommands(t *testing.T) { config.RunCorpus(t, command.Language{}) }

func TestDefaultWithCommands(t *testing.T) {
	_, problems := config.Load("", command.Language{})
	for _, p := range problems {
		t.Error(p)
	}
}

// The clock formats every directive that a config may have, and no other.
func TestClockDirectives(t *testing.T) {
	now := time.Date(2026, 11, 21, 3, 4, 5, 0, time.UTC)
	for c := '!'; c <= '~'; c++ {
		directive := "%" + string(c)
		formatted := bar.Strftime(directive, now) != directive
		if c != '-' && formatted != strings.ContainsRune(config.ClockDirectives, c) {
			t.Errorf("%s: the clock formats it: %v", directive, formatted)
		}
	}
}
