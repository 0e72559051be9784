package played_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/carbon"
	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/played"
)

// wrongs are uses of the frameworks that end the process, with what it says
// then.
var wrongs = map[string]struct {
	do   func()
	says string
}{
	"released twice":         {func() { s := cf.NewString("x"); s.Release(); s.Release() }, "CFRelease: the CFString was released already"},
	"used after its release": {func() { s := cf.NewString("x"); s.Release(); s.Text() }, "CFGetTypeID: the CFString was released already"},
	"borrowed and released": {func() {
		s := cf.NewString("x")
		a := cf.NewArray(s.Ref)
		s.Release()
		cf.Take(a.At(0)).Release()
		a.Release()
	}, "CFRelease: the CFString was released already"},
	"an index out of range":    {func() { cf.NewArray().At(3) }, "CFArrayGetValueAtIndex: there is no element 3 of 0"},
	"no element":               {func() { ax.Element{Ref: cf.Static("x")}.PID() }, "AXUIElementGetPid: a CFString is no AXUIElement"},
	"Carbon on another thread": {func() { carbon.Register(1, carbon.Option, 1) }, "RegisterEventHotKey: Carbon is not thread safe, and this is not the main thread"},
	"a dictionary of nothing": {func() {
		a := ax.Application(1)
		a.Ref.Get(cf.Static("x"))
		cf.NewDictionary(map[cf.Ref]cf.Ref{cf.Static("x"): 0})
	}, "CFRetain(NULL)"},
}

func TestWrongUses(t *testing.T) {
	if name := os.Getenv("WRONG"); name != "" {
		played.Start(t)
		wrongs[name].do()
		return
	}
	for name, wrong := range wrongs {
		again := exec.Command(os.Args[0], "-test.run=^TestWrongUses$")
		again.Env = append(os.Environ(), "WRONG="+name, "GOTRACEBACK=none")
		out, err := again.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "played macOS: "+wrong.says) {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
