package engine

import (
	"fmt"
	"strings"
)

// parseFont reads Family:Style:Size. Without a size it is 10, without a style
// there is none. The features stay.
func parseFont(s, features string) Font {
	f := Font{Size: 10, Features: features}
	var size string
	f.Family, s, _ = strings.Cut(s, ":")
	f.Style, size, _ = strings.Cut(s, ":")
	if size != "" {
		f.Size = parseFloat(size)
	}
	return f
}

// String is the font as queries report it.
func (f *Font) String() string { return fmt.Sprintf("%s:%s:%.2f", f.Family, f.Style, f.Size) }

var fontTable = newTable(invalid[Font]("[!] Text"),
	row[Font]{name: "family", field: func(f *Font) any { return &f.Family }},
	row[Font]{name: "style", field: func(f *Font) any { return &f.Style }},
	row[Font]{name: "size", field: func(f *Font) any { return &f.Size }, moves: true},
	row[Font]{name: "features", field: func(f *Font) any { return &f.Features }},
)

func (f *Font) set(b *batch, key, value string) { fontTable.set(b, f, key, value) }
func (f *Font) report(w *writer)                { fontTable.report(w, f) }
