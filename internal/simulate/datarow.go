package simulate

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"perch/config"
	"perch/internal/command"
	"perch/internal/ipc"
)

var tokenNames = map[command.TokenKind]string{
	command.Word: "word", command.And: "and", command.Or: "or", command.Pipe: "pipe", command.LeftParen: "lparen",
	command.RightParen: "rparen", command.Semicolon: "semicolon", command.Newline: "newline", command.End: "end",
}

func runLex(r row) []string {
	var failures checks
	text, _ := r.text("lex")
	tokens, err := command.Lex(text)
	if failures.checkError(r, err) {
		return failures
	}
	if err != nil {
		return []string{err.Error()}
	}
	seen := [][]any{}
	for _, t := range tokens {
		token := []any{tokenNames[t.Kind], t.At.Line, t.At.Column}
		if t.Kind == command.Word {
			token = append(token, t.Text)
		}
		seen = append(seen, token)
	}
	failures.equal("tokens", r["tokens"], seen)
	return failures
}

var operatorNames = map[command.Operator]string{
	command.Sequence: "seq", command.Disjunction: "or", command.Conjunction: "and", command.Pipeline: "pipe",
}

// syntax is a command text's tree in the notation of rows.
func syntax(t command.Tree[[]string]) any {
	if t.Operator == command.Leaf {
		return t.Leaf
	}
	if t.Empty() {
		return nil
	}
	parts := []any{}
	for _, part := range t.Parts {
		parts = append(parts, syntax(part))
	}
	return map[string]any{operatorNames[t.Operator]: parts}
}

func parseSyntax(data []byte) (t command.Tree[[]string], err error) {
	if string(data) == "null" {
		return t, nil
	}
	if json.Unmarshal(data, &t.Leaf) == nil {
		t.Operator = command.Leaf
		return t, nil
	}
	var o object
	if err := json.Unmarshal(data, &o); err != nil || len(o) != 1 {
		return t, fmt.Errorf("expected a command or one operator, got %s", data)
	}
	for operator, name := range operatorNames {
		if name == o[0].key {
			t.Operator = operator
		}
	}
	var parts []json.RawMessage
	if err := json.Unmarshal(o[0].value, &parts); err != nil {
		return t, err
	}
	for _, part := range parts {
		p, err := parseSyntax(part)
		if err != nil {
			return t, err
		}
		t.Parts = append(t.Parts, p)
	}
	return t, nil
}

func runParse(r row) []string {
	var c checks
	text, _ := r.text("parse")
	t, err := command.ParseWords(text)
	switch {
	case c.checkError(r, err):
	case err != nil:
		c.fail("%v", err)
	default:
		c.equal("ast", r["ast"], syntax(t))
	}
	return c
}

func runRender(r row) []string {
	var c checks
	t, err := parseSyntax(orNull(r["render"]))
	if err != nil {
		return []string{err.Error()}
	}
	text, _ := r.text("text")
	c.equal("text", text, command.RenderWords(t))
	return c
}

func runInterpolate(r row) []string {
	var c checks
	vars := map[string]string{}
	if err := r.into("vars", &vars); err != nil {
		return []string{err.Error()}
	}
	// The variables of exec.env-vars are where the notation is used.
	const name = "PERCH_SCENARIO"
	text, _ := r.text("interpolate")
	quoted, _ := json.Marshal(text)
	parsed, problems := config.Parse(fmt.Appendf(nil, "config-version = 2\nexec.env-vars.%s = %s\n", name, quoted), "scenario.toml",
		command.Language{}, environment(vars))
	c.equal("fails", r.flag("fails"), len(problems) > 0)
	if result, ok := r.text("result"); ok && parsed != nil {
		c.equal("result", result, parsed.Exec.Env[name])
	}
	return c
}

func environment(variables map[string]string) []string {
	list := []string{}
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		list = append(list, name+"="+variables[name])
	}
	return list
}

func runRegex(r row) []string {
	var c checks
	pattern, _ := r.text("pattern")
	text, _ := r.text("text")
	re, err := config.CompileRegex(pattern)
	if c.checkError(r, err) {
		return c
	}
	if err != nil {
		return []string{err.Error()}
	}
	c.equal("found", r.flag("matches_text"), re.Finds(text))
	return c
}

func runArguments(r row) []string {
	var c checks
	var argv []string
	var call *command.Call
	var err error
	if json.Unmarshal(r["parse_args"], &argv) == nil {
		call, err = command.ParseArgv(argv)
	} else {
		text, _ := r.text("parse_args")
		var p *command.Program
		if p, err = command.Parse(text, command.Allowed{Exec: true, Eval: true}); err == nil {
			calls := p.Calls()
			if len(calls) != 1 {
				return []string{fmt.Sprintf("expected one command, got %d", len(calls))}
			}
			call = calls[0]
		}
	}
	var help *command.HelpRequest
	isHelp := errors.As(err, &help)
	c.equal("help", r.flag("help"), isHelp)
	if isHelp {
		if r.flag("help") && !strings.HasPrefix(help.Text, "USAGE: ") {
			c.fail("help: expected to begin with USAGE, seen %q", help.Text)
		}
		return c
	}
	if c.checkError(r, err) {
		if r.has("exit") {
			c.equal("exit", r["exit"], command.Failed)
		}
		return c
	}
	if err != nil {
		return append(c, err.Error())
	}
	c.equal("arguments", r["args"], call.Neutral())
	return c
}

func runProtocol(r row) []string {
	var c checks
	text, _ := r.text("json_text")
	switch {
	case r.has("request_json"):
		body, _ := r.text("request_json")
		var q ipc.Request
		if err := json.Unmarshal([]byte(body), &q); err != nil {
			return []string{err.Error()}
		}
		c.equal("absent keys", append([]string{}, r.strings("absent")...), absentKeys(q))
		c.equal("request", r["decoded"], q)
	case r.has("encode"):
		var q ipc.Request
		if err := r.into("encode", &q); err != nil {
			return []string{err.Error()}
		}
		data, err := json.Marshal(q)
		if err != nil {
			return []string{err.Error()}
		}
		c.equal("JSON", text, string(data))
	case r.has("event"):
		var e command.Event
		if err := r.into("event", &e); err != nil {
			return []string{err.Error()}
		}
		c.equal("JSON", text, e.JSON())
	case r.has("event_json"):
		body, _ := r.text("event_json")
		var e command.Event
		if err := json.Unmarshal([]byte(body), &e); err != nil {
			return []string{err.Error()}
		}
		want, _ := r.text("event_type")
		c.equal("type", want, e.Kind)
	case r.has("bytes_hex"):
		want, _ := r.text("bytes_hex")
		c.equal("handshake", want, hex.EncodeToString(ipc.Handshake()))
	case r.has("wire_hex"):
		c.checkWire(r)
	default:
		c.fail("the row says nothing of the protocol")
	}
	return c
}

func absentKeys(q ipc.Request) []string {
	absent := []string{}
	if q.NoWindowID {
		absent = append(absent, "windowId")
	}
	if q.NoWorkspace {
		absent = append(absent, "workspace")
	}
	return absent
}

// checkWire reads what a client sends for one command, the handshake and a
// frame, and writes the same bytes again.
func (c *checks) checkWire(r row) {
	text, _ := r.text("wire_hex")
	data, err := hex.DecodeString(text)
	greeting := ipc.Handshake()
	if err != nil || len(data) < len(greeting)+4 {
		c.fail("wire_hex is no handshake and frame: %q", text)
		return
	}
	var q ipc.Request
	if err := json.Unmarshal(data[len(greeting)+4:], &q); err != nil {
		c.fail("%v", err)
		return
	}
	c.equal("bytes", text, hex.EncodeToString(q.AppendFrame(greeting)))
}
