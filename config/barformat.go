package config

import (
	"errors"
	"fmt"
	"strings"
)

// BarFormat is what a built-in item says, in parts: text, variables in braces,
// and groups in brackets, which are left out if a variable in them is empty.
// Doubled, braces and brackets stand for themselves.
type BarFormat []FormatPart

// FormatPart is a Text, a Variable's value, or a Group; the others are empty.
type FormatPart struct {
	Text     string
	Variable string
	Group    BarFormat
}

// ParseBarFormat reads a format. Whether there are such variables is not looked
// at.
func ParseBarFormat(text string) (BarFormat, error) {
	var outer, f BarFormat
	var plain strings.Builder
	inside := false
	flush := func() {
		if plain.Len() > 0 {
			f = append(f, FormatPart{Text: plain.String()})
			plain.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		if strings.IndexByte("{}[]", c) < 0 {
			plain.WriteByte(c)
			continue
		}
		if i+1 < len(text) && text[i+1] == c {
			plain.WriteByte(c)
			i++
			continue
		}
		switch c {
		case '{':
			name, _, closed := strings.Cut(text[i+1:], "}")
			if !closed {
				return nil, fmt.Errorf("'%s' has a { without its }", text)
			}
			flush()
			f = append(f, FormatPart{Variable: strings.TrimSpace(name)})
			i += len(name) + 1
		case '}':
			return nil, fmt.Errorf("'%s' has a } without its {", text)
		case '[':
			if inside {
				return nil, fmt.Errorf("'%s' has a [ within brackets", text)
			}
			flush()
			outer, f, inside = f, nil, true
		case ']':
			if !inside {
				return nil, fmt.Errorf("'%s' has a ] without its [", text)
			}
			flush()
			f, inside = append(outer, FormatPart{Group: f}), false
		}
	}
	if inside {
		return nil, fmt.Errorf("'%s' has a [ without its ]", text)
	}
	flush()
	if len(f) == 0 {
		return nil, errors.New("an item that says nothing is not to be seen")
	}
	return f, nil
}

// Variables returns the names of the variables in use, in order.
func (f BarFormat) Variables() []string {
	var names []string
	for _, p := range f {
		if p.Variable != "" {
			names = append(names, p.Variable)
		}
		names = append(names, p.Group.Variables()...)
	}
	return names
}

// Uses says whether a variable is in use.
func (f BarFormat) Uses(variable string) bool {
	for _, name := range f.Variables() {
		if name == variable {
			return true
		}
	}
	return false
}

// Fill is the text with the variables' values.
func (f BarFormat) Fill(value func(variable string) string) string {
	var b strings.Builder
	for _, p := range f {
		switch {
		case p.Variable != "":
			b.WriteString(value(p.Variable))
		case p.Group != nil:
			whole := true
			for _, name := range p.Group.Variables() {
				whole = whole && value(name) != ""
			}
			if whole {
				b.WriteString(p.Group.Fill(value))
			}
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}
