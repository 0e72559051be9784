package script

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	env := map[string]string{"HOME": "/home/me", "D": "/my dir", "P": "/p"}
	getenv := func(name string) string { return env[name] }
	for _, c := range []struct {
		text, first string
		list        []string // nil if the text is not plain
	}{
		{"/x/clock.sh", "/x/clock.sh", []string{"/x/clock.sh"}},
		{"  /x/clock.sh  a 'b c' \"d  e\" f\\ g\n", "/x/clock.sh", []string{"/x/clock.sh", "a", "b c", "d  e", "f g"}},
		{"~/x.sh ~", "/home/me/x.sh", []string{"/home/me/x.sh", "/home/me"}},
		{"\"$D/x.sh\" \"${P}q\" $P/r", "/my dir/x.sh", []string{"/my dir/x.sh", "/pq", "/p/r"}},
		{`"\$D \a" '$D'`, `$D \a`, []string{`$D \a`, "$D"}},
		{"$P/x.sh; echo", "/p/x.sh", nil},
		{"/x.sh | cat", "/x.sh", nil},
		{"/x.sh `date`", "/x.sh", nil},
		{"/x.sh $(date)", "/x.sh", nil},
		{"/x.sh $1", "/x.sh", nil},
		{"/x.sh *.png", "/x.sh", nil},
		{"/x.sh a=b", "/x.sh", nil},
		{"/x.sh & wait", "/x.sh", nil},
		{"/x.sh # now", "/x.sh", nil},
		{"A=1 /x.sh", "", nil},
		{"$D/x.sh", "", nil},
		{"$NONE/x.sh", "", nil},
		{"/x|cat", "", nil},
		{"! /x.sh", "", nil},
		{"{ /x.sh; }", "", nil},
		{"'/x.sh", "", nil},
		{"\"/x.sh", "", nil},
		{"~you/x.sh", "", nil},
		{"'' /x.sh", "", []string{"", "/x.sh"}},
		{"", "", nil},
	} {
		list, first, plain := words(c.text, getenv)
		if !slices.Equal(list, c.list) || first != c.first || plain != (c.list != nil) {
			t.Errorf("%s: %q, %q, %v", c.text, list, first, plain)
		}
	}
}

// Whatever is plain means the same to the shell.
func FuzzWords(f *testing.F) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		f.Skip("bash is not installed")
	}
	for _, text := range []string{"/x a 'b c'", `"$D/x" \a"\b\$"`, "~/x $P;", "a\tb\\\\", "~ ~/ '~'", "a~ \"\" ''", "$P$P\"$P\"$D"} {
		f.Add(text)
	}
	env := []string{"HOME=/home/me", "D=/my dir", "P=/p"}
	f.Fuzz(func(t *testing.T, text string) {
		list, _, plain := words(text, func(name string) string { return lookUp(env, name) })
		// The shell's own variables and names of what it does itself are no
		// part of the bar's environment.
		if !plain || strings.Contains(text, "\x00") || strings.Contains(strings.NewReplacer("$D", "", "$P", "", "${D}", "", "${P}", "").Replace(text), "$") {
			return
		}
		c := exec.Command(bash, "-c", `printf '%s\0' `+text)
		c.Env = env
		out, err := c.CombinedOutput()
		if want := strings.Join(list, "\x00") + "\x00"; string(out) != want || err != nil {
			t.Errorf("%q is %q to the shell (%v), not %q", text, out, err, want)
		}
	})
}
