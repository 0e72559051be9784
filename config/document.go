package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// kind is the type of a TOML value, by the name that AeroSpace's messages use.
type kind string

const (
	kindTable  kind = "Table"
	kindArray  kind = "Array"
	kindString kind = "String"
	kindInt    kind = "Int"
	kindBool   kind = "Bool"
	// Every other kind is one that AeroSpace does not support.
)

func (k kind) supported() bool {
	switch k {
	case kindTable, kindArray, kindString, kindInt, kindBool:
		return true
	}
	return false
}

// node is a value of the document and where it stands.
type node struct {
	kind  kind
	key   place // of the key that names it; for array elements as value
	value place // of the value itself; for tables and arrays as key

	text   string           // kindString
	start  int              // byte offset of text in the file; 0 if escapes keep it from standing there as it is
	number int64            // kindInt
	truth  bool             // kindBool
	table  map[string]*node // kindTable
	items  []*node          // kindArray
}

// keys returns a table's keys, sorted.
func (n *node) keys() []string { return slices.Sorted(maps.Keys(n.table)) }

// plain is the value without positions.
func (n *node) plain() any {
	switch n.kind {
	case kindTable:
		m := make(map[string]any, len(n.table))
		for k, v := range n.table {
			m[k] = v.plain()
		}
		return m
	case kindArray:
		a := make([]any, len(n.items))
		for i, v := range n.items {
			a[i] = v.plain()
		}
		return a
	case kindString:
		return n.text
	case kindInt:
		return n.number
	case kindBool:
		return n.truth
	}
	return nil
}

// syntaxError says where and why a file is no TOML.
type syntaxError struct {
	place
	message string
}

func (e *syntaxError) Error() string { return e.message }

// parseDocument reads TOML 1.1. An error is a *syntaxError.
func parseDocument(lines lineIndex) (*node, error) {
	data := lines.data
	b := builder{lines: lines, root: newTable(place{1, 1})}
	b.current = b.root
	b.parser.Reset(data)
	for b.parser.NextExpression() {
		if err := b.expression(b.parser.Expression()); err != nil {
			return nil, err
		}
	}
	if err := b.parser.Error(); err != nil {
		e := &syntaxError{place{1, 1}, err.Error()}
		var pe *unstable.ParserError
		if errors.As(err, &pe) && len(pe.Highlight) > 0 {
			offset := int(b.parser.Range(pe.Highlight).Offset)
			e.place = lines.place(offset)
			e.message = plainer(e.message, data[offset:])
		}
		return nil, e
	}
	// The tree is built from the syntax alone, which keeps positions. Decoding
	// finds the mistakes that need more, such as a table that is opened twice.
	var decoded map[string]any
	if err := toml.Unmarshal(data, &decoded); err != nil {
		e := &syntaxError{place{1, 1}, strings.TrimPrefix(err.Error(), "toml: ")}
		var de *toml.DecodeError
		if errors.As(err, &de) {
			e.place = lines.place(lines.offset(de.Position()))
		}
		return nil, e
	}
	return b.root, nil
}

func newTable(at place) *node {
	return &node{kind: kindTable, key: at, value: at, table: map[string]*node{}}
}

// builder assembles the tree from the parser's flat list of expressions.
type builder struct {
	parser  unstable.Parser
	lines   lineIndex
	root    *node
	current *node // table of the last header
	depth   int   // of current
}

// deepest is how deeply tables and arrays may be nested: far deeper than any key
// is, and shallow enough for key paths to stay short.
const deepest = 100

func tooDeep(at place) error {
	return &syntaxError{at, fmt.Sprintf("tables and arrays are nested more than %d levels deep", deepest)}
}

func (b *builder) at(r unstable.Range) place { return b.lines.place(int(r.Offset)) }

func (b *builder) expression(e *unstable.Node) error {
	switch e.Kind {
	case unstable.KeyValue:
		return b.keyValue(b.current, e, b.depth)
	case unstable.Table, unstable.ArrayTable:
		table, err := b.header(e)
		if err != nil {
			return err
		}
		b.current = table
	}
	return nil
}

// header walks from the root to the table that a [header] or [[header]] opens.
func (b *builder) header(e *unstable.Node) (*node, error) {
	table := b.root
	b.depth = 0
	for it := e.Key(); it.Next(); {
		part, at := it.Node(), b.at(it.Node().Raw)
		name := string(part.Data)
		if b.depth++; b.depth > deepest {
			return nil, tooDeep(at)
		}
		if it.IsLast() && e.Kind == unstable.ArrayTable {
			array := table.table[name]
			if array == nil {
				array = &node{kind: kindArray, key: at, value: at}
				table.table[name] = array
			}
			if array.kind != kindArray {
				return nil, redefined(name, at, array)
			}
			element := newTable(at)
			array.items = append(array.items, element)
			return element, nil
		}
		next, err := b.child(table, name, at)
		if err != nil {
			return nil, err
		}
		table = next
	}
	return table, nil
}

// child is the table of that name inside table, made if it is missing; for an
// array of tables it is the last one.
func (b *builder) child(table *node, name string, at place) (*node, error) {
	next := table.table[name]
	if next == nil {
		next = newTable(at)
		table.table[name] = next
	}
	if next.kind == kindArray && len(next.items) > 0 {
		next = next.items[len(next.items)-1]
	}
	if next.kind != kindTable {
		return nil, redefined(name, at, next)
	}
	return next, nil
}

// keyValue sets a key of a table that lies at a depth.
func (b *builder) keyValue(table *node, e *unstable.Node, depth int) error {
	for it := e.Key(); it.Next(); {
		name, at := string(it.Node().Data), b.at(it.Node().Raw)
		if depth++; depth > deepest {
			return tooDeep(at)
		}
		if !it.IsLast() {
			next, err := b.child(table, name, at)
			if err != nil {
				return err
			}
			table = next
			continue
		}
		if first := table.table[name]; first != nil {
			return redefined(name, at, first)
		}
		value, err := b.node(e.Value(), at, depth)
		if err != nil {
			return err
		}
		table.table[name] = value
	}
	return nil
}

func redefined(name string, at place, first *node) error {
	return &syntaxError{at, fmt.Sprintf("key '%s' is already defined on line %d", name, first.key.line)}
}

// node converts a value whose key stands at key.
func (b *builder) node(v *unstable.Node, key place, depth int) (*node, error) {
	n := &node{key: key, value: key}
	if v.Kind != unstable.Array && v.Raw.Length > 0 {
		n.value = b.at(v.Raw)
	}
	if depth > deepest {
		return nil, tooDeep(n.value)
	}
	switch v.Kind {
	case unstable.String:
		n.kind, n.text = kindString, string(v.Data)
		raw := b.parser.Raw(v.Raw)
		if i := bytes.Index(raw, v.Data); i >= 0 && len(v.Data) > 0 {
			n.start = int(v.Raw.Offset) + i
		}
	case unstable.Bool:
		n.kind, n.truth = kindBool, string(v.Data) == "true"
	case unstable.Integer:
		number, err := strconv.ParseInt(strings.ReplaceAll(string(v.Data), "_", ""), 0, 64)
		if err != nil {
			return nil, &syntaxError{n.value, fmt.Sprintf("integer %s does not fit into 64 bits", v.Data)}
		}
		n.kind, n.number = kindInt, number
	case unstable.Float:
		n.kind = "Double"
	case unstable.DateTime:
		n.kind = "OffsetDateTime"
	case unstable.LocalDate, unstable.LocalTime, unstable.LocalDateTime:
		n.kind = kind(v.Kind.String())
	case unstable.Array:
		n.kind = kindArray
		for it := v.Children(); it.Next(); {
			item, err := b.node(it.Node(), key, depth+1)
			if err != nil {
				return nil, err
			}
			item.key = item.value
			n.items = append(n.items, item)
		}
	case unstable.InlineTable:
		n.kind, n.table = kindTable, map[string]*node{}
		for it := v.Children(); it.Next(); {
			if err := b.keyValue(n, it.Node(), depth); err != nil {
				return nil, err
			}
		}
	default:
		return nil, &syntaxError{n.value, fmt.Sprintf("unexpected %s", v.Kind)}
	}
	return n, nil
}
