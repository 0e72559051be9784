package ipc

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestShare(t *testing.T) {
	s := start(t, Options{Version: "v h"}, echo)
	other := filepath.Join(t.TempDir(), "other.sock")
	ask := func() error {
		c, err := Dial(other)
		if err != nil {
			return err
		}
		defer c.Close()
		_, err = c.Call(Request{Args: []string{"a"}})
		return err
	}
	if err := s.Share(other); err != nil {
		t.Fatal(err)
	}
	if err := ask(); err != nil {
		t.Errorf("the shared socket does not answer: %v", err)
	}

	second := start(t, Options{}, echo)
	var busy *RunningError
	if err := second.Share(other); !errors.As(err, &busy) {
		t.Errorf("sharing a socket that is served: %v", err)
	}

	if err := s.Unshare(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(other); err == nil {
		t.Error("the socket is still there")
	}
	if err := second.Share(other); err != nil {
		t.Errorf("sharing a socket that was given back: %v", err)
	}
	if err := ask(); err != nil {
		t.Errorf("the new owner does not answer: %v", err)
	}
	second.Close()
	if err := ask(); err == nil {
		t.Error("a closed server answers on its shared socket")
	}
}

func TestAeroSpacePath(t *testing.T) {
	env := map[string]string{"AEROSPACESOCK": "/x/y.sock"}
	if got := AeroSpacePath(func(k string) string { return env[k] }); got != "/x/y.sock" {
		t.Errorf("got %s", got)
	}
	if got := AeroSpacePath(func(string) string { return "" }); filepath.Dir(got) != "/tmp" {
		t.Errorf("got %s", got)
	}
}
