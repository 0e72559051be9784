package paint

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/fontscan"

	"perch/bar/engine"
)

// library is every font of the machine, those that were loaded by file, and
// those that the program carries.
type library struct {
	system  []fontscan.Footprint
	scanned bool
	loaded  []*typeface // by LoadFont, the newest first
	carried map[string]*typeface
	// opened holds what was parsed, nil for what cannot be; a system font by
	// its file, index and weight.
	opened  map[string]*typeface
	primary map[faceKey]*typeface
	backups map[backupKey]*typeface
}

type faceKey struct{ family, style string }

type backupKey struct {
	cluster string
	look    look
	mono    bool
}

// typeface is one font, ready to shape.
type typeface struct {
	face            *font.Face
	family          string // normalized
	look            look
	ascent, descent float64 // for a size of 1, both positive
	capital         float64 // the height of a capital for a size of 1
	// exact says that it is the font that was asked for, and no substitute.
	exact bool
}

// quiet drops the notes on fonts that the index could not read.
type quiet struct{}

func (quiet) Printf(string, ...any) {}

// usualCapHeight is what most fonts have, for those that do not say.
const usualCapHeight = 0.7

const (
	// primaryKept bounds the memory of which font goes by which name, and
	// backupsKept that of which one serves which characters.
	primaryKept = 256
	backupsKept = 4096
)

func newLibrary() *library {
	return &library{
		carried: map[string]*typeface{}, opened: map[string]*typeface{},
		primary: map[faceKey]*typeface{}, backups: map[backupKey]*typeface{},
	}
}

// fonts are the system's fonts. The first use reads the fonts' folders.
func (l *library) fonts() []fontscan.Footprint {
	if l.scanned {
		return l.system
	}
	l.scanned = true
	cache := os.TempDir()
	if dir, err := os.UserCacheDir(); err == nil {
		cache = filepath.Join(dir, "perch")
	}
	if os.MkdirAll(cache, 0o700) == nil {
		l.system, _ = fontscan.SystemFonts(quiet{}, cache)
	}
	if home, err := os.UserHomeDir(); err == nil && runtime.GOOS != "darwin" {
		l.system = append(slices.Clip(l.system), folderFonts(filepath.Join(home, "Library/Fonts"))...)
	}
	return l.system
}

// folderFonts are the fonts in a folder that the system does not know: the
// installers of configurations made for macOS put theirs into ~/Library/Fonts.
func folderFonts(dir string) []fontscan.Footprint {
	var out []fontscan.Footprint
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		path := filepath.Join(dir, f.Name())
		data, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		loaders, err := opentype.NewLoaders(bytes.NewReader(data))
		if err != nil {
			continue
		}
		for i, loader := range loaders {
			parsed, err := font.NewFont(loader)
			if err != nil {
				continue
			}
			d := parsed.Describe()
			p := fontscan.Footprint{Family: font.NormalizeFamily(d.Family), Aspect: d.Aspect}
			p.Location = fontscan.Location{File: path, Index: uint16(i)}
			for characters := parsed.Cmap.Iter(); characters.Next(); {
				r, _ := characters.Char()
				p.Runes.Add(r)
			}
			out = append(out, p)
		}
	}
	return out
}

// load makes a font file known, before all others.
func (l *library) load(path string) error {
	file, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	faces, err := font.ParseTTC(bytes.NewReader(file))
	if err != nil || len(faces) == 0 {
		return fmt.Errorf("%s is not a TrueType or OpenType font", path)
	}
	for _, face := range faces {
		d := face.Describe()
		t := newTypeface(face, lookOf(d.Aspect))
		t.family = font.NormalizeFamily(d.Family)
		l.loaded = append([]*typeface{t}, l.loaded...)
	}
	clear(l.primary)
	clear(l.backups)
	return nil
}

func newTypeface(face *font.Face, k look) *typeface {
	t := &typeface{face: face, look: k, ascent: 0.8, descent: 0.2, capital: usualCapHeight}
	em := float64(face.Upem())
	if e, ok := face.FontHExtents(); ok && em > 0 && e.Ascender > e.Descender {
		t.ascent, t.descent = float64(e.Ascender)/em, -float64(e.Descender)/em
	}
	if c := float64(face.LineMetric(font.CapHeight)); c > 0 && em > 0 {
		t.capital = c / em
	}
	return t
}

// find is the typeface for a font's name: that font in the nearest style, or
// something like it. No name is the font that the program carries, which needs no
// look at the system's.
func (l *library) find(f engine.Font) *typeface {
	key := faceKey{f.Family, f.Style}
	if t := l.primary[key]; t != nil {
		return t
	}
	want := styleLook(f.Style)
	var found *typeface
	var names []string
	if f.Family != "" {
		names = families(f.Family)
	}
	for i, family := range names {
		if t := l.family(font.NormalizeFamily(family), want); t != nil {
			copy := *t
			copy.exact = i == 0
			found = &copy
			break
		}
	}
	if found == nil {
		found = l.builtIn(monospaced(f.Family), want)
	}
	if len(l.primary) >= primaryKept {
		clear(l.primary)
	}
	l.primary[key] = found
	return found
}

// family is the installed font of a normalized family name that is nearest to
// a style, nil if there is none.
func (l *library) family(name string, want look) *typeface {
	var best *typeface
	for _, t := range l.loaded {
		if t.family == name && (best == nil || t.look.distance(want) < best.look.distance(want)) {
			best = t
		}
	}
	if best != nil {
		return best
	}
	var near *fontscan.Footprint
	for i := range l.fonts() {
		p := &l.system[i]
		if p.Family == name && (near == nil || lookOf(p.Aspect).distance(want) < lookOf(near.Aspect).distance(want)) {
			near = p
		}
	}
	if near == nil {
		return nil
	}
	return l.open(near, want)
}

// open parses a system font. A variable one takes the weight that is wanted.
func (l *library) open(p *fontscan.Footprint, want look) *typeface {
	key := fmt.Sprint(p.Location.File, "#", p.Location.Index)
	if t, ok := l.opened[key]; ok {
		return t
	}
	weighted := fmt.Sprint(key, "@", want.weight)
	if t, ok := l.opened[weighted]; ok {
		return t
	}
	t := l.parse(p, want)
	if t != nil && len(t.face.Coords()) > 0 {
		key = weighted // a variable font is another one in each weight
	}
	l.opened[key] = t
	return t
}

// parse reads a system font, nil if that fails.
func (l *library) parse(p *fontscan.Footprint, want look) *typeface {
	file, err := os.ReadFile(p.Location.File)
	if err != nil {
		return nil
	}
	loaders, err := opentype.NewLoaders(bytes.NewReader(file))
	if err != nil || int(p.Location.Index) >= len(loaders) {
		return nil
	}
	parsed, err := font.NewFont(loaders[p.Location.Index])
	if err != nil {
		return nil
	}
	face := font.NewFace(parsed)
	face.SetVariations([]font.Variation{{Tag: opentype.MustNewTag("wght"), Value: float32(want.weight)}})
	t := newTypeface(face, lookOf(p.Aspect))
	t.family = p.Family
	return t
}

// builtIn is one of the libre fonts that Fyne carries.
func (l *library) builtIn(mono bool, want look) *typeface {
	resource := theme.DefaultTextFont()
	switch {
	case mono:
		resource = theme.DefaultTextMonospaceFont()
	case want.weight >= 550 && want.slanted:
		resource = theme.DefaultTextBoldItalicFont()
	case want.weight >= 550:
		resource = theme.DefaultTextBoldFont()
	case want.slanted:
		resource = theme.DefaultTextItalicFont()
	}
	t := l.carry(resource)
	if t == nil {
		panic("the built-in font " + resource.Name() + " cannot be read")
	}
	return t
}

func (l *library) carry(resource fyne.Resource) *typeface {
	if resource == nil {
		return nil
	}
	t, ok := l.carried[resource.Name()]
	if !ok {
		if face, err := font.ParseTTF(bytes.NewReader(resource.Content())); err == nil {
			t = newTypeface(face, lookOf(face.Describe().Aspect))
		}
		l.carried[resource.Name()] = t
	}
	return t
}

// covers says whether the font has a glyph for every character that shows.
func (t *typeface) covers(cluster string) bool {
	for _, r := range cluster {
		if invisible(r) {
			continue
		}
		if _, ok := t.face.NominalGlyph(r); !ok {
			return false
		}
	}
	return true
}

// backup is the font for a cluster of characters that the wanted one lacks,
// nil if there is none.
func (l *library) backup(cluster string, main *typeface, mono bool) *typeface {
	key := backupKey{cluster, main.look, mono}
	if t, ok := l.backups[key]; ok {
		return t
	}
	if len(l.backups) >= backupsKept {
		clear(l.backups)
	}
	t := l.search(cluster, main, mono)
	l.backups[key] = t
	return t
}

func (l *library) search(cluster string, main *typeface, mono bool) *typeface {
	for _, t := range l.loaded {
		if t.covers(cluster) {
			return t
		}
	}
	icon, picture := private(cluster), pictorial(cluster)
	if emoji := l.carry(theme.DefaultEmojiFont()); picture && !icon && emoji != nil && emoji.covers(cluster) {
		return emoji
	}
	var able []*fontscan.Footprint
	for i := range l.fonts() {
		p := &l.system[i]
		if coversAll(p.Runes, cluster) && (!icon || iconic(p.Family)) && (picture || !strings.Contains(p.Family, "emoji")) {
			able = append(able, p)
		}
	}
	slices.SortStableFunc(able, func(a, b *fontscan.Footprint) int {
		return cmp.Or(
			cmp.Compare(kindDistance(a.Family, mono), kindDistance(b.Family, mono)),
			cmp.Compare(lookOf(a.Aspect).distance(main.look), lookOf(b.Aspect).distance(main.look)),
			strings.Compare(a.Location.File, b.Location.File),
		)
	})
	for _, p := range able {
		if t := l.open(p, main.look); t != nil && t.covers(cluster) {
			return t
		}
	}
	if !icon {
		for _, b := range []bool{mono, !mono} {
			if t := l.builtIn(b, main.look); t.covers(cluster) {
				return t
			}
		}
	}
	return nil
}

func coversAll(runes fontscan.RuneSet, cluster string) bool {
	for _, r := range cluster {
		if !invisible(r) && !runes.Contains(r) {
			return false
		}
	}
	return true
}

// pictorial says whether a cluster may be an emoji. Fonts of emoji have digits
// too, which keycaps are made of, and signs such as ©, but those are text.
func pictorial(cluster string) bool {
	const first = '\u203c' // of the emoji that are no signs of Latin text (UTS #51)
	return strings.ContainsFunc(cluster, func(r rune) bool { return r >= first })
}

// private says whether a cluster is of the private use areas, where fonts of
// icons have their pictures. Each font may mean something else by a character there.
func private(cluster string) bool {
	for _, r := range cluster {
		return r >= 0xe000 && r <= 0xf8ff || r >= 0xf0000 && r <= 0x10fffd
	}
	return false
}

// iconic says whether a family (normalized) is known to have icons in the
// private use areas as Nerd Fonts order them.
func iconic(family string) bool {
	if strings.HasSuffix(family, "nf") || strings.HasSuffix(family, "nfm") || strings.HasSuffix(family, "nfp") {
		return true
	}
	for _, word := range []string{"nerdfont", "symbolsnerd", "awesome", "powerline", "materialdesign", "materialicons", "icon", "octicons", "sfpro", "sfsymbols"} {
		if strings.Contains(family, word) {
			return true
		}
	}
	return false
}

// kindDistance prefers plain families of the wanted kind over serifs, condensed
// and mathematical ones.
func kindDistance(family string, mono bool) int {
	d := 0
	if strings.Contains(family, "mono") != mono {
		d++
	}
	for _, word := range []string{"serif", "condensed", "math", "slab", "script"} {
		if strings.Contains(family, word) && !strings.Contains(family, "sansserif") {
			d += 2
		}
	}
	return d
}
