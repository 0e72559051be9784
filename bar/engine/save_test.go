package engine

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// A bar that was saved is the same bar in another engine: what it shows, says and
// does from then on.
func TestSavedBarIsTheSame(t *testing.T) {
	items := 0
	for seed := range uint64(200) {
		c := chance{rand.New(rand.NewPCG(seed, 3))}
		r := newRig(t, wide, second)
		r.SetFacts(world())
		r.quiet("--add item a left --add item b right --add item p popup.a --set a popup.drawing=on --add event mine com.example.mine",
			"--add slider s right 50 --add graph g e 9 --push g 0.5 0.7 --add bracket br a s --add space space.1 center --set space.1 space=1",
			"--subscribe a mouse.clicked mine --set a script=x label=abcdef label.highlight=on label.max_chars=3 icon.background.image=/16x16.png")
		for range 40 {
			r.Do(c.message(), r.now)
		}
		r.wait(longest * time.Second / 60) // every animation is over
		saved := r.Save()
		other := newRig(t, wide, second)
		other.now = r.now
		other.SetFacts(world())
		if err := other.Restore(saved); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !bytes.Equal(saved, other.Save()) {
			t.Fatalf("seed %d: saved again, the bar is another", seed)
		}
		r.Effects()
		other.Effects()
		items += len(r.items)
		for step := range 20 {
			if err := differ(r, other); err != "" {
				t.Fatalf("seed %d, step %d: %s", seed, step, err)
			}
			message := c.message()
			if a, b := r.Do(message, r.now), other.Do(message, other.now); a != b {
				t.Fatalf("seed %d: %q is answered %q by the one and %q by the other", seed, message, a, b)
			}
			if a, b := r.Effects(), other.Effects(); !reflect.DeepEqual(a, b) {
				t.Fatalf("seed %d: %q makes the one do %v and the other %v", seed, message, a, b)
			}
			r.wait(50 * time.Millisecond)
			other.wait(50 * time.Millisecond)
			other.consistent()
		}
	}
	if items < 500 {
		t.Errorf("only %d items were saved", items)
	}
}

// differ says what two bars show or say differently, "" for nothing.
func differ(a, b *rig) string {
	if !slices.Equal(a.names(), b.names()) {
		return "the items"
	}
	if x, y := a.Scene(), b.Scene(); !reflect.DeepEqual(x, y) {
		return "the scenes"
	}
	for _, name := range append(a.names(), "bar", "defaults", "events") {
		if query := []string{"--query", name}; a.Do(query, a.now) != b.Do(query, b.now) {
			return "the query of " + name
		}
	}
	return ""
}

// Restoring asks again for what belongs to the world.
func TestRestoreAsksForTheWorld(t *testing.T) {
	r := newRig(t)
	r.quiet("--add event mine com.example.mine --load-font /f.ttf --hotload on --add item a left")
	other := newRig(t)
	if err := other.Restore(r.Save()); err != nil {
		t.Fatal(err)
	}
	want := []Effect{LoadFont{"/f.ttf"}, Notify{Event: "mine", Notification: "com.example.mine"}, Hotload{true}}
	if got := other.Effects(); !reflect.DeepEqual(got, want) {
		t.Errorf("it asks for %v, expected %v", got, want)
	}
}

// What is no saved bar gives an empty one and no crash.
func FuzzRestore(f *testing.F) {
	r := newRig(nil)
	r.Do(words("--add item a left --set a label=x --add graph g right 9 --add bracket br a g"), r.now)
	saved := r.Save()
	for cut := range len(saved) / 50 {
		f.Add(saved[:cut*50])
		f.Add(slices.Concat(saved[:cut*50], []byte{0xff}, saved[cut*50+1:]))
	}
	f.Add(slices.Concat(saved, []byte{0}))
	f.Fuzz(func(t *testing.T, saved []byte) {
		r := newRig(t)
		if err := r.Restore(saved); err != nil && len(r.items) > 0 {
			t.Error("a damaged bar is not empty")
		}
	})
}
