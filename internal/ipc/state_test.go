package ipc

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func desktop(windows int) State {
	s := State{
		Mode:     "main",
		Focus:    Focus{Workspace: "1", WindowID: 100},
		Monitors: []Monitor{{ID: 1, Name: "screen", Key: "screen", Width: 1920, Height: 1080, Workspace: "1", TopGap: 40, BottomGap: 2.5}, {ID: 2, Name: "a \"b\"", Key: "k", X: 1920, Y: -120.5, Width: 1280, Height: 1024, Workspace: "2"}},
		Bar:      json.RawMessage(`{"height":32}`),
		Problems: []string{"perch.toml:3:1: …"},
		Windows:  []Window{},
	}
	for i := range 10 {
		s.Workspaces = append(s.Workspaces, Workspace{Name: fmt.Sprint(i), Monitor: 1 + i%2, Visible: i < 2, Focused: i == 1, Layout: "h_tiles"})
	}
	for i := range windows {
		s.Windows = append(s.Windows, Window{ID: uint32(100 + i), App: "XTerm", AppID: "XTerm", Title: fmt.Sprintf("~/src/project – %d", i), Workspace: fmt.Sprint(i % 10), Floating: i%7 == 0, Urgent: i == 3})
	}
	return s
}

func keys(t *testing.T, frame []byte) []string {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal(frame, &m); err != nil {
		t.Fatalf("%s: %v", frame, err)
	}
	var list []string
	for key := range m {
		list = append(list, key)
	}
	slices.Sort(list)
	return list
}

func TestStateStream(t *testing.T) {
	var stream StateStream
	if stream.Full() != nil {
		t.Error("a stream without a state has a full frame")
	}
	s := desktop(5)
	first := stream.Next(s)
	if got := strings.Join(keys(t, first), " "); got != "_event bar focus mode monitors problems windows workspaces" {
		t.Errorf("the first frame has %s", got)
	}
	// The encoding is the one that encoding/json gives, but for the marker.
	var got, want State
	plain, _ := json.Marshal(s)
	json.Unmarshal(plain, &want)
	json.Unmarshal(first, &got)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the frame says %+v, want %+v", got, want)
	}
	if next := stream.Next(s); next != nil {
		t.Errorf("nothing changed, and the frame is %s", next)
	}
	if full := stream.Full(); string(full) != string(first) {
		t.Errorf("the full frame is %s, want %s", full, first)
	}
	s.Mode = "resize"
	if next := stream.Next(s); string(next) != `{"_event":"state","mode":"resize"}` {
		t.Errorf("the mode changed, and the frame is %s", next)
	}
	s.Focus = Focus{Workspace: "2"}
	s.Windows = s.Windows[:1]
	if got := strings.Join(keys(t, stream.Next(s)), " "); got != "_event focus windows" {
		t.Errorf("focus and windows changed, and the frame has %s", got)
	}
	// Frames stay as they are when later ones are made.
	if full := string(first); !strings.Contains(full, `"mode":"main"`) || !json.Valid(first) {
		t.Errorf("the first frame became %s", full)
	}
}

func TestEmptyStateHasEveryKey(t *testing.T) {
	var stream StateStream
	want := `{"_event":"state","mode":"","focus":{"workspace":"","windowId":0},"monitors":[],"workspaces":[],"windows":[],"bar":{},"problems":[]}`
	if got := string(stream.Next(State{})); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A reader that merges every frame has the writer's state, whatever changes;
// one that joins later too.
func TestMergeFollowsTheStream(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var stream StateStream
	s := desktop(8)
	var reader State
	if _, err := reader.Merge(stream.Next(s)); err != nil {
		t.Fatal(err)
	}
	for step := range 2000 {
		var want Part
		for range random.IntN(3) {
			n := fmt.Sprint(step)
			switch random.IntN(8) {
			case 0:
				s.Mode, want = n, want|PartMode
			case 1:
				s.Focus, want = Focus{Workspace: n, WindowID: uint32(step)}, want|PartFocus
			case 2:
				s.Monitors = slices.Clone(s.Monitors)
				s.Monitors[random.IntN(2)].Workspace, want = n, want|PartMonitors
			case 3:
				s.Workspaces, want = append(slices.Clone(s.Workspaces[1:]), Workspace{Name: n, Urgent: true}), want|PartWorkspaces
			case 4:
				s.Windows, want = append(slices.Clone(s.Windows[1:]), Window{ID: uint32(step), Title: n + "\t\"é"}), want|PartWindows
			case 5:
				s.Bar, want = json.RawMessage(`{"n":`+n+`}`), want|PartBar
			case 6:
				s.Problems, want = []string{n}, want|PartProblems
			case 7:
			}
		}
		before, old := reader, fmt.Sprintf("%+v", reader)
		frame := stream.Next(s)
		if (frame == nil) != (want == 0) {
			t.Fatalf("step %d: changed %b, and the frame is %s", step, want, frame)
		}
		if frame != nil {
			changed, err := reader.Merge(frame)
			if err != nil || changed != want {
				t.Fatalf("step %d: merged %b (%v), want %b", step, changed, err, want)
			}
		}
		if !reflect.DeepEqual(reader, s) {
			t.Fatalf("step %d: the reader has\n%+v, want\n%+v", step, reader, s)
		}
		if got := fmt.Sprintf("%+v", before); got != old {
			t.Fatalf("step %d: Merge wrote into the earlier state", step)
		}
	}
	var late State
	if changed, err := late.Merge(stream.Full()); err != nil || changed != AllParts || !reflect.DeepEqual(late, s) {
		t.Errorf("a late reader has %+v (%b, %v)", late, changed, err)
	}
}

func TestMergeErrorsChangeNothing(t *testing.T) {
	s := desktop(1)
	want := fmt.Sprintf("%+v", s)
	for _, frame := range []string{``, `x`, `{}`, `[]`, `{"_event":"focus-changed","workspace":"1"}`, `{"_event":"state","mode":7}`, `{"_event":"state","mode":"new","windows":[{"id":-1}]}`} {
		if changed, err := s.Merge([]byte(frame)); err == nil || changed != 0 {
			t.Errorf("%s: changed %b, %v; want an error", frame, changed, err)
		}
	}
	if got := fmt.Sprintf("%+v", s); got != want {
		t.Errorf("the state became %s", got)
	}
	if changed, err := s.Merge([]byte(`{"_event":"state","later":1,"mode":"m"}`)); err != nil || changed != PartMode {
		t.Errorf("an unknown key: %b, %v", changed, err)
	}
}

func TestOddValues(t *testing.T) {
	var stream StateStream
	s := State{Monitors: []Monitor{{X: math.NaN(), Y: math.Inf(1), Width: 0.1, Height: 1e21}}, Windows: []Window{{Title: "\xff\x00"}}}
	var got State
	if _, err := got.Merge(stream.Next(s)); err != nil {
		t.Fatal(err)
	}
	if m := got.Monitors[0]; m != (Monitor{Width: 0.1, Height: 1e21}) || got.Windows[0].Title != "\uFFFD\x00" {
		t.Errorf("%+v", got)
	}
}

func BenchmarkStateUnchanged(b *testing.B) {
	var stream StateStream
	s := desktop(60)
	stream.Next(s)
	b.ReportAllocs()
	for b.Loop() {
		stream.Next(s)
	}
}

func BenchmarkStateFocusChange(b *testing.B) {
	var stream StateStream
	s := desktop(60)
	b.ReportAllocs()
	for b.Loop() {
		s.Focus.WindowID++
		stream.Next(s)
	}
}

func BenchmarkMergeFull(b *testing.B) {
	var stream StateStream
	frame := stream.Next(desktop(60))
	b.ReportAllocs()
	for b.Loop() {
		var s State
		s.Merge(frame)
	}
}
