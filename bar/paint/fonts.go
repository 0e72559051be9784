package paint

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/fontscan"
	"github.com/rivo/uniseg"

	"perch/bar"
)

// fonts finds a face for every character.
//
// Fyne draws a character that a given font lacks, even a space, as the
// replacement sign, and aligns a text by the font of its first character. So
// texts are split here into runs that one face covers whole.
type fonts struct {
	named map[bar.Font]*face // by family and weight; Size is 0
	emoji *face
	found map[string]*face // by the file and index of a system font

	noSystem bool // there are no system fonts to be found
	// fallbacks remembers which face serves a cluster of characters.
	fallbacks map[fallback]*face
	runs      map[bar.Text][]run
}

type fallback struct {
	cluster string
	bold    bool
}

// face is one font. Fyne parses it whole when it draws; here are only the
// answers to the questions that come before.
type face struct {
	resource  fyne.Resource
	glyphs    font.Cmap
	capHeight float64 // for a size of 1
}

// run is a piece of text that one face covers.
type run struct {
	text          string
	face          *face
	width, ascent float64
}

// unknown stands for a character that no font has.
const unknown = "\ufffd"

// runsKept bounds the memory of texts that were split already.
const runsKept = 512

var shared *fonts

// systemFonts is the one collection of this process: Fyne keeps what it parses
// per resource, so that a second collection would cost its memory again.
func systemFonts() *fonts {
	if shared == nil {
		shared = &fonts{
			named:     map[bar.Font]*face{},
			found:     map[string]*face{},
			fallbacks: map[fallback]*face{},
			runs:      map[bar.Text][]run{},
		}
	}
	return shared
}

// split cuts a text into runs from left to right and measures them. The colour
// does not matter.
func (f *fonts) split(t bar.Text) []run {
	if t.Text == "" {
		return nil
	}
	t.Color = 0
	if runs, ok := f.runs[t]; ok {
		return runs
	}
	var runs []run
	for _, p := range visual(t.Text) {
		part := f.cover(p.text, t.Font)
		if p.leftward {
			slices.Reverse(part)
		}
		runs = append(runs, part...)
	}
	for i := range runs {
		r := &runs[i]
		size, ascent := fyne.CurrentApp().Driver().RenderedTextSize(r.text, float32(t.Font.Size), fyne.TextStyle{}, r.face.resource)
		r.width, r.ascent = float64(size.Width), float64(ascent)
	}
	if len(f.runs) >= runsKept {
		clear(f.runs)
	}
	f.runs[t] = runs
	return runs
}

// cover cuts a text into runs in the order of reading, not measured yet.
func (f *fonts) cover(text string, want bar.Font) []run {
	main := f.primary(want)
	var runs []run
	for g := uniseg.NewGraphemes(text); g.Next(); {
		cluster := g.Str()
		face := main
		if !main.covers(cluster) {
			if face = f.fallback(cluster, want.Bold); face == nil {
				face, cluster = main, unknown
			}
			cluster = drawable(face, cluster)
		}
		if n := len(runs); n > 0 && runs[n-1].face == face {
			runs[n-1].text += cluster
		} else if cluster != "" {
			runs = append(runs, run{text: cluster, face: face})
		}
	}
	return runs
}

// covers says whether the face has a glyph for every character that shows.
func (c *face) covers(cluster string) bool {
	for _, r := range cluster {
		if invisible(r) {
			continue
		}
		if _, ok := c.glyphs.Lookup(r); !ok {
			return false
		}
	}
	return true
}

// invisible characters steer how others look and need no glyph of their own:
// joiners, direction marks, variation selectors.
func invisible(r rune) bool {
	switch {
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069,
		r >= 0xfe00 && r <= 0xfe0f, r == 0xfeff, r >= 0xe0020 && r <= 0xe007f:
		return true
	}
	return false
}

// drawable is a cluster without the invisible characters that the face lacks,
// which Fyne would draw as replacement signs.
func drawable(c *face, cluster string) string {
	return strings.Map(func(r rune) rune {
		if _, ok := c.glyphs.Lookup(r); !ok && invisible(r) {
			return -1
		}
		return r
	}, cluster)
}

// primary is the face of a font by its name, or the built-in one.
func (f *fonts) primary(want bar.Font) *face {
	want.Size = 0
	if face := f.named[want]; face != nil {
		return face
	}
	face := f.family(want)
	if face == nil {
		face = builtIn(want.Bold)
	}
	f.named[want] = face
	return face
}

// builtIn is the libre font that Fyne carries, Noto Sans.
func builtIn(bold bool) *face {
	resource := theme.DefaultTextFont()
	if bold {
		resource = theme.DefaultTextBoldFont()
	}
	parsed, err := parse(resource)
	if err != nil {
		panic(fmt.Sprintf("the built-in font %s: %v", resource.Name(), err))
	}
	return parsed
}

// usualCapHeight is what most fonts have, for those that do not say.
const usualCapHeight = 0.7

// parse reads what a face has to know of its font's tables.
func parse(resource fyne.Resource) (*face, error) {
	loader, err := opentype.NewLoader(bytes.NewReader(resource.Content()))
	if err != nil {
		return nil, err
	}
	raw, err := loader.RawTable(opentype.MustNewTag("cmap"))
	if err != nil {
		return nil, err
	}
	table, _, err := tables.ParseCmap(raw)
	if err != nil {
		return nil, err
	}
	f := &face{resource: resource, capHeight: usualCapHeight}
	if f.glyphs, _, err = font.ProcessCmap(table, tables.FPNone); err != nil {
		return nil, err
	}
	head, _, err := font.LoadHeadTable(loader, nil)
	if err != nil {
		return nil, err
	}
	os2, err := loader.RawTable(opentype.MustNewTag("OS/2"))
	// sCapHeight is at byte 88, from version 2 of the table on.
	if err == nil && len(os2) >= 90 && binary.BigEndian.Uint16(os2) >= 2 && head.UnitsPerEm > 0 {
		if height := int16(binary.BigEndian.Uint16(os2[88:])); height > 0 {
			f.capHeight = float64(height) / float64(head.UnitsPerEm)
		}
	}
	return f, nil
}

// capHeight is the height of a capital in logical pixels.
func (f *fonts) capHeight(want bar.Font) float64 { return f.primary(want).capHeight * want.Size }

// fallback is the face for a cluster that the main one lacks: the emoji font
// for emoji, else a system font, nil if none has it.
func (f *fonts) fallback(cluster string, bold bool) *face {
	key := fallback{cluster, bold}
	if face, ok := f.fallbacks[key]; ok {
		return face
	}
	var found *face
	if emoji := f.emojiFace(); emoji != nil && emoji.covers(cluster) {
		found = emoji
	} else if face := f.systemFace(cluster, bold); face != nil {
		found = face
	}
	f.fallbacks[key] = found
	return found
}

func (f *fonts) emojiFace() *face {
	if f.emoji == nil {
		if resource := theme.DefaultEmojiFont(); resource != nil {
			f.emoji, _ = parse(resource)
		}
	}
	return f.emoji
}

// systemMap is the index of the system's fonts, nil if there is none. The
// first use of it reads the fonts' folders. Each call makes a new one of what is
// known, because an index keeps every font that it found parsed.
func (f *fonts) systemMap() *fontscan.FontMap {
	if f.noSystem {
		return nil
	}
	cache := os.TempDir()
	if dir, err := os.UserCacheDir(); err == nil {
		cache = filepath.Join(dir, "perch")
	}
	system := fontscan.NewFontMap(quiet{})
	if os.MkdirAll(cache, 0o700) != nil || system.UseSystemFonts(cache) != nil {
		f.noSystem = true
		return nil
	}
	return system
}

// quiet drops the notes on fonts that the index could not read.
type quiet struct{}

func (quiet) Printf(string, ...any) {}

func (f *fonts) systemFace(cluster string, bold bool) *face {
	system := f.systemMap()
	if system == nil {
		return nil
	}
	system.SetQuery(fontscan.Query{Families: []string{fontscan.SansSerif}, Aspect: aspect(bold)})
	for _, r := range cluster {
		if invisible(r) {
			continue
		}
		if got := system.ResolveFace(r); got != nil {
			if face := f.load(system.FontLocation(got.Font)); face != nil && face.covers(cluster) {
				return face
			}
		}
		return nil
	}
	return nil
}

// family is the installed font of that name, nil if there is none.
func (f *fonts) family(want bar.Font) *face {
	if want.Family == "" {
		return nil
	}
	system := f.systemMap()
	if system == nil {
		return nil
	}
	if _, ok := system.FindSystemFont(want.Family); !ok {
		return nil
	}
	system.SetQuery(fontscan.Query{Families: []string{want.Family}, Aspect: aspect(want.Bold)})
	got := system.ResolveFace('0')
	if got == nil {
		return nil
	}
	return f.load(system.FontLocation(got.Font))
}

func aspect(bold bool) font.Aspect {
	a := font.Aspect{Style: font.StyleNormal, Weight: font.WeightNormal}
	if bold {
		a.Weight = font.WeightBold
	}
	return a
}

// load reads a system font, taking it out of its collection if it is in one:
// Fyne reads single fonts only. Nil if that fails.
func (f *fonts) load(at fontscan.Location) *face {
	key := fmt.Sprint(at.File, "#", at.Index)
	if face, ok := f.found[key]; ok {
		return face
	}
	f.found[key] = nil
	data, err := os.ReadFile(at.File)
	if err != nil {
		return nil
	}
	if bytes.HasPrefix(data, []byte("ttcf")) {
		if data, err = extract(data, int(at.Index)); err != nil {
			return nil
		}
	}
	face, err := parse(fyne.NewStaticResource(key, data))
	if err != nil {
		return nil
	}
	f.found[key] = face
	return face
}

// extract copies one font of a collection into a file of its own.
func extract(collection []byte, index int) ([]byte, error) {
	loaders, err := opentype.NewLoaders(bytes.NewReader(collection))
	if err != nil {
		return nil, err
	}
	if index >= len(loaders) {
		return nil, fmt.Errorf("the collection has %d fonts, not %d", len(loaders), index+1)
	}
	var out []opentype.Table
	for _, tag := range loaders[index].Tables() {
		content, err := loaders[index].RawTable(tag)
		if err != nil {
			return nil, err
		}
		out = append(out, opentype.Table{Tag: tag, Content: content})
	}
	return opentype.WriteTTF(out), nil
}
