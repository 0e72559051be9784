//go:build !darwin

package main

import (
	"context"
	"errors"

	"perch/internal/doctor"
)

// selfTest is for macOS; on X the project's tests do it.
func selfTest(context.Context, string) ([]doctor.Finding, error) {
	return nil, errors.New("it is for macOS; perch try shows the same on an X server of its own")
}
