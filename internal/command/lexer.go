package command

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Position is a place in a command text. Both numbers start at 1; a column
// is one user-perceived character.
type Position struct{ Line, Column int }

func (p Position) String() string { return fmt.Sprintf("Line %d Column %d", p.Line, p.Column) }

// TokenKind says what a Token is.
type TokenKind int

// The kinds of tokens of the command language.
const (
	End TokenKind = iota
	Word
	And
	Or
	Pipe
	LeftParen
	RightParen
	Semicolon
	Newline
)

// Token is one lexical element of a command text. Text is set for a Word
// only, without its quotes.
type Token struct {
	Kind TokenKind
	Text string
	At   Position
}

// String is the token as error messages show it.
func (t Token) String() string {
	switch t.Kind {
	case Word:
		return t.Text
	case And:
		return "&&"
	case Or:
		return "||"
	case Pipe:
		return "|"
	case LeftParen:
		return "("
	case RightParen:
		return ")"
	case Semicolon:
		return ";"
	case Newline:
		return "\n"
	default:
		return "End of input"
	}
}

// reserved are the characters that a bare word must not contain.
const reserved = "()$~&?*!\\|<>`'\"#\n"

// Lex splits a command text into tokens; the last one is End. It follows
// AeroSpace's lexer: no escapes inside quotes, comments from # to the end of
// the line, a backslash before a newline continues the line.
func Lex(text string) ([]Token, error) {
	l := lexer{chars: characters(text)}
	if err := l.run(); err != nil {
		return nil, err
	}
	for i, t := range l.tokens[:len(l.tokens)-1] {
		if t.Kind == Newline {
			switch l.tokens[i+1].Kind {
			case And, Or, Pipe:
				return nil, fmt.Errorf("%v: Please escape newline with backslash character.", t.At)
			}
		}
	}
	return l.tokens, nil
}

// character is one user-perceived character and where it stands. The empty
// text marks the end of the input.
type character struct {
	text string
	at   Position
}

func (c character) space() bool {
	r, _ := utf8.DecodeRuneInString(c.text)
	return c.text != "" && unicode.IsSpace(r)
}

func (c character) newline() bool { return c.text == "\n" || c.text == "\r\n" }
func (c character) quote() bool   { return c.text == "'" || c.text == `"` }

func characters(text string) []character {
	chars := make([]character, 0, len(text)+1)
	at := Position{1, 1}
	for state := -1; text != ""; {
		var cluster string
		cluster, text, _, state = uniseg.FirstGraphemeClusterInString(text, state)
		c := character{cluster, at}
		chars = append(chars, c)
		at.Column++
		if c.newline() {
			at = Position{at.Line + 1, 1}
		}
	}
	return append(chars, character{"", at})
}

type lexer struct {
	chars  []character
	index  int
	tokens []Token
}

func (l *lexer) current() character { return l.chars[l.index] }

// following is the text of the character after the current one.
func (l *lexer) following() string {
	if l.index+1 < len(l.chars) {
		return l.chars[l.index+1].text
	}
	return ""
}

func (l *lexer) run() error {
	for {
		c := l.current()
		switch {
		case c.text == "":
			l.add(End, c, 0)
			return nil
		case c.newline():
			l.add(Newline, c, 1)
		case c.space():
			l.index++
		case c.text == "#":
			l.comment()
		case c.text == `\`:
			if err := l.continuation(); err != nil {
				return err
			}
		case c.quote():
			if err := l.quoted(); err != nil {
				return err
			}
		default:
			if kind, length := l.operator(); length > 0 {
				l.add(kind, c, length)
			} else if err := l.bare(); err != nil {
				return err
			}
		}
	}
}

func (l *lexer) add(kind TokenKind, c character, length int) {
	l.tokens = append(l.tokens, Token{Kind: kind, At: c.at})
	l.index += length
}

// operator is the operator that starts here, and its length; 0 if none does.
func (l *lexer) operator() (TokenKind, int) {
	switch c := l.current().text; {
	case c == "&" && l.following() == "&":
		return And, 2
	case c == "|" && l.following() == "|":
		return Or, 2
	case c == "|":
		return Pipe, 1
	case c == ";":
		return Semicolon, 1
	case c == "(":
		return LeftParen, 1
	case c == ")":
		return RightParen, 1
	}
	return 0, 0
}

// comment skips up to the end of the line.
func (l *lexer) comment() {
	for c := l.current(); c.text != "" && !c.newline(); c = l.current() {
		l.index++
	}
}

// continuation skips a backslash, what may follow it, and the newline.
func (l *lexer) continuation() error {
	if l.following() == "#" {
		return fmt.Errorf("%v: Please put a space between backslash and a comment start", l.current().at)
	}
	for l.index++; ; l.index++ {
		c := l.current()
		if c.text == "#" {
			l.comment()
			c = l.current()
		}
		switch {
		case c.text == "":
			return nil
		case c.newline():
			l.index++
			return nil
		case !c.space():
			return fmt.Errorf("%v: backslash can be followed only by whitespaces, newlines and comments, but it is followed by '%s'.", c.at, c.text)
		}
	}
}

func (l *lexer) quoted() error {
	open := l.current()
	var word strings.Builder
	for l.index++; ; l.index++ {
		c := l.current()
		if c.text == "" {
			return fmt.Errorf("%v: Last quote %s isn't closed.", c.at, open.text)
		}
		if c.text == open.text {
			break
		}
		word.WriteString(c.text)
	}
	l.tokens = append(l.tokens, Token{Word, word.String(), open.at})
	l.index++
	c := l.current()
	if c.quote() {
		return spaceBeforeQuote(c)
	}
	if !l.endsWord() {
		return fmt.Errorf("%v: Please put a space after closing quote.", c.at)
	}
	return nil
}

func (l *lexer) bare() error {
	start := l.current()
	var word strings.Builder
	for ; !l.endsWord(); l.index++ {
		if c := l.current(); c.quote() {
			return spaceBeforeQuote(c)
		}
		word.WriteString(l.current().text)
	}
	if l.current().text == `\` && l.following() == "#" {
		return l.continuation()
	}
	if i := strings.IndexAny(word.String(), reserved); i >= 0 && word.String() != "~=" {
		return fmt.Errorf("%v: Bare word '%s' contains reserved character: %c. Please quote the bare word if you want to use the character.",
			start.at, word.String(), word.String()[i])
	}
	l.tokens = append(l.tokens, Token{Word, word.String(), start.at})
	return nil
}

// endsWord says whether a word stops before the current character.
func (l *lexer) endsWord() bool {
	c := l.current()
	if c.text == "" || c.space() || c.text == "#" || c.text == `\` {
		return true
	}
	_, length := l.operator()
	return length > 0
}

func spaceBeforeQuote(c character) error {
	return fmt.Errorf("%v: Please put a space in front of the quote character.", c.at)
}
