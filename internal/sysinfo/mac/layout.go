package mac

import (
	"context"
	"strings"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
	"perch/internal/sysinfo"
)

// HIToolbox's TextInputSources.h, which Carbon contains.
var (
	tisCopyCurrentKeyboardInputSource func() cf.Ref
	tisGetInputSourceProperty         func(source, property cf.Ref) cf.Ref

	tisName, tisID, tisLanguages, tisChanged cf.Ref

	layoutOnce dylib.Once
)

func loadLayout() error {
	if err := cf.Load(); err != nil {
		return err
	}
	return layoutOnce.Do(func(libraries []*dylib.Library) {
		l := libraries[0]
		l.Bind(&tisCopyCurrentKeyboardInputSource, "TISCopyCurrentKeyboardInputSource")
		l.Bind(&tisGetInputSourceProperty, "TISGetInputSourceProperty")
		for symbol, constant := range map[string]*cf.Ref{
			"kTISPropertyLocalizedName": &tisName, "kTISPropertyInputSourceID": &tisID,
			"kTISPropertyInputSourceLanguages":             &tisLanguages,
			"kTISNotifySelectedKeyboardInputSourceChanged": &tisChanged,
		} {
			*constant = cf.Ref(l.Constant(symbol))
		}
	}, "Carbon")
}

// watchLayout follows the keyboard layout. Text input sources are asked on the
// main thread only, on others macOS ends the program; they tell of changes there
// too.
func watchLayout(ctx context.Context, report func(func(*sysinfo.Facts)), _ func(sysinfo.Event)) {
	if loadLayout() != nil {
		return
	}
	read := func() {
		if ctx.Err() == nil {
			l := readLayout()
			report(func(f *sysinfo.Facts) { f.Layout = l })
		}
	}
	changed, _ := tisChanged.Text()
	stop := listen([]string{changed}, func(string, cf.Ref) { read() })
	defer stop()
	source := cf.NewSource(read)
	defer source.Release()
	main := cf.Main()
	main.Add(source.Ref)
	defer main.Remove(source.Ref)
	source.Signal()
	main.WakeUp()
	<-ctx.Done()
}

func readLayout() sysinfo.Layout {
	source := cf.Take(tisCopyCurrentKeyboardInputSource())
	if source.Ref == 0 {
		return sysinfo.Layout{}
	}
	defer source.Release()
	l := sysinfo.Layout{Present: true}
	l.Name, _ = tisGetInputSourceProperty(source.Ref, tisName).Text()
	id, _ := tisGetInputSourceProperty(source.Ref, tisID).Text()
	language := ""
	if languages := tisGetInputSourceProperty(source.Ref, tisLanguages); languages.Len() > 0 {
		language, _ = languages.At(0).Text()
	}
	l.Short = shortLayout(id, language)
	if l.Name == "" {
		l.Name = l.Short
	}
	return l
}

// shortLayouts are XKB's names for the layouts that a Mac has, by the last word
// of their identifiers, as far as they differ from their language's code.
var shortLayouts = map[string]string{
	"US": "us", "ABC": "us", "USInternational-PC": "us", "USExtended": "us", "ABC-India": "in",
	"Dvorak": "us", "Colemak": "us", "British": "gb", "British-PC": "gb", "Australian": "au", "Canadian": "ca", "Irish": "ie",
	"CanadianFrench-PC": "ca", "Canadian-CSA": "ca", "SwissGerman": "ch", "SwissFrench": "ch", "Austrian": "at",
	"Belgian": "be", "Brazilian": "br", "Brazilian-ABNT2": "br", "Brazilian-Pro": "br", "LatinAmerican": "latam",
	"Danish": "dk", "Swedish": "se", "Swedish-Pro": "se", "Czech": "cz", "Czech-QWERTY": "cz", "Greek": "gr",
	"Ukrainian": "ua", "Ukrainian-PC": "ua", "Slovenian": "si", "Estonian": "ee", "Hebrew": "il", "Serbian": "rs",
}

// shortLayout is the name of a layout such as "com.apple.keylayout.German", or
// the code of the language that an input method is for.
func shortLayout(id, language string) string {
	if short := shortLayouts[id[strings.LastIndexByte(id, '.')+1:]]; short != "" {
		return short
	}
	code, _, _ := strings.Cut(language, "-")
	if len(code) > 3 {
		return ""
	}
	return strings.ToLower(code)
}
