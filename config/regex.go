package config

import (
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"

	"github.com/dlclark/regexp2"
	"github.com/dlclark/regexp2/syntax"
)

// patience bounds one search, so that a pattern that backtracks without end
// cannot hold up the desktop.
const patience = 50 * time.Millisecond

// Regex is a regular expression in the dialect of configs: Perl-like, found
// anywhere in a text, without regard to case.
type Regex struct {
	pattern  string
	compiled *regexp2.Regexp
}

// CompileRegex compiles a pattern.
func CompileRegex(pattern string) (*Regex, error) {
	compiled, err := regexp2.Compile(dialect(pattern), regexp2.IgnoreCase)
	if err != nil {
		return nil, mistake(fmt.Sprintf("Can't parse '%s' regex: %s", pattern, reasonOf(err)))
	}
	compiled.MatchTimeout = patience
	return &Regex{pattern, compiled}, nil
}

// reasonOf is regexp2's error without the pattern, which the message around it has.
func reasonOf(err error) string {
	if e := (*syntax.Error)(nil); errors.As(err, &e) {
		return fmt.Sprintf(e.Code.String(), e.Args...)
	}
	return err.Error()
}

// String is the pattern as written.
func (r *Regex) String() string { return r.pattern }

// Finds says whether the expression is found in text. A search that takes too
// long finds nothing.
func (r *Regex) Finds(text string) bool {
	found, err := r.compiled.MatchString(text)
	return err == nil && found
}

// lazily compiles one of the package's own expressions when it is first
// needed: perch starts a hundred times for each config that it reads.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
