package appkit

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

func TestAppKitNeedsSlicesOnTheHeap(t *testing.T) {
	for flags, works := range map[string]bool{
		HeapFlag: true, "-N " + HeapFlag: true, "": false, "-N": false, "-d=variablemakethreshold=0": false,
	} {
		settings := []debug.BuildSetting{{Key: "CGO_ENABLED", Value: "1"}, {Key: "-gcflags", Value: flags}}
		if err := checkBuild(settings); (err == nil) != works {
			t.Errorf("-gcflags=%q: %v", flags, err)
		}
	}
	if checkBuild(nil) == nil {
		t.Error("a program built without flags is thought to work")
	}
}

// Every go command of the Makefile's on a Mac builds programs that can run AppKit.
func TestMakefileKeepsSlicesOnTheHeap(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(makefile), "ifneq ($(shell uname -s),Darwin)\n")
	_, darwin, _ := strings.Cut(rest, "\nelse\n")
	darwin, _, _ = strings.Cut(darwin, "\nendif\n")
	if want := "-gcflags=" + HeapFlag + "\n"; !strings.Contains(darwin+"\n", want) || !strings.Contains(darwin, "export GOFLAGS") {
		t.Errorf("the Makefile does not export GOFLAGS with %q on macOS:\n%s", want, darwin)
	}
}
