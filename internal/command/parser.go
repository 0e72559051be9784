package command

import "fmt"

// deepest is how many parentheses may be open at once. AeroSpace has no
// limit; a text from a socket must not exhaust the stack.
const deepest = 500

// ParseWords parses a command text into a tree of words, without looking at
// what the words mean. The grammar is AeroSpace's:
//
//	root = [seq] END          seq  = or ((";"|NL)+ [or])*      or = and ("||" and)*
//	and  = pipe ("&&" pipe)*  pipe = "(" seq ")" | cmd ("|" cmd)*      cmd = word+
func ParseWords(text string) (Tree[[]string], error) {
	tokens, err := Lex(text)
	if err != nil || len(tokens) == 1 {
		return Tree[[]string]{}, err
	}
	p := parser{tokens: tokens}
	tree, err := p.sequence()
	if err != nil {
		return Tree[[]string]{}, err
	}
	if t := p.current(); t.Kind != End {
		return Tree[[]string]{}, fmt.Errorf("%v: Unexpected token '%v'", t.At, t)
	}
	return tree, nil
}

type parser struct {
	tokens []Token
	index  int
	depth  int
}

func (p *parser) current() Token { return p.tokens[p.index] }

func (p *parser) sequence() (Tree[[]string], error) {
	first, err := p.or()
	if err != nil {
		return first, err
	}
	parts := []Tree[[]string]{first}
	for {
		semicolon, separated := false, false
		for p.current().Kind == Semicolon || p.current().Kind == Newline {
			separated = true
			semicolon = semicolon || p.current().Kind == Semicolon
			p.index++
		}
		if !separated {
			return join(Sequence, parts), nil
		}
		if next := p.current(); next.Kind == Word || next.Kind == LeftParen {
			if !semicolon {
				return first, fmt.Errorf("%v: Please use explicit semicolon in place of a newline", next.At)
			}
			part, err := p.or()
			if err != nil {
				return part, err
			}
			parts = append(parts, part)
		}
	}
}

func (p *parser) or() (Tree[[]string], error)  { return p.operands(Or, Disjunction, p.and) }
func (p *parser) and() (Tree[[]string], error) { return p.operands(And, Conjunction, p.pipe) }

func (p *parser) pipe() (Tree[[]string], error) {
	open := p.current()
	if open.Kind != LeftParen {
		return p.operands(Pipe, Pipeline, p.command)
	}
	if p.depth++; p.depth > deepest {
		return Tree[[]string]{}, fmt.Errorf("%v: More than %d parentheses are open", open.At, deepest)
	}
	defer func() { p.depth-- }()
	p.index++
	tree, err := p.sequence()
	if err != nil {
		return tree, err
	}
	if t := p.current(); t.Kind != RightParen {
		return tree, fmt.Errorf("%v: Expected ')'. Got: '%v'", t.At, t)
	}
	p.index++
	return tree, nil
}

// operands reads operands that are joined by the token separator.
func (p *parser) operands(separator TokenKind, op Operator, operand func() (Tree[[]string], error)) (Tree[[]string], error) {
	var parts []Tree[[]string]
	for {
		part, err := operand()
		if err != nil {
			return part, err
		}
		parts = append(parts, part)
		if p.current().Kind != separator {
			return join(op, parts), nil
		}
		p.index++
	}
}

func (p *parser) command() (Tree[[]string], error) {
	var words []string
	for p.current().Kind == Word {
		words = append(words, p.current().Text)
		p.index++
	}
	if words == nil {
		t := p.current()
		return Tree[[]string]{}, fmt.Errorf("%v: Expected at least one word. Got: %v", t.At, t)
	}
	return Tree[[]string]{Operator: Leaf, Leaf: words}, nil
}
