package kind

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"perch/workspaces"
)

// TestDumps classifies real windows of macOS: AeroSpace's collection of what
// its debug-windows prints, with the answers that it expects.
func TestDumps(t *testing.T) {
	folder := filepath.Join(cmp.Or(os.Getenv("PERCH_CORPUS"), "../../../../../shared/corpus"), "axdumps")
	files, _ := filepath.Glob(filepath.Join(folder, "*.json5"))
	if len(files) == 0 {
		t.Skip("there are no dumps in ", folder)
	}
	kinds := map[string]workspaces.Kind{"window": workspaces.KindWindow, "dialog": workspaces.KindDialog, "popup": workspaces.KindPopup}
	seen := map[workspaces.Kind]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := json.NewDecoder(bytes.NewReader(plainJSON(text)))
		for {
			var dump dump
			if err := d.Decode(&dump); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("%s: %v", filepath.Base(file), err)
				break
			}
			a := dump.attributes(t)
			want, known := kinds[dump.Type]
			if got := Of(a); !known || got != want {
				t.Errorf("%s: kind %d, want %q; %+v", filepath.Base(file), got, dump.Type, a)
			}
			if dump.IsDialog != nil && IsDialog(a) != *dump.IsDialog {
				t.Errorf("%s: dialog is %v", filepath.Base(file), !*dump.IsDialog)
			}
			seen[want]++
		}
	}
	for name, kind := range kinds {
		if seen[kind] == 0 {
			t.Errorf("no dump of a %s", name)
		}
	}
	t.Logf("%v of %d files", seen, len(files))
}

// dump is the part of a dump that counts.
type dump struct {
	AXSubrole          *string
	AXIdentifier       *string
	AXTitle            *string
	AXFocused, AXMain  *int
	AXCloseButton      *dumpedButton
	AXFullScreenButton *dumpedButton
	AXZoomButton       *dumpedButton
	AXMinimizeButton   *dumpedButton
	App                struct {
		FocusedWindow *string `json:"AXFocusedWindow"`
	} `json:"Aero.AXApp"`
	Bundle   string          `json:"Aero.App.appBundleId"`
	Policy   string          `json:"Aero.App.nsApp.activationPolicy"`
	Level    json.RawMessage `json:"Aero.windowLevel"`
	ID       json.RawMessage `json:"Aero.axWindowId"`
	Type     string          `json:"Aero.AxUiElementWindowType"`
	IsDialog *bool           `json:"Aero.AxUiElementWindowType_isDialogHeuristic"`
}

type dumpedButton struct{ AXEnabled int }

func (d dump) attributes(t *testing.T) Attributes {
	t.Helper()
	a := Attributes{
		App: d.Bundle, Subrole: text(d.AXSubrole), Identifier: text(d.AXIdentifier), Title: text(d.AXTitle),
		Close: d.AXCloseButton.button(), Fullscreen: d.AXFullScreenButton.button(), Zoom: d.AXZoomButton.button(), Minimize: d.AXMinimizeButton.button(),
		Focused: truth(d.AXFocused), Main: truth(d.AXMain),
	}
	id := strings.Trim(string(d.ID), `"`)
	a.AppFocused = id != "" && strings.HasPrefix(text(d.App.FocusedWindow), "AXUIElement(AxWindowId="+id+",")
	policy, known := map[string]Policy{"regular": Regular, "accessory": Accessory, "prohibited": Prohibited}[d.Policy]
	if !known {
		t.Errorf("the activation policy %q", d.Policy)
	}
	a.Policy = policy
	switch level := string(d.Level); level {
	case "", "null":
	case `"normalWindow"`:
		a.KnowsLayer = true
	case `"alwaysOnTopWindow"`:
		a.Layer, a.KnowsLayer = 3, true
	default:
		n, err := strconv.Atoi(level)
		if err != nil {
			t.Errorf("the window level %s", level)
		}
		a.Layer, a.KnowsLayer = n, true
	}
	return a
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func truth(n *int) Truth {
	switch {
	case n == nil:
		return Unknown
	case *n == 0:
		return No
	}
	return Yes
}

func (b *dumpedButton) button() Button {
	switch {
	case b == nil:
		return Absent
	case b.AXEnabled == 0:
		return Disabled
	}
	return Enabled
}

// plainJSON takes comments and commas before closing brackets out of JSON5,
// which is all that the dumps use of it.
func plainJSON(text []byte) []byte {
	var plain []byte
	comma := -1 // where the last token is a comma
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			end := i + 1
			for ; text[end] != '"'; end++ {
				if text[end] == '\\' {
					end++
				}
			}
			plain = append(plain, text[i:end+1]...)
			i, comma = end, -1
		case c == '/' && bytes.HasPrefix(text[i:], []byte("//")):
			for i+1 < len(text) && text[i+1] != '\n' {
				i++
			}
		case c == '/' && bytes.HasPrefix(text[i:], []byte("/*")):
			i += 1 + bytes.Index(text[i:], []byte("*/"))
		default:
			if (c == '}' || c == ']') && comma >= 0 {
				plain[comma] = ' '
			}
			switch {
			case c == ',':
				comma = len(plain)
			case c != ' ' && c != '\n' && c != '\t' && c != '\r':
				comma = -1
			}
			plain = append(plain, c)
		}
	}
	return plain
}
