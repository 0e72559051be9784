package config

import (
	"strings"
	"testing"
	"time"
)

func TestRegexDialect(t *testing.T) {
	for _, c := range []struct {
		pattern string
		finds   []string
		misses  []string
	}{
		{`^(?!WezTerm$).+`, []string{"Terminal", "WezTerm 2"}, []string{"WezTerm", "wezterm"}},
		{`(?<=Mail )\bInbox\b(?! \()`, []string{"mail INBOX"}, []string{"Mail Inbox (3)", "Inbox"}},
		{`(\w)\1`, []string{"hello"}, []string{"helo"}},
		{`zen|arc`, []string{"Zen Browser", "SEARCH"}, []string{"firefox"}},
		{`^(画中画)$`, []string{"画中画"}, []string{"画中"}},
		{`ÉCRAN`, []string{"écran"}, nil},
		{`(?-i:Inbox)`, []string{"Inbox"}, []string{"inbox"}},
		{`^a++b`, []string{"aab"}, []string{"b"}},
		{`^a++ab`, nil, []string{"aaab"}},
		{`^(?:ab)*+$`, []string{"", "abab"}, []string{"aba"}},
		{`^x{2,3}+x$`, []string{"xxxx"}, []string{"xxx"}},
		{`^[ab]?+b$`, []string{"ab"}, []string{"b"}},
		{`^x{,2}$`, []string{"", "xx"}, []string{"xxx"}},
		{`^\Qa.b(\E+$`, []string{"a.b(", "a.b(("}, []string{"axb("}},
		{`^[\Q^]\E]+$`, []string{"]^"}, []string{"Q"}},
		{`^(?P<n>.)(?P=n)$`, []string{"aa"}, []string{"ab"}},
		{`^(.)(?<n>.)\k<n>\g1\g{1}$`, []string{"abbaa"}, []string{"abbab"}},
		{`^[[:alpha:]_]+$`, []string{"aé_"}, []string{"a1", ":"}},
		{`^[^[:digit:]]$`, []string{"a"}, []string{"1"}},
		{`^\u{e9}\x{e9}\u00e9+$`, []string{"ééé"}, nil},
		{`^\p{Script=Greek}\p{L}\p{^L}$`, []string{"αa1"}, []string{"aa1", "ααα"}},
		{`^a\hb[\h]c\H$`, []string{"a b\tcd"}, []string{"a\nb c "}},
		{`^a\Rb$`, []string{"a\r\nb", "a\nb"}, []string{"a b"}},
		{`^\X\N$`, []string{"e\u0301x"}, []string{"xyz"}},
		{`^\_[]a]\-$`, []string{"_]-"}, nil},
		{`^(?#note (a)b$`, []string{"b"}, nil},
		{`^[a-z-[aeiou]]+$`, []string{"xyz"}, []string{"abc"}},
		{`(?i)(?x) a  b # comment`, []string{"AB"}, []string{"a b"}},
		{`{`, []string{"{"}, nil},
		{`a{x}+`, []string{"a{x}}"}, nil},
	} {
		re, err := CompileRegex(c.pattern)
		if err != nil {
			t.Error(err)
			continue
		}
		if re.String() != c.pattern {
			t.Errorf("%s is printed as %s", c.pattern, re)
		}
		for _, text := range c.finds {
			if !re.Finds(text) {
				t.Errorf("%s does not find %q (as %s)", c.pattern, text, dialect(c.pattern))
			}
		}
		for _, text := range c.misses {
			if re.Finds(text) {
				t.Errorf("%s finds %q (as %s)", c.pattern, text, dialect(c.pattern))
			}
		}
	}
}

// What regexp2 knows stays as it is.
func TestDialectLeavesAlone(t *testing.T) {
	for _, pattern := range []string{
		``, `a`, `\bYouTube Music\b`, `^(?!WezTerm$).+`, `a*?b+?c??`, `(?<n>a)\k<n>(?'m'b)\k'm'`, `[]\]-]`, `[^]a\-]`, `\p{Lu}\x{41}`,
		`(?=a)(?!b)(?<=c)(?<!d)(?:e)(?>f)(?i)(?-i:g)`, `a{2}b{2,}c{2,3}?`, `\cA\d\D\w\W\s\S\A\z\G`, `)`, `(`, `[`, `\`, `*`, `++`, `画{1}`,
	} {
		if got := dialect(pattern); got != pattern {
			t.Errorf("%s becomes %s", pattern, got)
		}
	}
}

func TestRegexMistakes(t *testing.T) {
	for pattern, want := range map[string]string{
		`(a`:     `Can't parse '(a' regex: missing closing )`,
		`*a`:     `Can't parse '*a' regex: missing argument to repetition operator`,
		`[a`:     `Can't parse '[a' regex: unterminated [] set`,
		`a**`:    `Can't parse 'a**' regex: invalid nested repetition operator`,
		`\p{Xx}`: `Can't parse '\p{Xx}' regex: unknown unicode category, script, or property 'Xx'`,
	} {
		if _, err := CompileRegex(pattern); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// Patterns that would try every combination give up instead.
func TestRegexTimeIsBounded(t *testing.T) {
	text := strings.Repeat("a", 5000) + "!"
	for _, pattern := range []string{
		`(a+)+$`, `(a|a)*b`, `(a|aa)+$`, `(.*)*\1x`, `(?:a{0,65000}){0,65000}b`, `((((a{1,1000}){1,1000}){1,1000}){1,1000})b`,
		strings.Repeat("a?", 500) + strings.Repeat("a", 6000), `(?=(a+)+b)`,
	} {
		start := time.Now()
		re, err := CompileRegex(pattern)
		if err != nil {
			t.Error(err)
			continue
		}
		if re.Finds(text) {
			t.Errorf("%s finds it", pattern)
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%s takes %v", pattern, took)
		}
	}
}
