package manual

import (
	"regexp"
	"strings"
)

// page is a manual page that is being written, in the language mdoc(7).
type page struct{ strings.Builder }

// macro writes a line that begins with a macro. What is no macro and no option
// among its arguments has to go through argument before.
func (p *page) macro(name string, arguments ...string) {
	p.WriteString("." + strings.Join(append([]string{name}, arguments...), " ") + "\n")
}

// argument is one word for a macro, however many words it has and even if it
// is the name of a macro.
func argument(text string) string {
	text = escape(text)
	if strings.ContainsAny(text, " \t") || text == "" {
		return `"` + strings.ReplaceAll(text, `"`, `\(dq`) + `"`
	}
	if isMacro(text) || len(text) == 1 && strings.Contains(".,:;()[]?!|", text) {
		return `\&` + text
	}
	return strings.ReplaceAll(text, `"`, `\(dq`)
}

// isMacro says whether a word could be taken for a macro in the arguments of
// another: two or three letters, the first of which is large.
func isMacro(word string) bool {
	return (len(word) == 2 || len(word) == 3) && 'A' <= word[0] && word[0] <= 'Z' && 'a' <= word[1] && word[1] <= 'z'
}

// escape writes characters that roff would understand or prettify.
func escape(text string) string { return escapes.Replace(text) }

var escapes = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "~", `\(ti`, "^", `\(ha`, "…", "...", "“", `\(lq`, "”", `\(rq`)

// filled writes text that is filled into lines. Each sentence begins a line, as
// roff wants it.
func (p *page) filled(text string) {
	for sentence := range strings.SplitSeq(sentenceEnds.ReplaceAllString(text, "$1\n"), "\n") {
		for line := range strings.Lines(wrap(sentence, 0)) {
			p.line(strings.TrimSuffix(line, "\n"))
		}
	}
}

var sentenceEnds = regexp.MustCompile(`([.?!]) `)

// line writes a line of text as it stands.
func (p *page) line(text string) {
	text = escape(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, `\(aq`) {
		text = `\&` + text
	}
	p.WriteString(text + "\n")
}

// prose writes paragraphs with an empty line between them. Indented lines
// stand as they are.
func (p *page) prose(text string) {
	first, literal := true, false
	gap := false
	for line := range strings.Lines(strings.Trim(text, "\n") + "\n") {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "":
			gap = true
			continue
		case strings.HasPrefix(line, " "):
			if !literal {
				p.macro("Bd", "-literal")
				literal, gap = true, false
			}
		case literal:
			p.macro("Ed")
			p.macro("Pp")
			literal, gap = false, false
		}
		if gap && literal {
			p.WriteString("\n")
		} else if gap && !first {
			p.macro("Pp")
		}
		gap, first = false, false
		if literal {
			p.line(line)
		} else {
			p.filled(line)
		}
	}
	if literal {
		p.macro("Ed")
	}
}

// literal writes a text as it stands.
func (p *page) literal(text string) {
	p.macro("Bd", "-literal", "-offset", "indent")
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\n"); line == "" {
			p.WriteString("\n")
		} else {
			p.line(line)
		}
	}
	p.macro("Ed")
}

// begin writes the prologue and the name section.
func (p *page) begin(name, section, summary string, about About) {
	p.macro("Dd", about.Date.Format("January 2, 2006"))
	p.macro("Dt", argument(strings.ToUpper(name)), section)
	p.macro("Os", "Perch", argument(about.Version))
	p.macro("Sh", "NAME")
	p.macro("Nm", argument(name))
	p.macro("Nd", escape(lowerFirst(summary)))
}

// lowerFirst makes a summary part of a sentence.
func lowerFirst(s string) string {
	if len(s) < 2 || 'A' <= s[1] && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// list writes terms and their meanings. term writes one term as macros after
// .It.
func (p *page) list(entries []entry, term func(string) string) {
	p.macro("Bl", "-tag", "-width", "Ds")
	for _, e := range entries {
		p.WriteString(".It " + term(e.term) + "\n")
		p.filled(e.meaning + ".")
	}
	p.macro("El")
}
