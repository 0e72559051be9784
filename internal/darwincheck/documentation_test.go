package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Every function of macOS that is bound by its name is in docs/macos.md, and no
// other.
func TestFunctionsAreDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "macos.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "\n## Functions of C\n")
	tables, _, found := strings.Cut(rest, "\n## AppKit\n")
	if !found {
		t.Fatal("docs/macos.md has no tables of functions before its section on AppKit")
	}
	documented := map[string]bool{}
	for i, quoted := range strings.Split(tables, "`") {
		if i%2 == 1 {
			documented[quoted] = true
		}
	}
	bound := boundFunctions(t, filepath.Join("..", "desktop", "mac"), filepath.Join("..", "sysinfo"))
	if len(bound) < 50 {
		t.Fatalf("only %d functions are bound: %q", len(bound), bound)
	}
	for _, name := range bound {
		if !documented[name] {
			t.Errorf("docs/macos.md does not name %s: where was its declaration read, and is it private?", name)
		}
	}
	for name := range documented {
		looksBound := strings.HasPrefix(name, "CF") || strings.HasPrefix(name, "CG") && !strings.HasPrefix(name, "CGSS") || strings.HasPrefix(name, "AX")
		if looksBound && !slices.Contains(bound, name) {
			t.Errorf("docs/macos.md names %s, which nothing binds", name)
		}
	}
}

// boundFunctions are the names that packages give to dylib's Bind, Optional and
// Private.
func boundFunctions(t *testing.T, folders ...string) []string {
	t.Helper()
	var names []string
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "played" {
				return fs.SkipDir
			}
			if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) < 2 {
					return true
				}
				method, ok := call.Fun.(*ast.SelectorExpr)
				literal, isText := call.Args[1].(*ast.BasicLit)
				if ok && isText && slices.Contains([]string{"Bind", "Optional", "Private"}, method.Sel.Name) {
					if name, err := strconv.Unquote(literal.Value); err == nil && !slices.Contains(names, name) {
						names = append(names, name)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names
}
