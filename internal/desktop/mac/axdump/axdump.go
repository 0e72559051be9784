// Package axdump reads what AeroSpace's debug-windows prints about real windows
// of macOS, with the kind of window that each is: for tests that classify
// them.
package axdump

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Window is one dump: the attributes that tests use. What is nil the window
// does not have.
type Window struct {
	Name string `json:"-"` // of the file

	Role       string  `json:"AXRole"`
	Subrole    *string `json:"AXSubrole"`
	Identifier *string `json:"AXIdentifier"`
	Title      *string `json:"AXTitle"`
	Position   *string `json:"AXPosition"`
	Size       *string `json:"AXSize"`
	Focused    *int    `json:"AXFocused"`
	Main       *int    `json:"AXMain"`
	Modal      *int    `json:"AXModal"`
	Close      *Button `json:"AXCloseButton"`
	FullScreen *Button `json:"AXFullScreenButton"`
	Zoom       *Button `json:"AXZoomButton"`
	Minimize   *Button `json:"AXMinimizeButton"`
	App        App     `json:"Aero.AXApp"`
	Bundle     string  `json:"Aero.App.appBundleId"`
	Policy     string  `json:"Aero.App.nsApp.activationPolicy"`
	Writable   string  `json:"Aero.AxWritable"` // attributes, with commas; "" if nobody looked

	Level json.RawMessage `json:"Aero.windowLevel"`
	ID    json.RawMessage `json:"Aero.axWindowId"`

	// Type is what the window is: window, dialog or popup. IsDialog is what it
	// is apart from that, nil if nobody said.
	Type     string `json:"Aero.AxUiElementWindowType"`
	IsDialog *bool  `json:"Aero.AxUiElementWindowType_isDialogHeuristic"`
}

// App is what a dump says of the window's application.
type App struct {
	FocusedWindow *string `json:"AXFocusedWindow"`
}

// Button is a button of a title bar.
type Button struct {
	Enabled int `json:"AXEnabled"`
}

// Folder is where the dumps are: in $PERCH_CORPUS, or in the folder that is
// given if that is not set.
func Folder(corpus string) string {
	return filepath.Join(cmp.Or(os.Getenv("PERCH_CORPUS"), corpus), "axdumps")
}

// Read reads every dump of a folder. There is none if the folder is not there.
func Read(folder string) ([]Window, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.json5"))
	if err != nil {
		return nil, err
	}
	var windows []Window
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		d := json.NewDecoder(bytes.NewReader(plain(text)))
		for {
			w := Window{Name: filepath.Base(file)}
			if err := d.Decode(&w); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			windows = append(windows, w)
		}
	}
	return windows, nil
}

// Layer is the window's level as CGWindowList tells it: 0 is a normal window;
// known is false if it tells nothing.
func (w Window) Layer() (layer int, known bool, err error) {
	switch level := string(w.Level); level {
	case "", "null":
		return 0, false, nil
	case `"normalWindow"`:
		return 0, true, nil
	case `"alwaysOnTopWindow"`:
		return 3, true, nil
	default:
		layer, err := strconv.Atoi(level)
		return layer, true, err
	}
}

// AppFocused says that the window is its application's AXFocusedWindow.
func (w Window) AppFocused() bool {
	id := strings.Trim(string(w.ID), `"`)
	return id != "" && w.App.FocusedWindow != nil && strings.HasPrefix(*w.App.FocusedWindow, "AXUIElement(AxWindowId="+id+",")
}

// Frame is the window's position and size; ok is false if the dump lacks one.
func (w Window) Frame() (x, y, width, height float64, ok bool) {
	if w.Position == nil || w.Size == nil {
		return 0, 0, 0, 0, false
	}
	_, position, _ := strings.Cut(*w.Position, "value = ")
	_, size, _ := strings.Cut(*w.Size, "value = ")
	p, _ := fmt.Sscanf(position, "x:%f y:%f", &x, &y)
	s, _ := fmt.Sscanf(size, "w:%f h:%f", &width, &height)
	return x, y, width, height, p == 2 && s == 2
}

// plain takes comments and commas before closing brackets out of JSON5, which
// is all that the dumps use of it.
func plain(text []byte) []byte {
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
