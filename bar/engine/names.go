package engine

import (
	"regexp"
	"slices"
	"strings"

	"perch/internal/spelling"
)

// find returns the items that a name or a /regular expression/ means. What
// cannot be found is reported as the verb's complaint.
func (b *batch) find(name, complaint string) []*item {
	if len(name) > 1 && name[0] == '/' && name[len(name)-1] == '/' {
		return b.match(name)
	}
	if i := b.e.named[name]; i != nil {
		return []*item{i}
	}
	b.complain("%s: There is no item '%s'. %s", complaint, name, b.e.didYouMean(name))
	return nil
}

func (b *batch) match(name string) []*item {
	expression, err := regexp.Compile(translate(name[1 : len(name)-1]))
	if err != nil {
		b.complain("[!] Regex: '%s' is no basic regular expression: %v.", name, err)
		return nil
	}
	var found []*item
	for _, i := range b.e.items {
		if expression.MatchString(i.name) {
			found = append(found, i)
		}
	}
	if found == nil {
		b.complain("[?] Regex: '%s' matches no item.", name)
	}
	return found
}

func (e *Engine) didYouMean(name string) string { return spelling.DidYouMean(name, e.names()) }

func (e *Engine) names() []string {
	names := make([]string, len(e.items))
	for k, i := range e.items {
		names[k] = i.name
	}
	return names
}

// translate turns a POSIX basic regular expression into Go's syntax: groups
// and repetitions are written with a backslash there, and + ? | mean
// themselves.
func translate(basic string) string {
	var out strings.Builder
	out.WriteString("(?s)")
	begins := true // of the expression or a group, where * means itself
	for i := 0; i < len(basic); i++ {
		switch c := basic[i]; c {
		case '\\':
			i++
			if i == len(basic) {
				out.WriteByte('\\') // fails, as it should
				break
			}
			switch c := basic[i]; {
			case strings.IndexByte("(){}", c) >= 0:
				out.WriteByte(c)
				begins = c == '('
				continue
			case '1' <= c && c <= '9':
				out.WriteString(`\` + string(c)) // Go has no references to groups
			default:
				out.WriteString(regexp.QuoteMeta(string(rune(c))))
			}
		case '[':
			end := bracketEnd(basic, i)
			out.WriteString(strings.ReplaceAll(basic[i:end], `\`, `\\`))
			i = end - 1
		case '*':
			if begins {
				out.WriteString(`\`)
			}
			out.WriteByte('*')
		case '^':
			if begins {
				out.WriteByte('^')
				continue
			}
			out.WriteString(`\^`)
		case '$':
			if i+1 < len(basic) && !strings.HasPrefix(basic[i+1:], `\)`) {
				out.WriteByte('\\')
			}
			out.WriteByte('$')
		case '+', '?', '|', '(', ')', '{', '}':
			out.WriteByte('\\')
			out.WriteByte(c)
		default:
			out.WriteByte(c)
		}
		begins = false
	}
	return out.String()
}

// bracketEnd is where the bracket expression that begins at i is over: at the
// first ] that is neither its first character nor in a class such as [:alpha:].
func bracketEnd(s string, i int) int {
	j := i + 1
	if j < len(s) && s[j] == '^' {
		j++
	}
	for first := j; j < len(s); j++ {
		switch {
		case s[j] == ']' && j > first:
			return j + 1
		case strings.HasPrefix(s[j:], "[:"):
			if end := strings.Index(s[j:], ":]"); end > 0 {
				j += end + 1
			}
		}
	}
	return len(s)
}

// insert puts an item into the order, next to another one if there is one.
func (e *Engine) insert(i *item, before bool, reference *item) {
	at := len(e.items)
	if reference != nil {
		at = slices.Index(e.items, reference)
		if !before {
			at++
		}
	}
	e.items = slices.Insert(e.items, at, i)
	e.named[i.name] = i
}

// remove takes an item off the bar, out of all brackets, and its popup's items
// with it.
func (e *Engine) remove(i *item) {
	if e.named[i.name] != i {
		return // with its popup's host
	}
	delete(e.named, i.name)
	e.items = slices.DeleteFunc(e.items, func(other *item) bool { return other == i })
	for _, other := range e.items {
		other.members = slices.DeleteFunc(other.members, func(m *item) bool { return m == i })
	}
	e.drop(func(m *motion) bool { return m.owner == i })
	e.mouse.forget(i)
	for _, child := range e.children(i) {
		e.remove(child)
	}
}

// children are the items in the popup of another.
func (e *Engine) children(host *item) []*item {
	var children []*item
	for _, i := range e.items {
		if i.host == host {
			children = append(children, i)
		}
	}
	return children
}
