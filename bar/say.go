package bar

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"perch/config"
)

// value is what a variable of a format says now, and the widest that it usually
// says; "" if that is no use.
type value struct{ text, widest string }

// values are the variables of an item.
type values map[string]value

// say fills an item's format, or else its usual one: the text, and one for which
// room is kept, "" if that is pointless.
func say(o config.BarItem, usual string, v values) (text, reserve string) {
	f, err := config.ParseBarFormat(o.Format)
	if o.Format == "" || err != nil {
		if f, err = config.ParseBarFormat(usual); err != nil {
			return "", ""
		}
	}
	text = f.Fill(func(name string) string { return v[name].text })
	steady := false
	reserve = f.Fill(func(name string) string {
		if w := v[name].widest; w != "" && v[name].text != "" {
			steady = true
			return w
		}
		return v[name].text
	})
	if !steady {
		reserve = ""
	}
	return text, reserve
}

// figure is a value of digits, which keep their room: a figure space is as wide
// as a digit.
func figure(text, widest string) value {
	if missing := utf8.RuneCountInString(widest) - utf8.RuneCountInString(text); missing > 0 {
		text = strings.Repeat("\u2007", missing) + text
	}
	return value{text, widest}
}

// share is a share of one as a percentage without its sign. With less than two
// digits it is as wide as with two. It is wider when all is full, which is rare
// or lasts: room for that would stand empty beside every item.
func share(of float64) value { return figure(fmt.Sprint(int(math.Round(of*100))), "00") }

// restless is a share that comes and goes, with room for all of it.
func restless(of float64) value {
	v := share(of)
	v.widest = "100"
	return v
}

// size is a number of bytes for people.
func size(bytes uint64) value {
	n, unit := float64(bytes), ""
	for _, unit = range []string{"KiB", "MiB", "GiB", "TiB", "PiB"} {
		if n /= 1024; n < 999.5 {
			break
		}
	}
	return value{short(n) + "\u00a0" + unit, "00.0\u00a0MiB"}
}

// rate is a number of bytes per second for people.
func rate(bytes float64) value {
	n, unit := bytes, ""
	for _, unit = range []string{"kB/s", "MB/s", "GB/s"} {
		if n /= 1000; n < 999.5 {
			break
		}
	}
	text := short(n)
	if unit == "kB/s" {
		text = fmt.Sprintf("%.0f", n)
	}
	return value{figure(text, "00.0").text + "\u00a0" + unit, "00.0\u00a0MB/s"}
}

// short is a number with three figures at most.
func short(n float64) string {
	if n < 99.95 {
		return fmt.Sprintf("%.1f", n)
	}
	return fmt.Sprintf("%.0f", n)
}
