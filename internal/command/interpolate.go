package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// fragment is a piece of a text with %{…}: a literal or a variable.
type fragment struct {
	literal    string
	variable   string
	isVariable bool
}

// Format is a text with variables, all of which exist.
type Format []fragment

// fragments splits a text at its %{…}, without looking at the names. A % that
// no { follows is itself.
func fragments(text string) ([]fragment, error) {
	var list []fragment
	for text != "" {
		open := strings.Index(text, "%{")
		if open < 0 {
			return append(list, fragment{literal: text}), nil
		}
		if open > 0 {
			list = append(list, fragment{literal: text[:open]})
		}
		text = text[open+2:]
		end := strings.IndexAny(text, "{}%")
		if end < 0 {
			return nil, errors.New("Unbalanced curly braces")
		}
		switch text[end] {
		case '{':
			return nil, fmt.Errorf("Can't parse '%s' inside interpolation (Open curly brace is invalid character)", text[:end+1])
		case '%':
			return nil, fmt.Errorf("Can't parse '%s' inside interpolation ('%%' is disallowed character)", text[:end+1])
		}
		list = append(list, fragment{variable: text[:end], isVariable: true})
		text = text[end+1:]
	}
	return list, nil
}

// ParseFormat reads a text with variables and checks their names.
func ParseFormat(text string) (Format, error) {
	list, err := fragments(text)
	if err != nil {
		return nil, err
	}
	for _, f := range list {
		if f.isVariable && !slices.Contains(allVariables, f.variable) {
			return nil, choiceError(f.variable, allVariables)
		}
	}
	return list, nil
}

// mustFormat is a format that is written in this program.
func mustFormat(text string) Format {
	f, err := ParseFormat(text)
	if err != nil {
		panic(err)
	}
	return f
}

func (f Format) mentions(variable string) bool {
	return slices.ContainsFunc(f, func(f fragment) bool { return f.variable == variable })
}

// paddings is how many right-paddings the format has.
func (f Format) paddings() int {
	count := 0
	for _, part := range f {
		if part.variable == rightPadding {
			count++
		}
	}
	return count
}

// The variables that stand for a place or character and for no property.
const (
	rightPadding = "right-padding"
	newline      = "newline"
	tab          = "tab"
)

// kind is what a property belongs to.
type kind int

const (
	windowKind kind = iota
	workspaceKind
	appKind
	monitorKind
)

// properties are the variables of each kind, in the order in which errors
// list them.
var properties = map[kind][]string{
	windowKind:    {"window-id", "window-is-fullscreen", "window-title", "window-layout", "window-parent-container-layout"},
	workspaceKind: {"workspace", "workspace-is-focused", "workspace-is-visible", "workspace-root-container-layout"},
	appKind:       {"app-bundle-id", "app-name", "app-pid", "app-exec-path", "app-bundle-path"},
	monitorKind:   {"monitor-id", "monitor-appkit-nsscreen-screens-id", "monitor-name", "monitor-is-main"},
}

var specials = []string{rightPadding, newline, tab}

// Every variable in the order of errors, without and with the special ones.
var (
	allProperties = slices.Concat(properties[windowKind], properties[workspaceKind], properties[appKind], properties[monitorKind])
	allVariables  = slices.Concat(allProperties, specials)
)

// kinds are the kinds to which the properties belong.
var kinds = func() map[string]kind {
	m := map[string]kind{}
	for k, names := range properties {
		for _, name := range names {
			m[name] = k
		}
	}
	return m
}()

// available lists the variables that objects of a kind have.
func (k kind) available() []string {
	var names []string
	for _, of := range k.reaches() {
		names = append(names, properties[of]...)
	}
	return append(names, specials...)
}

// reaches are the kinds whose properties an object of this kind has.
func (k kind) reaches() []kind {
	switch k {
	case windowKind:
		return []kind{windowKind, workspaceKind, monitorKind, appKind}
	case workspaceKind:
		return []kind{workspaceKind, monitorKind}
	}
	return []kind{k}
}

// TextVariables lists the variables of echo and test.
func TextVariables() []string { return slices.Clone(allProperties) }

// FormatVariables lists the variables that --format of a command knows; nil
// if the command has no --format.
func FormatVariables(command string) []string {
	k, ok := map[string]kind{
		"list-windows": windowKind, "list-workspaces": workspaceKind, "list-monitors": monitorKind, "list-apps": appKind,
	}[command]
	if !ok {
		return nil
	}
	return k.available()
}
