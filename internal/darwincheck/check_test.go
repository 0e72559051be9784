package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// module writes a module that has the dependencies of this one, and makes it the
// current folder.
func module(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, text []byte) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		write(name, text)
	}
	for name, text := range files {
		write(name, []byte(text))
	}
	t.Chdir(dir)
}

func problems(t *testing.T) []string {
	t.Helper()
	found, err := checkAll(context.Background(), []string{"./..."})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

const panel = `//go:build darwin && cgo

package panel

// #cgo LDFLAGS: -framework CoreGraphics
// #include <CoreGraphics/CoreGraphics.h>
import "C"

import (
	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/objc"
)

func main() uint32 { return uint32(C.CGMainDisplayID()) }

func Front(p appkit.Panel) {
	p.OrderFrontRegardless()
	_ = p.IsNil() || p.IsKindOfClass(objc.GetClass("NSPanel")) || p.WindowNumber() > 0
	objc.Call[objc.Void](p, objc.Sel("setFloatingPanel:"), true)
	_ = main()
}
`

func TestRightCode(t *testing.T) {
	module(t, map[string]string{
		"panel/panel_darwin.go": panel,
		"panel/elsewhere.go":    "//go:build !darwin || !cgo\n\npackage panel\n\nvar x int = \"no\"\n",
		"asm/add.go":            "package asm\n\nfunc Add(a, b int) int\n",
		"asm/add_arm64.s":       "TEXT ·Add(SB),4,$0\n\tRET\n",
		"asm/add_amd64.s":       "TEXT ·Add(SB),4,$0\n\tRET\n",
		"linked/now.go":         "package linked\n\nimport _ \"unsafe\"\n\n//go:linkname now runtime.nanotime\nfunc now() int64\n\nvar Start = now()\n",
	})
	if found := problems(t); len(found) > 0 {
		t.Errorf("right code has problems:\n%s", strings.Join(found, "\n"))
	}
}

func TestWrongCode(t *testing.T) {
	swap := func(old, new string) string { return strings.Replace(panel, old, new, 1) }
	for _, row := range []struct {
		name, file, text string
		want             string // the first problem begins and ends like this
		all              bool   // no other problem
	}{
		{"no such method", "panel/panel_darwin.go", swap("OrderFrontRegardless()", "OrderFrontNow()"),
			"panel/panel_darwin.go:17:4: p.OrderFrontNow undefined", true},
		{"wrong argument", "panel/panel_darwin.go", swap("p.OrderFrontRegardless()", "p.SetFloatingPanel(1)"),
			"panel/panel_darwin.go:17:21: cannot use 1", true},
		{"unused result", "panel/panel_darwin.go", swap("p.OrderFrontRegardless()", "p.ContentView()\n\tn := 1"),
			"panel/panel_darwin.go:18:2: declared and not used: n", true},
		{"narrow result", "panel/panel_darwin.go", swap("p.OrderFrontRegardless()", "_ = p.IsVisible()"),
			"panel/panel_darwin.go:17:6: IsVisible has a result of less than 64 bits (bool)", true},
		{"narrow message", "panel/panel_darwin.go", swap("p.OrderFrontRegardless()", `_ = objc.Call[int32](p, objc.Sel("processIdentifier"))`),
			"panel/panel_darwin.go:17:6: Call has a result of less than 64 bits (int32)", true},
		{"list", "panel/panel_darwin.go", swap("p.OrderFrontRegardless()", "_ = appkit.Screen_Screens()"),
			"panel/panel_darwin.go:17:6: Screen_Screens has a list as its result", true},
		{"unused import", "panel/panel_darwin.go", swap("import (\n", "import (\n\t\"os\"\n\n"),
			`panel/panel_darwin.go:10:2: "os" imported and not used`, true},
		{"one architecture", "one/one_amd64.go", "package one\n\nvar X int = \"\"\n",
			`one/one_amd64.go:3:13: cannot use "" (untyped string constant) as int value in variable declaration (darwin/amd64)`, true},
		{"in a test", "tested/a_test.go", "package tested\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) { t.Nothing() }\n",
			"tested/a_test.go:5:30: t.Nothing undefined", true},
		{"in a test from outside", "out/a_test.go", "package out_test\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) { t.Nothing() }\n",
			"out/a_test.go:5:30: t.Nothing undefined", true},
		{"no body", "bare/bare.go", "package bare\n\nfunc Bare()\n", "bare/bare.go:3:1: missing function body of Bare", true},
		{"no Go", "torn/torn.go", "package torn\n\nfunc {\n", "torn/torn.go:3:6: ", false},
		{"no package", "lost/lost.go", "package lost\n\nimport _ \"example.org/nowhere\"\n", "lost/lost.go:3:8: no required module", false},
		{"only for Linux", "linux/linux.go", "package linux\n\nimport \"syscall\"\n\nvar X = syscall.EPOLLIN\n",
			"linux/linux.go:5:17: undefined: syscall.EPOLLIN", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			module(t, map[string]string{row.file: row.text})
			found := problems(t)
			if !slices.ContainsFunc(found, func(p string) bool { return strings.HasPrefix(p, row.want) }) || row.all && len(found) > 1 {
				t.Errorf("the problems are\n%s\nexpected\n%s", strings.Join(found, "\n"), row.want)
			}
		})
	}
}

func TestNoModule(t *testing.T) {
	t.Chdir(t.TempDir())
	if found, err := checkAll(context.Background(), []string{"./..."}); err == nil && len(found) == 0 {
		t.Error("a folder without a module is right")
	}
}
