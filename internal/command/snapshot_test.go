package command

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"perch/workspaces"
)

// snapshotBuilder reads the initial state of a scenario.
type snapshotBuilder struct {
	t     *testing.T
	snap  workspaces.Snapshot
	order []workspaces.WindowID
	// native takes up which windows the platform shows in fullscreen.
	native map[workspaces.WindowID]bool
}

func (b *snapshotBuilder) decode(data json.RawMessage, into any) {
	b.t.Helper()
	if len(data) == 0 {
		return
	}
	if err := json.Unmarshal(data, into); err != nil {
		b.t.Fatalf("%s: %v", data, err)
	}
}

func (b *snapshotBuilder) monitors(data json.RawMessage) {
	list := []struct {
		Name          string
		Rect, Visible *[4]float64
	}{}
	b.decode(data, &list)
	if len(list) == 0 {
		list = append(list, struct {
			Name          string
			Rect, Visible *[4]float64
		}{"Test Monitor", &[4]float64{0, 0, 1920, 1080}, nil})
	}
	for i, m := range list {
		if m.Visible == nil {
			m.Visible = m.Rect
		}
		b.snap.Monitors = append(b.snap.Monitors, workspaces.Monitor{
			ID: fmt.Sprint(m.Name, i), Name: m.Name, Frame: rect(*m.Rect), WorkArea: rect(*m.Visible), SystemIndex: i + 1,
		})
	}
}

func rect(r [4]float64) workspaces.Rect { return workspaces.Rect{X: r[0], Y: r[1], W: r[2], H: r[3]} }

// pairs are the keys and values of a JSON object in the order of the text.
func (b *snapshotBuilder) pairs(data json.RawMessage) (keys []string, values []json.RawMessage) {
	if len(data) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(strings.NewReader(string(data)))
	if _, err := d.Token(); err != nil {
		b.t.Fatal(err)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			b.t.Fatal(err)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			b.t.Fatal(err)
		}
		keys, values = append(keys, key.(string)), append(values, value)
	}
	return keys, values
}

func (b *snapshotBuilder) tree(data json.RawMessage) {
	names, values := b.pairs(data)
	for i, name := range names {
		switch name {
		case "_minimized":
			b.snap.Minimized = b.windows(values[i])
			continue
		case "_popup":
			b.snap.Popups = b.windows(values[i])
			continue
		}
		w := workspaces.WorkspaceSnapshot{Name: name}
		keys, parts := b.pairs(values[i])
		for k, key := range keys {
			switch key {
			case "floating":
				w.Floating = b.windows(parts[k])
			case "macos_fullscreen":
				w.NativeFullscreen = b.windows(parts[k])
			case "macos_hidden_app":
				w.HiddenApp = b.windows(parts[k])
			case "monitor":
				b.decode(parts[k], &w.Monitor)
			default:
				w.Root = b.container(key, parts[k])
			}
		}
		b.snap.Workspaces = append(b.snap.Workspaces, w)
	}
}

func (b *snapshotBuilder) container(layout string, children json.RawMessage) workspaces.NodeSnapshot {
	l, ok := workspaces.ParseLayout(layout)
	if !ok {
		b.t.Fatalf("no layout %q", layout)
	}
	n := workspaces.NodeSnapshot{Layout: l}
	var list []json.RawMessage
	b.decode(children, &list)
	for _, child := range list {
		n.Children = append(n.Children, b.node(child))
	}
	return n
}

func (b *snapshotBuilder) node(data json.RawMessage) workspaces.NodeSnapshot {
	if data[0] == '{' {
		weight := 0.0
		keys, values := b.pairs(data)
		for i, key := range keys {
			if key == "weight" {
				b.decode(values[i], &weight)
			}
		}
		for i, key := range keys {
			if _, ok := workspaces.ParseLayout(key); ok {
				n := b.container(key, values[i])
				n.Weight = weight
				return n
			}
		}
		w := b.window(data)
		return workspaces.NodeSnapshot{Window: &w, Weight: weight}
	}
	w := b.window(data)
	return workspaces.NodeSnapshot{Window: &w}
}

func (b *snapshotBuilder) windows(data json.RawMessage) []workspaces.WindowSnapshot {
	var list []json.RawMessage
	b.decode(data, &list)
	var windows []workspaces.WindowSnapshot
	for _, item := range list {
		windows = append(windows, b.window(item))
	}
	return windows
}

const testApp = "bobko.AeroSpace.test-app"

func (b *snapshotBuilder) window(data json.RawMessage) workspaces.WindowSnapshot {
	var facts struct {
		W          workspaces.WindowID
		Rect       *[4]float64
		Title      *string
		Fullscreen bool
		Size       *[2]float64 `json:"last_floating_size"`
		Native     bool        `json:"macos_fullscreen"`
	}
	if data[0] == '{' {
		b.decode(data, &facts)
	} else {
		b.decode(data, &facts.W)
	}
	b.order = append(b.order, facts.W)
	if facts.Native && b.native != nil {
		b.native[facts.W] = true
	}
	w := workspaces.WindowSnapshot{Fullscreen: facts.Fullscreen}
	w.ID, w.App = facts.W, workspaces.App{ID: testApp, Name: testApp}
	w.Title = fmt.Sprintf("TestWindow(%d)", facts.W)
	if facts.Title != nil {
		w.Title = *facts.Title
	}
	if facts.Rect != nil {
		w.Frame = rect(*facts.Rect)
	}
	if facts.Size != nil {
		w.LastFloatingSize = workspaces.Size{W: facts.Size[0], H: facts.Size[1]}
	}
	return w
}
