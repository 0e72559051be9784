package manual

import "strings"

// forms are the ways to call something, from its usage: each without the
// program's name and on one line. rest is the text below them.
func forms(usage string) (forms []string, rest string) {
	lines := strings.Split(strings.TrimRight(usage, "\n"), "\n")
	end := len(lines)
	for i, line := range lines {
		text := strings.TrimSpace(line)
		first, isFirst := strings.CutPrefix(text, "USAGE: ")
		next, isNext := strings.CutPrefix(text, "OR: ")
		if text == "" {
			end = i
			break
		}
		switch {
		case isFirst:
			forms = append(forms, first)
		case isNext:
			forms = append(forms, next)
		default:
			forms[len(forms)-1] += " " + text
		}
	}
	for i, form := range forms {
		forms[i] = strings.TrimPrefix(form, "perch ")
	}
	return forms, strings.TrimLeft(strings.Join(lines[end:], "\n"), "\n")
}

// synopsis writes a form in macros: brackets and bars stay, flags and words
// that are written as they stand are bold, placeholders slanted.
func synopsis(form string) string {
	var lines []string
	var line []string
	depth := 0
	glued := false
	end := func() {
		if len(line) > 0 {
			lines = append(lines, "."+strings.Join(line, " "))
		}
		line = nil
	}
	add := func(words ...string) {
		if glued && len(line) > 0 {
			line = append(line, "Ns")
		}
		line = append(line, words...)
	}
	for _, token := range tokens(form) {
		switch token {
		case " ":
			if depth == 0 {
				end()
			}
			glued = false
			continue
		case "[":
			add("Oo")
			depth++
			glued = false
			continue
		case "]":
			line = append(line, "Oc")
			depth--
		case "(":
			add("Po")
			depth++
			glued = false
			continue
		case ")":
			line = append(line, "Pc")
			depth--
		case "|":
			line = append(line, "|")
			glued = false
			continue
		case "...":
			line = append(line, "Ns", "No", "...")
		default:
			add(word(token))
		}
		glued = true
	}
	end()
	return strings.Join(lines, "\n")
}

// word writes one word of a form or term in macros.
func word(token string) string {
	switch {
	case token == "--":
		return "Fl Fl"
	case strings.HasPrefix(token, "-") && len(token) > 1:
		return "Fl " + escape(token[1:])
	case strings.HasPrefix(token, "<"):
		return "Ar " + argument(strings.Trim(token, "<>"))
	case token == strings.ToUpper(token) && strings.ContainsAny(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
		return "Ar " + argument(strings.ToLower(token))
	}
	return "Cm " + argument(token)
}

// tokens are the brackets, bars, dots, words and gaps of a form.
func tokens(form string) []string {
	var list []string
	for i := 0; i < len(form); {
		switch c := form[i]; {
		case c == ' ':
			if len(list) > 0 && list[len(list)-1] != " " {
				list = append(list, " ")
			}
			i++
		case strings.HasPrefix(form[i:], "..."):
			list = append(list, "...")
			i += 3
		case strings.IndexByte("[]()|", c) >= 0:
			list = append(list, string(c))
			i++
		default:
			n := strings.IndexAny(form[i+1:], " []()|<")
			if n < 0 {
				n = len(form) - i - 1
			}
			if dots := strings.Index(form[i+1:i+1+n], "..."); dots >= 0 {
				n = dots
			}
			list = append(list, form[i:i+1+n])
			i += 1 + n
		}
	}
	return list
}
