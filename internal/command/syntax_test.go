package command

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

var kindNames = map[TokenKind]string{
	End: "end", Word: "word", And: "and", Or: "or", Pipe: "pipe",
	LeftParen: "lparen", RightParen: "rparen", Semicolon: "semicolon", Newline: "newline",
}

func TestLexScenarios(t *testing.T) {
	scenarios(t, "shell-lex", func(t *testing.T, r row) {
		tokens, err := Lex(r.text(t, "lex"))
		if r.has("error") {
			checkError(t, r, err)
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var got [][]any
		for _, token := range tokens {
			item := []any{kindNames[token.Kind], float64(token.At.Line), float64(token.At.Column)}
			if token.Kind == Word {
				item = append(item, token.Text)
			}
			got = append(got, item)
		}
		var want [][]any
		r.decode(t, "tokens", &want)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

var operatorNames = map[string]Operator{"seq": Sequence, "or": Disjunction, "and": Conjunction, "pipe": Pipeline}

// decodeTree reads the notation of syntax trees in scenarios.
func decodeTree(t *testing.T, data json.RawMessage) Tree[[]string] {
	t.Helper()
	var words []string
	if string(data) == "null" {
		return Tree[[]string]{}
	}
	if json.Unmarshal(data, &words) == nil {
		return Tree[[]string]{Operator: Leaf, Leaf: words}
	}
	var node map[string][]json.RawMessage
	if err := json.Unmarshal(data, &node); err != nil {
		t.Fatal(err)
	}
	var tree Tree[[]string]
	for name, parts := range node {
		tree.Operator = operatorNames[name]
		for _, part := range parts {
			tree.Parts = append(tree.Parts, decodeTree(t, part))
		}
	}
	return tree
}

func TestParseScenarios(t *testing.T) {
	scenarios(t, "shell-parse", func(t *testing.T, r row) {
		tree, err := ParseWords(r.text(t, "parse"))
		if r.has("error") {
			checkError(t, r, err)
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if want := decodeTree(t, r["ast"]); !reflect.DeepEqual(tree, want) {
			t.Errorf("got %+v, want %+v", tree, want)
		}
	})
}

func TestRenderScenarios(t *testing.T) {
	scenarios(t, "shell-render", func(t *testing.T, r row) {
		if got, want := RenderWords(decodeTree(t, r["render"])), r.text(t, "text"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestLexErrors(t *testing.T) {
	for text, want := range map[string]string{
		"echo 'a'b":          "Line 1 Column 9: Please put a space after closing quote.",
		"echo 'a''b'":        "Line 1 Column 9: Please put a space in front of the quote character.",
		"echo 'a\nb":         "Line 2 Column 2: Last quote ' isn't closed.",
		`echo "it's`:         "Line 1 Column 11: Last quote \" isn't closed.",
		"a \\ b":             "Line 1 Column 5: backslash can be followed only by whitespaces, newlines and comments, but it is followed by 'b'.",
		"a ${x}":             "Line 1 Column 3: Bare word '${x}' contains reserved character: $. Please quote the bare word if you want to use the character.",
		"a ~=b":              "Line 1 Column 3: Bare word '~=b' contains reserved character: ~. Please quote the bare word if you want to use the character.",
		"é ?":                "Line 1 Column 3: Bare word '?' contains reserved character: ?. Please quote the bare word if you want to use the character.",
		"e\u0301 ?":          "Line 1 Column 3: Bare word '?' contains reserved character: ?. Please quote the bare word if you want to use the character.",
		"echo\n# note\n&& b": "",
	} {
		_, err := Lex(text)
		if want == "" {
			if err == nil || !strings.Contains(err.Error(), "Please escape newline") {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		if err == nil || err.Error() != want {
			t.Errorf("%q\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestLexContinuation(t *testing.T) {
	tokens, err := Lex("focus \\  # why\n left ~= [a],{b}%")
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, token := range tokens {
		if token.Kind == Word {
			words = append(words, token.Text)
		}
	}
	if want := []string{"focus", "left", "~=", "[a],{b}%"}; !reflect.DeepEqual(words, want) {
		t.Errorf("got %q, want %q", words, want)
	}
	if last := tokens[len(tokens)-1]; last.Kind != End || last.At != (Position{2, 18}) {
		t.Errorf("end is %+v", last)
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"a\nb":                   "Line 2 Column 1: Please use explicit semicolon in place of a newline",
		"(a) | b":                "Line 1 Column 5: Unexpected token '|'",
		"a | (b)":                "Line 1 Column 5: Expected at least one word. Got: (",
		"\n":                     "Line 1 Column 1: Expected at least one word. Got: \n",
		strings.Repeat("(", 501): "Line 1 Column 501: More than 500 parentheses are open",
	} {
		if _, err := ParseWords(text); err == nil || err.Error() != want {
			t.Errorf("%q\n got %v\nwant %s", text, err, want)
		}
	}
}

// flat takes out parts that are joined by the same operator as the whole:
// rendered, they cannot be told from a longer list.
func flat(t Tree[[]string]) Tree[[]string] {
	if t.Operator == Leaf {
		return t
	}
	var parts []Tree[[]string]
	for _, part := range t.Parts {
		if part = flat(part); part.Operator == t.Operator {
			parts = append(parts, part.Parts...)
		} else {
			parts = append(parts, part)
		}
	}
	return Tree[[]string]{Operator: t.Operator, Parts: parts}
}

// rendersWhole says whether AeroSpace's quoting keeps every word.
func rendersWhole(t Tree[[]string]) bool {
	for _, words := range t.Leaves() {
		for _, word := range words {
			tokens, err := Lex("x " + joinWords([]string{word}) + " y")
			if err != nil || len(tokens) != 4 || tokens[1].Kind != Word || tokens[1].Text != word {
				return false
			}
		}
	}
	return true
}

func TestHints(t *testing.T) {
	for text, want := range map[string]string{
		"workspce 2":                        "Did you mean 'workspace'?",
		"focus --windw-id 3":                "Did you mean '--window-id'?",
		"focus lefft":                       "Did you mean 'left'?",
		"focus --boundaries workspcae left": "Did you mean 'workspace'?",
		"layout tiels":                      "Did you mean 'tiles'?",
		"fullscreen onn":                    "Did you mean 'on'?",
		"list-windows --all --format %{window-titel}": "Did you mean 'window-title'?",
		"focus left": "",
		"focus":      "",
	} {
		if got := Hint(strings.Fields(text)); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
