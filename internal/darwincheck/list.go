package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// listed is a package as `go list` describes it.
type listed struct {
	ImportPath string
	Name       string
	Dir        string
	Standard   bool
	GoFiles    []string
	CgoFiles   []string
	SFiles     []string // assembly
	Imports    []string
	ImportMap  map[string]string
	ForTest    string
	Module     *struct {
		GoVersion string
		Main      bool
	}
	Error *struct {
		Pos string
		Err string
	}
}

// list describes packages, their tests and all that these depend on, for darwin
// with cgo.
func list(ctx context.Context, dir, arch string, patterns []string) ([]*listed, error) {
	const fields = "ImportPath,Name,Dir,Standard,GoFiles,CgoFiles,SFiles,Imports,ImportMap,ForTest,Module,Error"
	args := append([]string{"list", "-e", "-deps", "-test", "-json=" + fields, "--"}, patterns...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=darwin", "GOARCH="+arch, "CGO_ENABLED=1")
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, strings.TrimSpace(complaints.String()))
	}
	var packages []*listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(listed)
		switch err := d.Decode(p); {
		case errors.Is(err, io.EOF):
			return packages, nil
		case err != nil:
			return nil, fmt.Errorf("go list prints no JSON: %w", err)
		}
		packages = append(packages, p)
	}
}

// generated says whether a package is the program that `go test` writes to run
// tests.
func (p *listed) generated() bool {
	return p.Name == "main" && strings.HasSuffix(p.ImportPath, ".test")
}

// path is what the package is called in the source, without the note that it is
// compiled for a test.
func (p *listed) path() string {
	path, _, _ := strings.Cut(p.ImportPath, " ")
	return path
}
