package script

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// shell is what scripts are written for. macOS's sh is bash, and scripts for
// SketchyBar rely on that (6.1).
func shell(path string) string {
	return cmp.Or(lookPath("bash", path), lookPath("sh", path), "/bin/sh")
}

// lookPath finds a program in the folders of path, "" if it is in none.
func lookPath(name, path string) string {
	for _, dir := range filepath.SplitList(path) {
		if !filepath.IsAbs(dir) {
			continue
		}
		if found, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return found
		}
	}
	return ""
}

// interpreter is what the first line of a file asks for.
type interpreter struct {
	line string   // as written, "" if the file has none
	argv []string // what runs the file, before its path
	name string   // such as "bash" or "lua", "" for a binary
}

// missing is an interpreter that the system does not have.
type missing struct{ script, line, name string }

func (e *missing) Error() string {
	return fmt.Sprintf("%s asks for %s (%s), which is not installed", e.script, e.name, e.line)
}

// interpreterOf reads a file's first line. Where the system has the
// interpreter elsewhere than the line says, that is taken.
func interpreterOf(file, path string) (interpreter, error) {
	f, err := os.Open(file)
	if err != nil {
		return interpreter{}, err
	}
	defer f.Close()
	head := make([]byte, 256)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return interpreter{}, err
	}
	head = head[:n]
	text, isScript := bytes.CutPrefix(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), []byte("#!"))
	if !isScript {
		if bytes.IndexByte(head, 0) >= 0 {
			return interpreter{}, nil
		}
		return interpreter{argv: []string{shell(path)}, name: "bash"}, nil
	}
	first, _, _ := bytes.Cut(text, []byte("\n"))
	line := strings.TrimSpace(string(first))
	i := interpreter{line: "#!" + line}
	program, arg, _ := strings.Cut(line, " ")
	if arg = strings.TrimSpace(arg); filepath.Base(program) == "env" {
		// env passes over settings and runs what it finds.
		rest := strings.Fields(strings.TrimPrefix(arg, "-S"))
		for len(rest) > 0 && (strings.HasPrefix(rest[0], "-") || strings.Contains(rest[0], "=")) {
			rest = rest[1:]
		}
		if len(rest) == 0 {
			return i, &missing{file, i.line, program}
		}
		program, arg = rest[0], strings.Join(rest[1:], " ")
	}
	i.name = filepath.Base(program)
	switch {
	case program == "", i.name == "sh":
		program = shell(path)
	default:
		if _, err := exec.LookPath(program); err != nil || !filepath.IsAbs(program) {
			if program = lookPath(i.name, path); program == "" {
				return i, &missing{file, i.line, i.name}
			}
		}
	}
	i.argv = []string{program}
	if arg != "" {
		i.argv = append(i.argv, arg)
	}
	return i, nil
}

// command is the argument vector that runs a script's text in the folder. A script file runs
// without a shell around it where the text is nothing else; where its first line
// asks for sh, bash takes its place.
func command(text, dir string, getenv func(string) string) ([]string, error) {
	path := getenv("PATH")
	bash := shell(path)
	list, first, plain := words(text, getenv)
	if !strings.Contains(first, "/") {
		return []string{bash, "-c", text}, nil
	}
	if !filepath.IsAbs(first) {
		first = filepath.Join(dir, first)
	}
	if !executable(first) {
		return []string{bash, "-c", text}, nil
	}
	i, err := interpreterOf(first, path)
	switch {
	case err != nil:
		if _, absent := errors.AsType[*missing](err); absent {
			return nil, err
		}
		return []string{bash, "-c", text}, nil
	case plain:
		return append(i.argv, list...), nil
	case len(i.argv) == 0:
		return []string{bash, "-c", text}, nil
	}
	// The rest of the text may be anything, so the shell reads all of it.
	return []string{bash, "-c", quote(i.argv) + " " + text}, nil
}

func executable(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// quote writes arguments for a shell.
func quote(args []string) string {
	quoted := make([]string, len(args))
	for i, arg := range args {
		quoted[i] = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	}
	return strings.Join(quoted, " ")
}
