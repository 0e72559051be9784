package dylib

import (
	"os"
	"slices"
	"strings"
	"sync"
)

// Symbol is a function that Apple does not document. It may be missing on any
// system, so that its user asks Found before each call and has another way.
type Symbol struct {
	Framework, Name string
	// Without is a sentence: what Perch does when the symbol is missing.
	Without string

	present bool
}

// withoutVariable names private symbols that Perch should do without, with
// commas between them: for finding out whether one of them causes trouble.
const withoutVariable = "PERCH_WITHOUT"

var private struct {
	sync.RWMutex
	symbols []*Symbol
	hidden  []string
}

func init() { private.hidden = strings.Split(os.Getenv(withoutVariable), ",") }

// Private is Optional for a symbol that Apple does not document; Privates
// lists it from then on.
func (l *Library) Private(fn any, name, without string) *Symbol {
	s := &Symbol{Framework: l.name, Name: name, Without: without, present: l.Optional(fn, name)}
	private.Lock()
	defer private.Unlock()
	private.symbols = append(private.symbols, s)
	return s
}

// Found says whether the symbol can be called. That of a package that was not
// loaded cannot.
func (s *Symbol) Found() bool {
	if s == nil || !s.present {
		return false
	}
	private.RLock()
	defer private.RUnlock()
	return !slices.Contains(private.hidden, s.Name)
}

// Hide makes private symbols missing until restore is called, for tests of
// what is done without them.
func Hide(names ...string) (restore func()) {
	private.Lock()
	defer private.Unlock()
	before := private.hidden
	private.hidden = slices.Concat(before, names)
	return func() {
		private.Lock()
		defer private.Unlock()
		private.hidden = before
	}
}

// Privates lists the private symbols of the packages that were loaded so far.
func Privates() []*Symbol {
	private.RLock()
	defer private.RUnlock()
	return slices.Clone(private.symbols)
}
