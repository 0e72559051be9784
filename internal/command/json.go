package command

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// PrettyJSON writes a value as Apple's encoder does: two spaces of indent, a
// space on both sides of the colon, keys sorted bytewise, slashes and
// non-ASCII text as they are, an empty line inside an empty array or object.
// Values are bool, int64, string, []any and map[string]any.
func PrettyJSON(value any) string {
	var b strings.Builder
	writeJSON(&b, value, "\n")
	return b.String()
}

// writeJSON writes a value; indent is the newline and indentation of the line
// that the value stands on.
func writeJSON(b *strings.Builder, value any, indent string) {
	switch v := value.(type) {
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case int64:
		b.WriteString(strconv.FormatInt(v, 10))
	case string:
		writeJSONString(b, v)
	case []any:
		b.WriteByte('[')
		for i, element := range v {
			separate(b, i, indent)
			writeJSON(b, element, indent+"  ")
		}
		finish(b, len(v), indent)
		b.WriteByte(']')
	case map[string]any:
		b.WriteByte('{')
		for i, key := range slices.Sorted(maps.Keys(v)) {
			separate(b, i, indent)
			writeJSONString(b, key)
			b.WriteString(" : ")
			writeJSON(b, v[key], indent+"  ")
		}
		finish(b, len(v), indent)
		b.WriteByte('}')
	default:
		panic(fmt.Sprintf("%T has no JSON form here", value))
	}
}

func separate(b *strings.Builder, i int, indent string) {
	if i > 0 {
		b.WriteByte(',')
	}
	b.WriteString(indent + "  ")
}

func finish(b *strings.Builder, length int, indent string) {
	if length == 0 {
		b.WriteByte('\n')
	}
	b.WriteString(indent)
}

func writeJSONString(b *strings.Builder, s string) {
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\b':
			b.WriteString(`\b`)
		case r == '\f':
			b.WriteString(`\f`)
		case r < ' ':
			fmt.Fprintf(b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}
