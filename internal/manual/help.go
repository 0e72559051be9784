package manual

import (
	"fmt"
	"strings"

	"perch/internal/command"
)

// width is how many columns the lines of help may have.
const width = 78

// Help is what --help tells of a command: its usage, as AeroSpace has it, what
// it does, and what its arguments and flags mean.
func Help(c *command.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n", c.Usage, c.Description)
	entries(&b, "Arguments", arguments(c))
	entries(&b, "Flags", flags(c))
	if names := variables(c); names != nil {
		fmt.Fprintf(&b, "\nVariables\n%s", wrap(strings.Join(names, ", "), 2))
	}
	if len(c.Examples) > 0 {
		b.WriteString("\nExamples\n")
		for i, e := range c.Examples {
			if i > 0 {
				b.WriteString("\n")
			}
			fmt.Fprintf(&b, "  %s\n      perch %s\n", e.Summary, e.Text)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// entry is a term and what it means.
type entry struct{ term, meaning string }

// arguments are a command's arguments that need explaining.
func arguments(c *command.Command) []entry {
	var list []entry
	for _, p := range c.Positionals {
		if p.Placeholder == "--" {
			continue
		}
		meaning := p.Summary
		if p.Completion == command.Choices && !strings.Contains(p.Placeholder, p.Choices[0]) {
			meaning += ": " + strings.Join(p.Choices, ", ")
		}
		list = append(list, entry{p.Placeholder, meaning})
	}
	return list
}

// flags are a command's flags.
func flags(c *command.Command) []entry {
	var list []entry
	for _, f := range c.Flags {
		term, meaning := f.Name, f.Summary
		if f.Placeholder != "" {
			term += " " + f.Placeholder
		}
		switch {
		case f.Optional:
		case f.Completion == command.Choices:
			meaning += ": " + strings.Join(f.Choices, ", ")
		case len(f.Choices) > 0:
			meaning += "; also " + strings.Join(f.Choices, ", ")
		}
		list = append(list, entry{term, meaning})
	}
	for alias, name := range c.FlagAliases {
		list = append(list, entry{alias, "The same as " + name})
	}
	return list
}

// variables are those that texts with %{…} can have; nil if the command takes
// no such text.
func variables(c *command.Command) []string {
	if names := command.FormatVariables(c.Name); names != nil {
		return names
	}
	for _, p := range c.Positionals {
		if p.Completion == command.Formats {
			return command.TextVariables()
		}
	}
	return nil
}

// entries writes a list in two columns. A term that is too wide stands alone.
func entries(b *strings.Builder, title string, list []entry) {
	if len(list) == 0 {
		return
	}
	const mostWide = 28
	column := 0
	for _, e := range list {
		if len(e.term) <= mostWide {
			column = max(column, len(e.term))
		}
	}
	if column == 0 {
		column = 6
	}
	column += 4
	fmt.Fprintf(b, "\n%s\n", title)
	for _, e := range list {
		meaning := strings.TrimLeft(wrap(e.meaning, column), " ")
		if len(e.term)+4 > column {
			fmt.Fprintf(b, "  %s\n%*s%s", e.term, column, "", meaning)
		} else {
			fmt.Fprintf(b, "  %-*s%s", column-2, e.term, meaning)
		}
	}
}

// wrap breaks a text into lines that are indented.
func wrap(text string, indent int) string {
	var b strings.Builder
	line := strings.Repeat(" ", indent)
	used := indent
	for _, word := range strings.Fields(text) {
		if used > indent && used+1+len(word) > width {
			b.WriteString(line + "\n")
			line, used = strings.Repeat(" ", indent), indent
		}
		if used > indent {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+len(word)
	}
	b.WriteString(line + "\n")
	return b.String()
}
