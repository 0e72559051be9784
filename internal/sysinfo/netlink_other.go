//go:build !linux

package sysinfo

import (
	"context"
	"errors"
)

func uevents(context.Context, string) (<-chan struct{}, error) { return nil, errors.ErrUnsupported }

func routes(context.Context) (<-chan struct{}, error) { return nil, errors.ErrUnsupported }

func essidOf(string) string { return "" }
