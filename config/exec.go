package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Exec is how programs are started.
type Exec struct {
	Env map[string]string // the whole environment
}

// Environ returns the environment as os/exec takes it, sorted.
func (e Exec) Environ() []string {
	list := make([]string, 0, len(e.Env))
	for _, name := range slices.Sorted(maps.Keys(e.Env)) {
		list = append(list, name+"="+e.Env[name])
	}
	return list
}

// environment is the process environment.
type environment map[string]string

func newEnvironment(list []string) environment {
	env := environment{}
	for _, entry := range list {
		if name, value, ok := strings.Cut(entry, "="); ok && name != "" {
			env[name] = value
		}
	}
	return env
}

// homebrew is put before PATH unless the config has a table exec: apps that
// macOS starts do not see the shell's PATH.
const homebrew = "/opt/homebrew/bin:/opt/homebrew/sbin:"

func defaultExec(env environment) Exec {
	all := maps.Clone(env)
	all["PATH"] = homebrew + env["PATH"]
	return Exec{Env: all}
}

func (r *reader) exec(n *node, path string) {
	inherit, overrides := true, map[string]string{}
	r.table(n, path, map[string]field{
		"inherit-env-vars": r.boolean(&inherit),
		"env-vars":         func(n *node, path string) { r.envVars(n, path, overrides) },
	})
	all := map[string]string{}
	if inherit {
		maps.Copy(all, r.env)
	}
	maps.Copy(all, overrides)
	r.config.Exec = Exec{Env: all}
}

func (r *reader) envVars(n *node, path string, overrides map[string]string) {
	if n.kind != kindTable {
		// 'Array' is a slip of AeroSpace's that tests compare with.
		r.report(n.value, path, fmt.Sprintf("Expected type is 'Array'. But actual type is '%s'", n.kind),
			"Write a table, { NAME = 'value' }.")
		return
	}
	for _, name := range n.keys() {
		value, path := n.table[name], join(path, name)
		if name == "PWD" {
			r.report(value.key, path, "Changing 'PWD' is not allowed", "Use cd in the command.")
		}
		if !r.expect(value, path, kindString) {
			continue
		}
		visible := func(variable string) (string, bool) {
			if _, changed := n.table[variable]; changed && variable != name {
				return "", false
			}
			v, ok := r.env[variable]
			return v, ok
		}
		text, mistakes := Interpolate(value.text, visible)
		for _, m := range mistakes {
			r.report(value.value, path, m, "")
		}
		if len(mistakes) == 0 && name != "PWD" {
			overrides[name] = text
		}
	}
}

// Interpolate replaces every ${NAME} in a value of exec.env-vars. It returns what
// is wrong with the text: one mistake of syntax, or every variable that is not
// visible.
func Interpolate(text string, visible func(name string) (string, bool)) (string, []string) {
	var out strings.Builder
	var mistakes []string
	for {
		start := strings.Index(text, "${")
		if start < 0 {
			out.WriteString(text)
			return out.String(), mistakes
		}
		out.WriteString(text[:start])
		text = text[start+2:]
		end := strings.IndexAny(text, "}{$")
		if end < 0 {
			return "", []string{"Unbalanced curly braces"}
		}
		name := text[:end]
		switch text[end] {
		case '{':
			return "", []string{fmt.Sprintf("Can't parse '%s{' inside interpolation (Open curly brace is invalid character)", name)}
		case '$':
			return "", []string{fmt.Sprintf("Can't parse '%s$' inside interpolation ('$' is disallowed character)", name)}
		}
		text = text[end+1:]
		value, ok := visible(name)
		if !ok {
			mistakes = append(mistakes, fmt.Sprintf("Env variable '%s' isn't presented in AeroSpace.app env vars, "+
				"or not available for interpolation (because it's mutated)", name))
			continue
		}
		out.WriteString(value)
	}
}
