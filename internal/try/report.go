package try

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Report is what report.json holds.
type Report struct {
	OK      bool   `json:"ok"`
	Desktop string `json:"desktop"`
	Steps   []Step `json:"steps"`
}

// Step is what became of one step.
type Step struct {
	Name     string `json:"name"`
	Expected string `json:"expected"`
	Seen     string `json:"seen"`
	// Milliseconds from the act to the moment when everything was as expected.
	Milliseconds float64 `json:"ms"`
	OK           bool    `json:"ok"`
	// Wrong says what is not as expected, or what failed.
	Wrong   string `json:"wrong,omitempty"`
	Picture string `json:"picture,omitempty"`
}

// write saves the report beside the pictures.
func (r *Report) write(folder string) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "report.json"), append(data, '\n'), 0o644)
}

// print writes one step for people.
func (s Step) print(w io.Writer, number int) {
	verdict := "ok  "
	if !s.OK {
		verdict = "FAIL"
	}
	fmt.Fprintf(w, "  %s %2d %-18s %7.1f ms  %s\n", verdict, number, s.Name, s.Milliseconds, s.Expected)
	if !s.OK {
		fmt.Fprintf(w, "          wrong: %s\n          seen:  %s\n", s.Wrong, s.Seen)
	}
}

// conclude prints the last line and returns an error unless every step held.
func (r *Report) conclude(w io.Writer, folder string, took time.Duration) error {
	held := 0
	for _, step := range r.Steps {
		if step.OK {
			held++
		}
	}
	fmt.Fprintf(w, "%d of %d steps held in %.1f s; pictures and report.json are in %s\n", held, len(r.Steps), took.Seconds(), folder)
	if !r.OK {
		return fmt.Errorf("%d of %d steps of the tour did not hold", len(r.Steps)-held, len(r.Steps))
	}
	return nil
}
