package lua

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	glua "github.com/yuin/gopher-lua"
)

// json reads an object or an array at the start of a text as a table (SbarLua
// looks no further than its end). null is nil.
func (p *Program) json(text string) (*glua.LTable, bool) {
	trimmed := strings.TrimLeft(text, " \t\r\n")
	if trimmed == "" || trimmed[0] != '{' && trimmed[0] != '[' {
		return nil, false
	}
	var v any
	if json.NewDecoder(strings.NewReader(trimmed)).Decode(&v) != nil {
		return nil, false
	}
	t, ok := p.value(v).(*glua.LTable)
	return t, ok
}

// decoded is a text as Lua gets it: a table if it is JSON, else itself.
func (p *Program) decoded(text string) glua.LValue {
	if t, ok := p.json(text); ok {
		return t
	}
	return glua.LString(text)
}

func (p *Program) value(v any) glua.LValue {
	switch v := v.(type) {
	case bool:
		return glua.LBool(v)
	case float64:
		return glua.LNumber(v)
	case string:
		return glua.LString(v)
	case []any:
		t := p.state.CreateTable(len(v), 0)
		for i, e := range v {
			t.RawSetInt(i+1, p.value(e))
		}
		return t
	case map[string]any:
		t := p.state.CreateTable(0, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			t.RawSetString(key, p.value(v[key]))
		}
		return t
	}
	return glua.LNil
}
