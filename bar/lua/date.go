package lua

import (
	"fmt"
	"strings"
	"time"

	glua "github.com/yuin/gopher-lua"
)

// date is os.date (reference manual §6.9), with C's conversions in its
// default locale and its widespread extensions %k, %l, %P and %s.
func date(L *glua.LState) int {
	layout := L.OptString(1, "%c")
	t := time.Now()
	if L.GetTop() >= 2 && L.Get(2) != glua.LNil {
		t = time.Unix(int64(checkNumber(L, 2)), 0)
	}
	if strings.HasPrefix(layout, "!") {
		layout, t = layout[1:], t.UTC()
	}
	if strings.HasPrefix(layout, "*t") {
		table := L.NewTable()
		for _, f := range []struct {
			name  string
			value int
		}{
			{"year", t.Year()}, {"month", int(t.Month())}, {"day", t.Day()},
			{"hour", t.Hour()}, {"min", t.Minute()}, {"sec", t.Second()},
			{"wday", int(t.Weekday()) + 1}, {"yday", t.YearDay()},
		} {
			table.RawSetString(f.name, glua.LNumber(f.value))
		}
		table.RawSetString("isdst", glua.LBool(t.IsDST()))
		L.Push(table)
		return 1
	}
	s, bad := strftime(t, layout)
	if bad != "" {
		L.RaiseError("bad argument #1 to 'date' (invalid conversion specifier '%s')", bad)
	}
	L.Push(glua.LString(s))
	return 1
}

// strftime formats a time. bad is a conversion that C does not have.
func strftime(t time.Time, layout string) (s, bad string) {
	var b strings.Builder
	for i := 0; i < len(layout); i++ {
		if layout[i] != '%' {
			b.WriteByte(layout[i])
			continue
		}
		start := i
		i++
		unpadded := false
		for i < len(layout) && strings.IndexByte("EO-", layout[i]) >= 0 {
			unpadded = unpadded || layout[i] == '-'
			i++
		}
		if i >= len(layout) {
			return "", layout[start:]
		}
		part, ok := conversionOf(t, layout[i])
		if !ok {
			return "", layout[start : i+1]
		}
		if unpadded {
			if cut := strings.TrimLeft(part, "0 "); cut != "" {
				part = cut
			} else {
				part = "0"
			}
		}
		b.WriteString(part)
	}
	return b.String(), ""
}

func conversionOf(t time.Time, c byte) (string, bool) {
	number := func(format string, v int) (string, bool) { return fmt.Sprintf(format, v), true }
	all := func(layout string) (string, bool) {
		s, _ := strftime(t, layout)
		return s, true
	}
	hour := t.Hour() % 12
	if hour == 0 {
		hour = 12
	}
	year, week := t.ISOWeek()
	weekday := int(t.Weekday())
	switch c {
	case 'a':
		return t.Format("Mon"), true
	case 'A':
		return t.Format("Monday"), true
	case 'b', 'h':
		return t.Format("Jan"), true
	case 'B':
		return t.Format("January"), true
	case 'c':
		return all("%a %b %e %H:%M:%S %Y")
	case 'C':
		return number("%02d", t.Year()/100)
	case 'd':
		return number("%02d", t.Day())
	case 'D', 'x':
		return all("%m/%d/%y")
	case 'e':
		return number("%2d", t.Day())
	case 'F':
		return all("%Y-%m-%d")
	case 'g':
		return number("%02d", year%100)
	case 'G':
		return number("%d", year)
	case 'H':
		return number("%02d", t.Hour())
	case 'I':
		return number("%02d", hour)
	case 'j':
		return number("%03d", t.YearDay())
	case 'k':
		return number("%2d", t.Hour())
	case 'l':
		return number("%2d", hour)
	case 'm':
		return number("%02d", int(t.Month()))
	case 'M':
		return number("%02d", t.Minute())
	case 'n':
		return "\n", true
	case 'p':
		return t.Format("PM"), true
	case 'P':
		return t.Format("pm"), true
	case 'r':
		return all("%I:%M:%S %p")
	case 'R':
		return all("%H:%M")
	case 's':
		return fmt.Sprint(t.Unix()), true
	case 'S':
		return number("%02d", t.Second())
	case 't':
		return "\t", true
	case 'T', 'X':
		return all("%H:%M:%S")
	case 'u':
		return number("%d", (weekday+6)%7+1)
	case 'U':
		return number("%02d", (t.YearDay()+6-weekday)/7)
	case 'V':
		return number("%02d", week)
	case 'w':
		return number("%d", weekday)
	case 'W':
		return number("%02d", (t.YearDay()+6-(weekday+6)%7)/7)
	case 'y':
		return number("%02d", t.Year()%100)
	case 'Y':
		return number("%d", t.Year())
	case 'z':
		return t.Format("-0700"), true
	case 'Z':
		return t.Format("MST"), true
	case '%':
		return "%", true
	}
	return "", false
}
