package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// result is what was measured of one manager.
type result struct {
	name          string
	change, birth []time.Duration
	bar           []time.Duration // none without a bar
	query         []time.Duration
	idle          []program
}

// program is what one of a manager's programs costs while nothing happens.
type program struct {
	name      string
	processor float64 // share of one processor
	wakeups   float64 // of all threads, per second
	megabytes float64 // resident
	share     float64 // of them, each shared one divided by its users
}

// quantile returns a quantile of durations in milliseconds.
func quantile(durations []time.Duration, q float64) float64 {
	sorted := slices.Clone(durations)
	slices.SortFunc(sorted, cmp.Compare)
	return float64(sorted[int(q*float64(len(sorted)-1)+0.5)].Microseconds()) / 1000
}

// labelWidth is the width of the first column, which is aligned to the left.
const labelWidth = 62

// print writes the table, one column for each manager.
func print(out io.Writer, results []result) {
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	row := func(label string, cell func(result) string) {
		fmt.Fprintf(w, "%-*s\t", labelWidth, label)
		for _, r := range results {
			fmt.Fprintf(w, "%s\t", cell(r))
		}
		fmt.Fprintln(w)
	}
	times := func(label string, of func(result) []time.Duration) {
		at := func(q float64) func(result) string {
			return func(r result) string {
				if len(of(r)) == 0 {
					return ""
				}
				return fmt.Sprintf("%.2f ms", quantile(of(r), q))
			}
		}
		row(label+", median", at(0.5))
		row("95 of 100 within", at(0.95))
	}
	row("", func(r result) string { return r.name })
	times(fmt.Sprintf("workspace switch, %d windows each, %d times", windowsEach, switches), func(r result) []time.Duration { return r.change })
	times(fmt.Sprintf("the same switch until the bar shows it, %d times", switches), func(r result) []time.Duration { return r.bar })
	times(fmt.Sprintf("new window tiled, %d times", newWindows), func(r result) []time.Duration { return r.birth })
	times(fmt.Sprintf("focused workspace asked by a process, %d times", queries), func(r result) []time.Duration { return r.query })
	most := 0
	for _, r := range results {
		most = max(most, len(r.idle))
	}
	for i := range most {
		of := func(r result, cell func(program) string) string {
			if i < len(r.idle) {
				return cell(r.idle[i])
			}
			return ""
		}
		row("", func(r result) string { return of(r, func(p program) string { return p.name }) })
		row(fmt.Sprintf("processor while idle for %v", idle), func(r result) string {
			return of(r, func(p program) string { return fmt.Sprintf("%.3f %%", 100*p.processor) })
		})
		row("wake-ups per second while idle", func(r result) string {
			return of(r, func(p program) string { return fmt.Sprintf("%.1f", p.wakeups) })
		})
		row("resident memory", func(r result) string {
			return of(r, func(p program) string { return fmt.Sprintf("%.1f MB", p.megabytes) })
		})
	}
	w.Flush()
}

// barResult is what was measured of the bars.
type barResult struct {
	clock []program // while only the clocks ran
	load  *flood
}

// printBars writes what the bars cost, beside what Perch's may cost; switched
// is how soon it shows a switch.
func printBars(out io.Writer, res barResult, switched []time.Duration) {
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	row := func(label, ours, theirs string, goal string, held bool) {
		verdict := ""
		switch {
		case goal == "":
		case held:
			verdict = "held"
		default:
			verdict = "MISSED"
		}
		fmt.Fprintf(w, "%-*s\t%s\t%s\t%s\t%s\t\n", labelWidth, label, ours, theirs, goal, verdict)
	}
	bar, _ := named(res.clock, "perch-bar")
	other, beside := named(res.clock, "polybar")
	row("", "perch-bar", other.name, "", true)
	compare := func(label, format string, of func(program) float64, most float64) {
		theirs, goal := "", ""
		if beside {
			theirs = fmt.Sprintf(format, of(other))
			if most > 0 {
				goal = "≤ " + fmt.Sprintf(format, most*of(other))
			}
		}
		row(label, fmt.Sprintf(format, of(bar)), theirs, goal, of(bar) <= most*of(other))
	}
	compare("resident memory", "%.1f MB", func(p program) float64 { return p.megabytes }, 1.5)
	compare("the same, shared pages divided among their users", "%.1f MB", func(p program) float64 { return p.share }, 0)
	compare(fmt.Sprintf("processor while only the clock runs, for %v", clockRuns), "%.3f %%", func(p program) float64 { return 100 * p.processor }, 1)
	theirs := ""
	if beside {
		theirs = fmt.Sprintf("%.2f", other.wakeups)
	}
	row("wake-ups per second meanwhile", fmt.Sprintf("%.2f", bar.wakeups), theirs, "< 2", bar.wakeups < 2)
	if len(switched) > 0 {
		row("workspace switch on the bar's pixels, median", fmt.Sprintf("%.2f ms", quantile(switched, 0.5)), "", "≤ 8 ms", quantile(switched, 0.5) <= 8)
	}
	if l := res.load; l != nil {
		row(fmt.Sprintf("%d items, %d messages a second for %v: reply, median", floodItems, floodRate, floodTime), fmt.Sprintf("%.2f ms", quantile(l.replies, 0.5)), "", "", true)
		row("99 of 100 within", fmt.Sprintf("%.2f ms", quantile(l.replies, 0.99)), "", "", true)
		row("the slowest of the last second", fmt.Sprintf("%.2f ms", 1000*l.last.Seconds()), "", "≤ 1 s", l.last <= time.Second)
		row("processor", fmt.Sprintf("%.1f %%", 100*l.processor), "", "", true)
		row(fmt.Sprintf("resident memory after %v", early), fmt.Sprintf("%.1f MB", l.early), "", "", true)
		row(fmt.Sprintf("resident memory after %v", floodTime), fmt.Sprintf("%.1f MB", l.late), "", fmt.Sprintf("≤ %.1f MB", 1.1*l.early), l.late <= 1.1*l.early)
	}
	w.Flush()
}
