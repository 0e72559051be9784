// Command darwincheck type-checks packages as they are compiled for macOS, with
// cgo, on a machine that has no SDK of macOS and no C compiler for it:
//
//	go run ./internal/darwincheck [PACKAGE…]
//
// It reads the packages (./... if none is named), their tests and everything
// they depend on with the build constraints of darwin/arm64 and darwin/amd64,
// prints every error as file:line:column, and fails if there is one. What lies
// behind `import "C"` is taken to be right: names of C are not looked up, and
// C code is not compiled. Calls of darwinkit's that would write over Go's heap are
// errors too.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
)

// architectures are those that macOS runs on.
var architectures = []string{"arm64", "amd64"}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	patterns := os.Args[1:]
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	problems, err := checkAll(ctx, patterns)
	if err != nil {
		fmt.Fprintln(os.Stderr, "darwincheck:", err)
		os.Exit(2)
	}
	for _, p := range problems {
		fmt.Println(p)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
}

// checkAll checks packages for every architecture. A problem that several have is
// told once, one that others have not with its architecture.
func checkAll(ctx context.Context, patterns []string) ([]string, error) {
	found := make([][]string, len(architectures))
	errs := make([]error, len(architectures))
	var wait sync.WaitGroup
	for i, arch := range architectures {
		wait.Go(func() { found[i], errs[i] = check(ctx, ".", arch, patterns) })
	}
	wait.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("darwin/%s: %w", architectures[i], err)
		}
	}
	return merge(found), nil
}

// merge joins what was found for each architecture.
func merge(found [][]string) []string {
	where := map[string][]string{}
	var order []string
	for i, problems := range found {
		for _, p := range problems {
			if where[p] == nil {
				order = append(order, p)
			}
			where[p] = append(where[p], architectures[i])
		}
	}
	for i, p := range order {
		if on := where[p]; len(on) < len(found) {
			order[i] = fmt.Sprintf("%s (darwin/%s)", p, strings.Join(on, ", darwin/"))
		}
	}
	return order
}

// short is a path as it is seen from the current folder.
func short(path string) string {
	if here, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(here, path); err == nil && !strings.HasPrefix(rel, "..") {
			return rel
		}
	}
	return path
}
