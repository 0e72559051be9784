//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// confined is set in the environment of the confined program.
const confined = "BARCORPUS_CONFINED"

// confine runs this program again where strangers' programs can do no harm: no
// network, no other processes, every file system read-only but out.
func confine() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	args := []string{"--net", "--pid", "--mount", "--ipc", "--fork", "--mount-proc", "--kill-child"}
	if os.Geteuid() != 0 {
		args = append(args, "--map-root-user")
	}
	cmd := exec.Command("unshare", append(args, append([]string{self}, os.Args[1:]...)...)...)
	cmd.Env = append(os.Environ(), confined+"=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = nil, os.Stdout, os.Stderr
	return cmd.Run()
}

// closeOff makes everything read-only except out, which stays, and the folders
// for temporary and for optional files, which become new ones. keep are folders that are shown
// where they are even if that folder hides them.
func closeOff(out string, keep ...string) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("the file systems cannot be told apart: %w", err)
	}
	// Descriptors keep what the new folder hides.
	var held []*os.File
	shown := append(slices.Clone(keep), out)
	shown = slices.DeleteFunc(shown, func(dir string) bool { return dir == "" })
	for _, dir := range shown {
		f, err := os.Open(dir)
		if err != nil {
			return err
		}
		defer f.Close()
		held = append(held, f)
	}
	if err := unix.Mount("tmpfs", "/tmp", "tmpfs", 0, "mode=1777"); err != nil {
		return err
	}
	if err := unix.Mount("tmpfs", "/opt", "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	for i, dir := range shown {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if err := unix.Mount(fmt.Sprintf("/proc/self/fd/%d", held[i].Fd()), dir, "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("%s cannot be shown: %w", dir, err)
		}
	}
	mounts, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		return err
	}
	var problems []error
	for _, line := range strings.Split(string(mounts), "\n") {
		fields := strings.Fields(line)
		if len(fields) < 3 {
			continue
		}
		at := fields[1]
		if at == out || at == "/tmp" || at == "/opt" || strings.HasPrefix(at, "/proc") || strings.HasPrefix(at, "/dev") {
			continue
		}
		if err := unix.Mount("", at, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil && at == "/" {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}
