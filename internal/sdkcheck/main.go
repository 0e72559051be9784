// Command sdkcheck has clang compare what the bindings of macOS declare in Go with the
// headers of an SDK of macOS: the number, kinds and sizes of arguments and results, the
// sizes of structures and the values of constants.
//
//	go run ./internal/sdkcheck [-cc CLANG] SDK
//
// SDK is the folder that `xcrun --show-sdk-path` names; on other systems than macOS any
// copy will do. It fails if something differs, with clang's words.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
)

// preamble includes the headers, declares what is private, and says what the macros
// mean that generate writes.
//
//go:embed preamble.mm
var preamble []byte

// folders have the bindings, packages the names that names.txt calls them by.
var (
	folders  = []string{"cf", "ax", "cg", "carbon", "skylight", "sysinfo"}
	packages = map[string]string{
		"cf": "internal/desktop/mac/cf", "ax": "internal/desktop/mac/ax", "cg": "internal/desktop/mac/cg",
		"carbon": "internal/desktop/mac/carbon", "skylight": "internal/desktop/mac/skylight", "sysinfo": "internal/sysinfo/mac",
	}
)

// targets are what the headers are read for.
var targets = []string{"arm64-apple-macos12", "x86_64-apple-macos12"}

func main() {
	cc := flag.String("cc", "clang", "the compiler, `CLANG`")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "sdkcheck: expected the folder of an SDK of macOS")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	checks, err := generate(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, "sdkcheck:", err)
		os.Exit(2)
	}
	failed := false
	for _, target := range targets {
		if err := compile(ctx, *cc, flag.Arg(0), target, checks); err != nil {
			fmt.Fprintf(os.Stderr, "sdkcheck: %s: %v\n", target, err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
	fmt.Printf("%d declarations are as the SDK has them\n", bytes.Count(checks, []byte("\n")))
}

// compile has clang read the checks. Warnings about what is deprecated are of no use.
func compile(ctx context.Context, cc, sdk, target string, checks []byte) error {
	c := exec.CommandContext(ctx, cc, "-x", "objective-c++", "-std=c++17", "-fblocks", "-w", "-fsyntax-only", "-ferror-limit=0",
		"-target", target, "-isysroot", sdk, "-")
	c.Stdin = bytes.NewReader(append(bytes.Clone(preamble), checks...))
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	return c.Run()
}
