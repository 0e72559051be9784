package config

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Parse understands a configuration. file is the name that problems carry; env
// is the process environment, as os.Environ returns it. The Config is nil only
// when a problem is Fatal; a key with a mistake keeps its fallback. Problems come
// in AeroSpace's order: errors by key, then warnings.
func Parse(data []byte, file string, language Language, env []string) (*Config, []Problem) {
	r := &reader{file: file, language: language, env: newEnvironment(env)}
	r.config = fallback(r.env)
	r.config.Path = file

	r.lines = indexLines(withoutMark(data))
	if at, ok := invalidUTF8(r.lines); ok {
		r.fatal(at, fmt.Sprintf("Can't read contents of '%s' as a utf8 string: the byte here is no UTF-8", file),
			"Save the file as UTF-8.")
		return nil, r.problems
	}
	root, err := parseDocument(r.lines)
	if err != nil {
		at := place{1, 1}
		if se := (*syntaxError)(nil); errors.As(err, &se) {
			at = se.place
		}
		r.fatal(at, fmt.Sprintf("(Line %d) Syntax error: %s", at.line, err), syntaxHint(r.lines, at, err.Error()))
		r.plainly("Syntax error: " + err.Error())
		r.warnOutdated(place{1, 1})
		return nil, r.problems
	}
	r.root(root)
	return r.config, r.problems
}

func (r *reader) fatal(at place, message, hint string) {
	r.report(at, "", message, hint)
	r.problems[len(r.problems)-1].Fatal = true
}

// plainly gives the last problem another wording for people.
func (r *reader) plainly(message string) { r.problems[len(r.problems)-1].plain = message }

func invalidUTF8(lines lineIndex) (place, bool) {
	if utf8.Valid(lines.data) {
		return place{}, false
	}
	for i := 0; ; {
		char, size := utf8.DecodeRune(lines.data[i:])
		if char == utf8.RuneError && size <= 1 {
			return lines.place(i), true
		}
		i += size
	}
}

// root reads the whole document. What is wrong with values is reported in the
// order of the keys, what is wrong with them together comes last.
func (r *reader) root(root *node) {
	c := r.config
	r.dropUnsupported(root, "")
	c.Values = root.plain().(map[string]any)
	first := len(r.problems)

	version := place{1, 1}
	if n := root.table["config-version"]; n != nil {
		version = n.value
		r.version(n, "config-version")
	}

	later := func(*node, string) {}
	r.table(root, "", map[string]field{
		"config-version": later,
		"key-mapping":    later,
		"mode":           later,

		"after-login-command":        r.afterLogin,
		"after-startup-command":      r.program(&c.AfterStartup),
		"on-focus-changed":           r.program(&c.OnFocusChanged),
		"on-focused-monitor-changed": r.program(&c.OnMonitorChanged),
		"on-mode-changed":            r.program(&c.OnModeChanged),
		"exec-on-workspace-change":   r.execOnWorkspaceChange,
		"on-window-detected":         r.windowRules,

		"start-at-login":                                                  r.boolean(&c.StartAtLogin),
		"auto-reload-config":                                              r.boolean(&c.AutoReload),
		"automatically-unhide-macos-hidden-apps":                          r.boolean(&c.UnhideApps),
		"enable-normalization-flatten-containers":                         r.boolean(&c.Flatten),
		"enable-normalization-opposite-orientation-for-nested-containers": r.boolean(&c.Opposite),

		"accordion-padding":             r.integer(&c.AccordionPadding),
		"default-root-container-layout": r.rootLayout,
		"default-root-container-orientation": r.choice(&c.RootOrientation, []string{"horizontal", "vertical", "auto"},
			func(word string) string {
				return fmt.Sprintf("Can't parse default container orientation '%s'", word)
			}),
		"persistent-workspaces":                 r.persistentWorkspaces,
		"gaps":                                  r.gaps,
		"workspace-to-monitor-force-assignment": r.assignments,
		"focus-follows-mouse": func(n *node, path string) {
			r.table(n, path, map[string]field{"enabled": r.boolean(&c.FocusFollowsMouse)})
		},
		"exec": r.exec,

		"non-empty-workspaces-root-containers-layout-on-startup": r.deprecatedStartupLayout,
		"indent-for-nested-containers-with-the-same-orientation": r.deprecatedIndent,

		"bar":    r.bar,
		"apps":   r.apps,
		"compat": r.compat,
	})
	if n := root.table["key-mapping"]; n != nil {
		r.keyMapping(n, "key-mapping")
	}
	if n := root.table["mode"]; n != nil {
		r.modes(n, "mode")
	}
	if c.Version < 2 {
		if n := root.table["persistent-workspaces"]; n != nil {
			r.report(n.key, "persistent-workspaces", "This config option is only available since 'config-version = 2'",
				"Write config-version = 2 at the top of the file.")
		}
	}
	slices.SortStableFunc(r.problems[first:], func(a, b Problem) int { return cmp.Compare(topKey(a.Path), topKey(b.Path)) })
	if c.Version < 2 {
		c.PersistentWorkspaces = r.inferredWorkspaces()
	}
	r.checkSplit(root)
	if c.Version < 2 {
		r.warnOutdated(version)
	}
}

// topKey is the first key of a path.
func topKey(path string) string {
	if end := strings.IndexAny(path, ".["); end >= 0 {
		return path[:end]
	}
	return path
}

func (r *reader) version(n *node, path string) {
	if !r.expect(n, path, kindInt) {
		return
	}
	if n.number != 1 && n.number != 2 {
		r.report(n.value, path, "config-version must be in [1, 2] range", "Write 2.")
		return
	}
	r.config.Version = int(n.number)
}

func (r *reader) warnOutdated(at place) {
	r.report(at, "", "The current 'config-version = 1' is outdated. Please consider migrating to 'config-version = 2'. "+
		"See https://nikitabobko.github.io/AeroSpace/guide#config-version for the migration guide.", "")
	r.problems[len(r.problems)-1].Warning = true
}

func (r *reader) rootLayout(n *node, path string) {
	layout := r.config.RootLayout
	r.choice(&layout, []string{"tiles", "accordion", "list"}, func(word string) string {
		return fmt.Sprintf("Can't parse layout '%s'", word)
	})(n, path)
	if layout == "list" {
		layout = "tiles"
	}
	r.config.RootLayout = layout
}

func (r *reader) execOnWorkspaceChange(n *node, path string) {
	if argv, ok := r.words(n, path); ok {
		r.config.OnWorkspaceChange = argv
		if strings.Contains(strings.Join(argv, " "), workspaceEvent) {
			r.config.Bar.WorkspaceEvent = ""
		}
	}
}

func (r *reader) persistentWorkspaces(n *node, path string) {
	names, ok := r.words(n, path)
	if !ok {
		return
	}
	seen := map[string]bool{}
	for i, name := range names {
		if seen[name] {
			r.report(n.items[i].value, path, "Contains duplicated workspace names", fmt.Sprintf("'%s' is there already.", name))
			return
		}
		seen[name] = true
	}
	r.config.PersistentWorkspaces = names
}

// inferredWorkspaces are the persistent workspaces of config-version 1: those
// that a binding goes to or that are assigned to a monitor.
func (r *reader) inferredWorkspaces() []string {
	var names []string
	add := func(more ...string) {
		for _, name := range more {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	for _, mode := range r.config.ModeNames() {
		for _, b := range r.config.Modes[mode].Bindings {
			add(targetWorkspaces(b.Run)...)
		}
	}
	add(slices.Sorted(maps.Keys(r.config.Assignments))...)
	return names
}

// checkSplit reports a split command beside the normalization that undoes it.
func (r *reader) checkSplit(root *node) {
	if !r.config.Flatten {
		return
	}
	for _, mode := range r.config.ModeNames() {
		for _, b := range r.config.Modes[mode].Bindings {
			if !usesCommand(b.Run, "split") {
				continue
			}
			at := root.table["mode"].table[mode].table["binding"].table[b.Notation].value
			r.report(at, "", `The config contains:
1. usage of 'split' command
2. enable-normalization-flatten-containers = true
These two settings don't play nicely together. 'split' command has no effect when enable-normalization-flatten-containers is disabled.

My recommendation: keep the normalizations enabled, and prefer 'join-with' over 'split'.`, "")
			return
		}
	}
}

func (r *reader) afterLogin(n *node, path string) {
	if n.kind == kindArray && len(n.items) == 0 {
		return
	}
	r.report(n.key, path, "after-login-command is deprecated since AeroSpace 0.19.0. "+
		"https://github.com/nikitabobko/AeroSpace/issues/1482", "Use after-startup-command.")
}

func (r *reader) deprecatedStartupLayout(n *node, path string) {
	if r.expect(n, path, kindString) && n.text != "smart" {
		r.report(n.key, path, "'"+path+"' is deprecated. Please drop it from your config", "")
	}
}

func (r *reader) deprecatedIndent(n *node, path string) {
	r.report(n.key, path, "Deprecated. Please drop it from the config. "+
		"See https://github.com/nikitabobko/AeroSpace/issues/96", "")
}
