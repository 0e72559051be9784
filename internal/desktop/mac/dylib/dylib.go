// Package dylib opens the frameworks of macOS by name and binds their C
// functions to Go variables at run time, so that what uses them compiles on
// every system without an SDK and without a C compiler.
//
// Nothing is opened before the first use, and every symbol that is missing is
// named together with its framework.
package dylib

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unsafe"

	"github.com/ebitengine/purego"
)

// privateFrameworks lie in another folder than the public ones.
var privateFrameworks = []string{"SkyLight", "DisplayServices", "MediaRemote"}

var played string

// Play opens the library at path in place of every framework from now on.
// Tests do so before anything is bound; on other systems than macOS there is
// no other way to open one.
func Play(path string) { played = path }

// Library is an open framework.
type Library struct {
	name    string
	handle  uintptr
	missing []error
}

// Open loads a framework, for example "CoreFoundation", or a library by its path,
// for example "/usr/lib/libobjc.A.dylib".
func Open(name string) (*Library, error) {
	path := path(name)
	if path == "" {
		return nil, fmt.Errorf("the framework %s exists on macOS only, and this is %s", name, runtime.GOOS)
	}
	// On macOS 11 and later the file does not exist: dlopen finds the
	// library in the cache of the dynamic linker by this name.
	handle, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, fmt.Errorf("the framework %s cannot be opened: %w", name, err)
	}
	return &Library{name: name, handle: handle}, nil
}

func path(name string) string {
	switch {
	case played != "":
		return played
	case runtime.GOOS != "darwin":
		return ""
	case strings.HasPrefix(name, "/"):
		return name
	case slices.Contains(privateFrameworks, name):
		return "/System/Library/PrivateFrameworks/" + name + ".framework/" + name
	}
	return "/System/Library/Frameworks/" + name + ".framework/" + name
}

// Bind sets the function that fn points to. The Go type must say what the C
// declaration says; purego's RegisterFunc has the table. Err reports a symbol
// that is missing.
func (l *Library) Bind(fn any, symbol string) {
	if !l.Optional(fn, symbol) {
		l.missing = append(l.missing, fmt.Errorf("the framework %s has no %s on this system", l.name, symbol))
	}
}

// Optional is Bind for a symbol that may be missing: it says whether it is
// there and leaves fn nil otherwise.
func (l *Library) Optional(fn any, symbol string) bool {
	address := l.address(symbol)
	if address == 0 {
		return false
	}
	purego.RegisterFunc(fn, address)
	return true
}

// Constant returns the value of a data symbol that holds a reference, for
// example kCFRunLoopDefaultMode: such a symbol is the address of the
// reference.
func (l *Library) Constant(symbol string) uintptr {
	address := l.Address(symbol)
	if address == 0 {
		return 0
	}
	return *(*uintptr)(Pointer(address))
}

// Address returns where a data symbol is, for example kCFTypeArrayCallBacks.
func (l *Library) Address(symbol string) uintptr {
	address := l.address(symbol)
	if address == 0 {
		l.missing = append(l.missing, fmt.Errorf("the framework %s has no constant %s on this system", l.name, symbol))
	}
	return address
}

func (l *Library) address(symbol string) uintptr {
	if l.handle == 0 {
		return 0
	}
	address, err := purego.Dlsym(l.handle, symbol)
	if err != nil {
		return 0
	}
	return address
}

// Err returns every symbol that Bind, Constant and Address missed, nil if
// there is none.
func (l *Library) Err() error { return errors.Join(l.missing...) }

// Pointer is the pointer to an address of C's memory, which the collector
// neither moves nor frees.
func Pointer(address uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&address))
}

// Callback makes a C function of a Go function. C functions are never freed
// and there can be 2,000 of them, so there is one of each kind, which finds
// its receiver by the reference that the framework hands back.
func Callback(fn any) uintptr { return purego.NewCallback(fn) }
