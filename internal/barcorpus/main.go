//go:build linux

// Barcorpus runs bar configurations of other people, each on a desktop of its
// own with the real agent and bar, and writes down what came of it: every
// message and reply, what scripts complained of, and a picture.
//
// usage: barcorpus --list FILE --sources DIR --out DIR [--bin DIR] [--fonts DIR] [--extra DIR] [NAME...]
//
// The list has a repository (OWNER/NAME), a commit and the path of
// a sketchybarrc on each line, separated by tabs; its first line is a heading.
// A repository's files are in DIR/OWNER-NAME of the sources. NAMEs choose those
// whose repository contains one of them. Fonts are those that every one finds
// installed. What a repository expects besides, a Lua library say, may be in
// DIR/OWNER-NAME of the extra files: it is put into the home folder.
//
// The configurations are programs of strangers. They run in namespaces of their
// own (unshare, which needs root or user namespaces), without a network, where
// everything but the home folder that is made for them cannot be written.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "barcorpus:", err)
		os.Exit(1)
	}
}

func run(args []string, stdout io.Writer) error {
	flags := pflag.NewFlagSet("barcorpus", pflag.ContinueOnError)
	list := flags.String("list", "", "")
	sources := flags.String("sources", "", "")
	bin := flags.String("bin", "build", "")
	out := flags.String("out", "", "")
	extra := flags.String("extra", "", "")
	fonts := flags.String("fonts", "", "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	for name, value := range map[string]string{"list": *list, "sources": *sources, "out": *out} {
		if value == "" {
			return fmt.Errorf("--%s is missing", name)
		}
	}
	for _, dir := range []*string{sources, bin, out, extra, fonts} {
		if *dir == "" {
			continue
		}
		path, err := filepath.Abs(*dir)
		if err != nil {
			return err
		}
		*dir = path
	}
	configurations, err := readList(*list)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(*out, 0o755); err != nil {
		return err
	}
	if os.Getenv(confined) == "" {
		return confine()
	}
	if err := closeOff(*out, *bin, *sources, *extra, *fonts); err != nil {
		return err
	}
	for _, c := range configurations {
		if !chosen(c.Repository, flags.Args()) {
			continue
		}
		r := tryOut(c, folders{*sources, *extra, *fonts, *bin, filepath.Join(*out, c.name())})
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(*out, c.name(), "report.json"), append(line, '\n'), 0o644); err != nil {
			return err
		}
		fmt.Fprintln(stdout, r)
	}
	return nil
}

func chosen(repository string, names []string) bool {
	for _, name := range names {
		if strings.Contains(strings.ToLower(repository), strings.ToLower(name)) {
			return true
		}
	}
	return len(names) == 0
}

// configuration is one line of the list.
type configuration struct {
	Repository string `json:"repository"`
	Commit     string `json:"commit"`
	Path       string `json:"path"` // of the sketchybarrc in the repository
}

// name is the configuration's, as a file's name.
func (c configuration) name() string {
	name := strings.ReplaceAll(c.Repository, "/", "-")
	if dir := filepath.Base(filepath.Dir(c.Path)); dir != "." && dir != "sketchybar" {
		name += "-" + dir
	}
	return name
}

func readList(path string) ([]configuration, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var list []configuration
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if i == 0 {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 3 {
			return nil, fmt.Errorf("%s:%d has %d columns, expected repository, commit and path", path, i+1, len(fields))
		}
		list = append(list, configuration{fields[0], fields[1], fields[2]})
	}
	return list, nil
}
