package dylib_test

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"perch/internal/desktop/mac/dylib"
	"perch/internal/desktop/mac/played"
)

// Off a Mac, and without a played one, there is one clear sentence.
func TestNoFrameworks(t *testing.T) {
	if runtime.GOOS == "darwin" {
		t.Skip("the frameworks are there")
	}
	if os.Getenv("PLAIN") == "" {
		again := exec.Command(os.Args[0], "-test.run=^TestNoFrameworks$")
		again.Env = append(os.Environ(), "PLAIN=1")
		if out, err := again.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	_, err := dylib.Open("CoreFoundation")
	if err == nil || err.Error() != "the framework CoreFoundation exists on macOS only, and this is "+runtime.GOOS {
		t.Error(err)
	}
	var once dylib.Once
	for range 2 {
		err := once.Do(func([]*dylib.Library) { t.Error("there is something to bind") }, "CoreFoundation", "CoreGraphics")
		if err == nil {
			t.Error("no error")
		}
	}
}

// Every missing symbol is named, and the first answer stays.
func TestMissing(t *testing.T) {
	played.Start(t)
	var once dylib.Once
	var present, absent func()
	bind := func(libraries []*dylib.Library) {
		l := libraries[0]
		l.Bind(&present, "CFRunLoopRun")
		l.Bind(&absent, "CFNothing")
		if l.Constant("kCFNothing") != 0 || l.Constant("kCFBooleanTrue") == 0 {
			t.Error("the constants are wrong")
		}
		if l.Optional(&absent, "CFMaybe") || !l.Optional(&present, "CFRunLoopRun") {
			t.Error("what is optional is wrong")
		}
	}
	err := once.Do(bind, "CoreFoundation")
	if err == nil || present == nil || absent != nil {
		t.Fatal(err, present != nil, absent != nil)
	}
	want := "the framework CoreFoundation has no CFNothing on this system\nthe framework CoreFoundation has no constant kCFNothing on this system"
	if err.Error() != want {
		t.Errorf("the error is\n%v, expected\n%v", err, want)
	}
	if again := once.Do(nil, "CoreFoundation"); again != err {
		t.Errorf("the second error is %v", again)
	}
}

func TestPrivate(t *testing.T) {
	played.Start(t)
	l, err := dylib.Open("SkyLight")
	if err != nil {
		t.Fatal(err)
	}
	var there, missing func()
	a := l.Private(&there, "SLPSPostEventRecordTo", "nothing")
	b := l.Private(&missing, "SLSNothing", "everything else goes on")
	var none *dylib.Symbol
	if !a.Found() || b.Found() || none.Found() {
		t.Error(a.Found(), b.Found(), none.Found())
	}
	restore := dylib.Hide("SLPSPostEventRecordTo")
	inner := dylib.Hide("SLSNothing")
	if a.Found() {
		t.Error("what is hidden is found")
	}
	inner()
	if a.Found() {
		t.Error("what is hidden is found after something else is shown")
	}
	restore()
	if !a.Found() {
		t.Error("what was hidden is not found")
	}
	var listed []string
	for _, s := range dylib.Privates() {
		listed = append(listed, s.Framework+" "+s.Name)
	}
	if all := strings.Join(listed, ", "); !strings.Contains(all, "SkyLight SLSNothing") {
		t.Error("the list is ", all)
	}
}
