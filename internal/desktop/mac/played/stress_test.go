package played_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The library itself is in order: no sanitizer finds anything when many threads
// use it at once, and every object is released.
func TestSanitizers(t *testing.T) {
	if testing.Short() {
		t.Skip("compiling takes some seconds")
	}
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("there is no C compiler: ", err)
	}
	units, _ := filepath.Glob("frameworks/*.c")
	for _, sanitizer := range []string{"address,undefined", "thread"} {
		t.Run(sanitizer, func(t *testing.T) {
			program := filepath.Join(t.TempDir(), "stress")
			flags := []string{"-std=c11", "-D_GNU_SOURCE", "-pthread", "-g", "-fsanitize=" + sanitizer, "-fno-sanitize-recover=all", "-o", program, "stress/stress.c"}
			empty := filepath.Join(t.TempDir(), "empty.c")
			if err := os.WriteFile(empty, []byte("int main(void) { return 0; }\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command(cc, "-fsanitize="+sanitizer, "-o", program, empty).CombinedOutput(); err != nil {
				t.Skipf("the compiler lacks this sanitizer: %s", out)
			}
			if out, err := exec.Command(cc, append(append(flags, units...), "-lm")...).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			run := exec.Command(program)
			run.Env = append(os.Environ(), "TSAN_OPTIONS=halt_on_error=1")
			if out, err := run.CombinedOutput(); err != nil {
				t.Errorf("%v\n%.6000s", err, out)
			} else {
				t.Logf("%s", out)
			}
		})
	}
}
