package paint

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode/utf16"

	"github.com/go-text/typesetting/font/opentype"
)

// sample describes a font to build: every character is a square as wide as
// its size, of 1000 units to an em.
type sample struct {
	family    string
	weight    uint16
	glyphs    map[rune]int16
	ligatures map[string]int16 // what becomes one square by "liga"
	swapped   rune             // becomes the square of 900 by "ss01", 0 for none
}

// words appends numbers of 16 bits.
func words(to []byte, values ...int) []byte {
	for _, v := range values {
		to = binary.BigEndian.AppendUint16(to, uint16(v))
	}
	return to
}

// write leaves the font in a file and answers with its path.
func (s sample) write(t *testing.T) string {
	t.Helper()
	sizes := []int16{500} // .notdef
	ids := map[rune]int{}
	var runes []rune
	for r := range s.glyphs {
		runes = append(runes, r)
	}
	slices.Sort(runes)
	for _, r := range runes {
		ids[r] = len(sizes)
		sizes = append(sizes, s.glyphs[r])
	}
	type pair struct {
		parts []int
		glyph int
	}
	byFirst := map[int][]pair{}
	for text, size := range s.ligatures {
		var parts []int
		for _, r := range text {
			parts = append(parts, ids[r])
		}
		byFirst[parts[0]] = append(byFirst[parts[0]], pair{parts[1:], len(sizes)})
		sizes = append(sizes, size)
	}
	other := len(sizes)
	sizes = append(sizes, 900)

	var glyf, loca, hmtx []byte
	for _, size := range sizes {
		n := int(size)
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		hmtx = words(hmtx, n, 0)
		glyf = words(glyf, 1, 0, 0, n, n, 3, 0) // one contour, its box, its last point, no program
		glyf = append(glyf, 1, 1, 1, 1)
		glyf = words(glyf, 0, 0, n, 0)
		glyf = words(glyf, 0, n, 0, -n)
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))

	head := words(nil, 1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000, 1000, 0, 8, 2, 1, 0)
	hhea := words(nil, 1, 0, 800, -200, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, len(sizes))
	maxp := words(nil, 1, 0, len(sizes), 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)

	cmap := words(nil, 0, 1, 3, 10, 0, 12, 12, 0)
	cmap = binary.BigEndian.AppendUint32(cmap, uint32(16+12*len(runes)))
	cmap = binary.BigEndian.AppendUint32(cmap, 0)
	cmap = binary.BigEndian.AppendUint32(cmap, uint32(len(runes)))
	for _, r := range runes {
		for _, v := range []uint32{uint32(r), uint32(r), uint32(ids[r])} {
			cmap = binary.BigEndian.AppendUint32(cmap, v)
		}
	}

	var text, records []byte
	for id, value := range map[int]string{1: s.family, 2: "Regular", 4: s.family} {
		units := utf16.Encode([]rune(value))
		records = words(records, 3, 1, 0x409, id, 2*len(units), len(text))
		for _, u := range units {
			text = words(text, int(u))
		}
	}
	name := append(append(words(nil, 0, 3, 6+len(records)), records...), text...)

	os2 := make([]byte, 96)
	binary.BigEndian.PutUint16(os2, 4)
	binary.BigEndian.PutUint16(os2[4:], s.weight)
	binary.BigEndian.PutUint16(os2[6:], 5)
	binary.BigEndian.PutUint16(os2[88:], 700) // the height of a capital

	post := make([]byte, 32)
	binary.BigEndian.PutUint16(post, 3)

	tables := []opentype.Table{}
	add := func(tag string, content []byte) {
		tables = append(tables, opentype.Table{Tag: opentype.MustNewTag(tag), Content: content})
	}
	if len(s.ligatures) > 0 {
		var firsts []int
		for f := range byFirst {
			firsts = append(firsts, f)
		}
		slices.Sort(firsts)
		var sets []byte
		offsets := []int{}
		base := 6 + 2*len(firsts)
		for _, f := range firsts {
			offsets = append(offsets, base+len(sets))
			var body []byte
			at := []int{len(byFirst[f])}
			for _, p := range byFirst[f] {
				at = append(at, 2+2*len(byFirst[f])+len(body))
				body = words(body, p.glyph, len(p.parts)+1)
				body = words(body, p.parts...)
			}
			sets = append(words(sets, at...), body...)
		}
		ligature := words(nil, 1, base+len(sets), len(firsts))
		ligature = append(words(ligature, offsets...), sets...)
		ligature = words(ligature, 1, len(firsts))
		ligature = words(ligature, firsts...)
		swap := words(nil, 2, 8, 1, other, 1, 1, ids[s.swapped])

		scripts := append(words(nil, 1), "DFLT"...)
		scripts = words(scripts, 8, 4, 0, 0, 0xffff, 2, 0, 1)
		features := append(words(nil, 2), "liga"...)
		features = append(words(features, 14), "ss01"...)
		features = words(features, 20, 0, 1, 0, 0, 1, 1)
		lookups := words(nil, 2, 6, 6+8+len(ligature), 4, 0, 1, 8)
		lookups = append(lookups, ligature...)
		lookups = append(words(lookups, 1, 0, 1, 8), swap...)
		gsub := words(nil, 1, 0, 10, 10+len(scripts), 10+len(scripts)+len(features))
		add("GSUB", append(append(append(gsub, scripts...), features...), lookups...))
	}
	add("OS/2", os2)
	add("cmap", cmap)
	add("glyf", glyf)
	add("head", head)
	add("hhea", hhea)
	add("hmtx", hmtx)
	add("loca", loca)
	add("maxp", maxp)
	add("name", name)
	add("post", post)
	path := filepath.Join(t.TempDir(), s.family+".ttf")
	if err := os.WriteFile(path, opentype.WriteTTF(tables), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, s *Stage, fonts ...sample) {
	t.Helper()
	for _, f := range fonts {
		if err := s.LoadFont(f.write(t)); err != nil {
			t.Fatal(err)
		}
	}
}
