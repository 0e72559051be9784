package command

// Expected is what may come after the first words of a command.
type Expected struct {
	// Flag is the flag whose value comes next, and Required says that
	// nothing else may come.
	Flag     *Flag
	Required bool
	// Positional is the argument that comes next.
	Positional *Positional
	// Given are the values that Flag or Positional has already, if it takes
	// many.
	Given []string
	// Flags may still be given.
	Flags []*Flag
	// Dashed says that "--" came before.
	Dashed bool
}

// Expect says what may come after words, the finished arguments of a command
// that is being written.
func (c *Command) Expect(words []string) Expected {
	var e Expected
	positionals := c.Positionals
	seen := map[string]bool{}
	for len(words) > 0 {
		word := words[0]
		e.Flag, e.Positional, e.Required, e.Given = nil, nil, false, nil
		if !e.Dashed && isFlag(word) && !(c.NegativeNumbers && isNegative(word)) {
			words = words[1:]
			if name, ok := c.FlagAliases[word]; ok {
				word = name
			}
			f := c.flag(word)
			if f == nil {
				continue
			}
			seen[f.Name] = true
			_, taken, _ := f.read(word, words)
			if taken == len(words) && f.Placeholder != "" && (taken == 0 || f.Many) {
				e.Flag, e.Required, e.Given = f, taken == 0 && !f.Optional, words
			}
			words = words[taken:]
			continue
		}
		e.Dashed = e.Dashed || word == "--"
		if len(positionals) == 0 {
			return Expected{Dashed: e.Dashed}
		}
		p := positionals[0]
		_, taken, err := p.read(words, e.Dashed)
		if err != nil && taken == 0 {
			return Expected{Dashed: e.Dashed}
		}
		if p.Many && taken == len(words) {
			e.Positional, e.Given = p, words
		}
		positionals, words = positionals[1:], words[taken:]
	}
	if len(positionals) > 0 && positionals[0] == dashes {
		positionals = positionals[1:]
	}
	if e.Positional == nil && len(positionals) > 0 {
		e.Positional = positionals[0]
	}
	if !e.Dashed {
		for _, f := range c.Flags {
			if !seen[f.Name] && !c.excluded(f.Name, seen) {
				e.Flags = append(e.Flags, f)
			}
		}
	}
	return e
}

// excluded says whether a flag conflicts with one of those given.
func (c *Command) excluded(name string, given map[string]bool) bool {
	for _, set := range c.Conflicts {
		in, other := false, false
		for _, member := range set {
			in = in || member == name
			other = other || given[member] && member != name
		}
		if in && other {
			return true
		}
	}
	return false
}
