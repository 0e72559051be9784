package bar

import (
	"reflect"
	"testing"
	"time"

	"perch/config"
)

// While only time passes, the frame is the one that a new layout gives, and
// where that is another one it says so.
func TestTimePasses(t *testing.T) {
	s := style()
	s.Left, s.Center = config.NewBarItems("workspaces"), nil
	for _, row := range []struct {
		clock  string
		width  float64
		clocks []string
		misses int // of the hundred steps
	}{
		{"%H:%M:%S", 600, []string{"clock"}, 0},
		{"%a %H:%M:%S", 600, []string{"clock"}, 1}, // at midnight
		{"%H:%M:%S", 60, []string{"clock"}, 0},
		{"%H:%M:%S", 600, []string{"clock", "clock"}, 100},
	} {
		s.Clock, s.Right = row.clock, config.NewBarItems(row.clocks...)
		now := time.Date(2026, time.November, 21, 23, 58, 20, 0, time.UTC)
		lay := func() Frame { return Lay(Items(Facts{Now: now}, s, 1), s, row.width, 1, measure) }
		f, misses := lay(), 0
		for range 100 {
			now = now.Add(time.Second)
			next, ok := f.Pass(s, now)
			if ok && !reflect.DeepEqual(next, lay()) {
				t.Errorf("%q, %v wide, at %v: %+v, expected %+v", row.clock, row.width, now, next, lay())
			}
			if f = next; !ok {
				misses++
				f = lay()
			}
		}
		if misses != row.misses {
			t.Errorf("%q, %v wide: laid out again %d times, expected %d", row.clock, row.width, misses, row.misses)
		}
	}
}
