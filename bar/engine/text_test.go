package engine

import (
	"testing"
	"time"
)

// The width that glides from one text's to the next one's is nobody's setting.
func TestGlideIsNoWidth(t *testing.T) {
	const half = 500 * time.Millisecond
	r := newRig(t)
	r.quiet(fixture, "--add item a left --set a icon.drawing=off label=ab", "--animate linear 60 --set a label=abcdef")
	at := func(width string) {
		t.Helper()
		if got := r.box("a"); got != "10,0 "+width+"x40" {
			t.Errorf("the item is at %s, want %s wide", got, width)
		}
	}
	at("20")
	r.wait(half)
	at("40")
	r.expect("a.label.width = 0")
	r.quiet("--clone b a")
	if got := r.box("b"); got != "50,0 60x40" {
		t.Errorf("a clone of what glides is at %s", got)
	}
	r.wait(half)
	at("60")
	r.expect("a.label.width = 0")

	// A text that is replaced on its way goes on from there.
	r.quiet("--animate linear 60 --set a label=ab")
	r.wait(half)
	r.quiet("--animate linear 60 --set a label=abcdefgh")
	at("40")
	r.wait(half)
	at("60")
	r.quiet("--set a label=abc")
	at("30")
	r.wait(half)
	at("30")

	// A width that is set beside the text moves at the same time.
	r.quiet("--animate linear 60 --set a label=abcde label.width=100")
	r.wait(half)
	r.expect("a.label.width = 65")
	at("65")
	r.wait(half)
	r.expect("a.label.width = 100")
	at("100")
	r.quiet("--animate linear 60 --set a label=a")
	at("100")
	r.quiet("--animate linear 60 --set a label.width=dynamic")
	r.wait(half)
	at("55")
	r.wait(half)
	at("10")
}
