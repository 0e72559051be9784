package config

import (
	"fmt"
	"time"

	"github.com/dlclark/regexp2"
)

// patience bounds one search, so that a pattern that backtracks without end
// cannot hold up the desktop.
const patience = 50 * time.Millisecond

// Regex is a regular expression in the dialect of configs: Perl-like, found
// anywhere in a text, without regard to case.
type Regex struct{ compiled *regexp2.Regexp }

// CompileRegex compiles a pattern.
func CompileRegex(pattern string) (*Regex, error) {
	compiled, err := regexp2.Compile(pattern, regexp2.IgnoreCase)
	if err != nil {
		return nil, mistake(fmt.Sprintf("Can't parse '%s' regex: %v", pattern, err))
	}
	compiled.MatchTimeout = patience
	return &Regex{compiled}, nil
}

// String is the pattern.
func (r *Regex) String() string { return r.compiled.String() }

// Finds says whether the expression is found in text. A search that takes too
// long finds nothing.
func (r *Regex) Finds(text string) bool {
	found, err := r.compiled.MatchString(text)
	return err == nil && found
}
