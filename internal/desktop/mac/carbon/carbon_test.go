package carbon_test

import (
	"errors"
	"fmt"
	"testing"

	"perch/internal/desktop/mac/carbon"
	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/played"
)

const keyH = 4

// Hot keys work while secure input keeps the keys from taps.
func TestHotKeys(t *testing.T) {
	mac := played.Start(t)
	heard := make(chan string, 10)
	var listener *carbon.Listener
	var keys []*carbon.HotKey
	cf.OnMain(func() {
		var err error
		if listener, err = carbon.Listen(func(id uint32, down bool) { heard <- fmt.Sprint(id, down) }); err != nil {
			t.Error(err)
		}
		for id, modifiers := range []carbon.Modifiers{carbon.Option, carbon.Option | carbon.Shift} {
			key, err := carbon.Register(keyH, modifiers, uint32(id)+70)
			if err != nil {
				t.Error(err)
			}
			keys = append(keys, key)
		}
		if _, err := carbon.Register(keyH, carbon.Option, 9); !errors.Is(err, carbon.HotKeyExists) {
			t.Errorf("registering twice: %v", err)
		}
		if _, err := carbon.Register(keyH, 1<<20, 9); err == nil {
			t.Error("a modifier that is none is one")
		}
	})
	mac.SecureInput(42)
	if !carbon.SecureInput() {
		t.Error("secure input is off")
	}
	expect := func(flags cg.Flags, want ...string) {
		t.Helper()
		if down, up := mac.Press(keyH, flags); down != played.HotKey || up != played.HotKey {
			t.Errorf("the key is %d and %d", down, up)
		}
		for _, w := range want {
			if got := <-heard; got != w {
				t.Errorf("heard %q, expected %q", got, w)
			}
		}
	}
	expect(cg.Alternate|cg.LeftAlternate, "70 true", "70 false")
	expect(cg.Alternate|cg.Shift, "71 true", "71 false")
	if v := mac.Key(keyH, cg.Command|cg.Alternate, true); v != played.Passed {
		t.Errorf("another combination is %d", v)
	}
	cf.OnMain(func() {
		for _, k := range keys {
			k.Release()
		}
		listener.Release()
	})
	if v := mac.Key(keyH, cg.Alternate, true); v != played.Passed {
		t.Errorf("a key that is registered no more is %d", v)
	}
	mac.SecureInput(0)
	if carbon.SecureInput() {
		t.Error("secure input is on")
	}
}

func TestErrorsAreSentences(t *testing.T) {
	if got := carbon.HotKeyExists.Error(); got != "this hot key is registered already (OSStatus -9878)" {
		t.Error(got)
	}
	if got := carbon.Error(-50).Error(); got != "macOS does not take this hot key (OSStatus -50)" {
		t.Error(got)
	}
}
