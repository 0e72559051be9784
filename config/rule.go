package config

import "strings"

// WindowRule is an element of on-window-detected: what runs when a new window
// matches. Exactly one of Match and Condition is set.
type WindowRule struct {
	Match     *WindowMatch // table form of `if`
	Condition Program      // text form of `if`: matches when it exits with 0; empty matches every window
	// CheckFurther lets the rules after this one run too.
	CheckFurther bool
	Run          Program
}

// WindowMatch holds when everything that is set holds.
type WindowMatch struct {
	AppID         *string // exact
	AppName       *Regex
	Title         *Regex
	Workspace     *string // exact; where the window is now
	DuringStartup *bool
}

func (r *reader) windowRules(n *node, path string) {
	if n.kind != kindArray {
		hint := typeHint(n, kindArray)
		if n.kind == kindTable {
			hint = "Each rule begins with [[on-window-detected]], in double brackets."
		}
		r.report(n.value, path, typeMessage(n, kindArray), hint)
		return
	}
	for i, item := range n.items {
		before := len(r.problems)
		rule := r.windowRule(item, indexed(path, i))
		if len(r.problems) == before {
			r.config.OnWindowDetected = append(r.config.OnWindowDetected, rule)
		}
	}
}

func (r *reader) windowRule(n *node, path string) WindowRule {
	rule := WindowRule{Condition: Sequence{}}
	// What is no table lacks its keys too, as AeroSpace sees it.
	r.table(n, path, map[string]field{
		"if": func(n *node, path string) {
			switch n.kind {
			case kindTable:
				rule.Condition, rule.Match = nil, r.windowMatch(n, path)
			case kindString:
				rule.Condition = r.command(n, path, UseCondition)
			default:
				r.expect(n, path, kindString)
			}
		},
		"check-further-callbacks": r.boolean(&rule.CheckFurther),
		"run":                     r.program(&rule.Run),
	})
	if rule.Match == nil && IsEmpty(rule.Condition) && !rule.CheckFurther {
		r.report(n.value, path, "Omitting 'if' is error prone. You can use `if = 'true'` to preserve the previous behavior.\n"+
			"But heads up! You may have missed 'check-further-callbacks = true'", "")
	}
	if rule.Run == nil {
		r.report(n.value, path, "'run' is mandatory key", "Write run = 'a command', or run = [] to do nothing.")
	}
	return rule
}

// matchers are the keys of the table form of `if`.
var matchers = []string{"app-id", "app-name-regex-substring", "window-title-regex-substring", "workspace", "during-aerospace-startup"}

func (r *reader) windowMatch(n *node, path string) *WindowMatch {
	m := &WindowMatch{}
	r.table(n, path, map[string]field{
		"app-id":                       r.optionalString(&m.AppID),
		"app-name-regex-substring":     r.regex(&m.AppName),
		"window-title-regex-substring": r.regex(&m.Title),
		"workspace":                    r.optionalString(&m.Workspace),
		"during-aerospace-startup": func(n *node, path string) {
			if r.expect(n, path, kindBool) {
				m.DuringStartup = &n.truth
			}
		},
	})
	return m
}

func (r *reader) optionalString(to **string) field {
	return func(n *node, path string) {
		if r.expect(n, path, kindString) {
			*to = &n.text
		}
	}
}

func (r *reader) regex(to **Regex) field {
	return func(n *node, path string) {
		if !r.expect(n, path, kindString) {
			return
		}
		compiled, err := CompileRegex(n.text)
		if err != nil {
			hint := ""
			if strings.HasPrefix(n.text, "*") {
				hint = "Any text is '.*', which need not be written at the ends of a pattern."
			}
			r.report(n.value, path, err.Error(), hint)
			return
		}
		*to = compiled
	}
}
