//go:build !darwin

package main

import (
	"context"
	"errors"
	"log/slog"

	"perch/config"
	"perch/internal/desktop"
)

// platform is what the system has beside a desktop of windows.
type platform struct{}

// beside does work on a system that has nothing to run beside it.
func beside(_ string, work func(platform) int) (int, error) { return work(platform{}), nil }

func (platform) open(context.Context, string, *slog.Logger) (desktop.Desktop, error) {
	return nil, errors.New("the windows of macOS are on a Mac; on an X display Perch manages windows with --desktop x11")
}

func (platform) configured(*config.Config, bool, *slog.Logger) {}

func (platform) attend(context.Context, attendance) {}

// clientProgram is what commands are best given to by scripts.
func clientProgram(self string) string { return self }

// launched says whether the program was opened as an application.
func launched() bool { return false }

func keepLog() {}
