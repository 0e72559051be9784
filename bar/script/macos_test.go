package script

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The plugin that nearly every configuration has: on Linux it needs a pmset, and
// a grep that takes \d for a digit.
func TestBatteryOfAScriptForMacos(t *testing.T) {
	dir := t.TempDir()
	missing, other, supplies := filepath.Join(dir, "missing"), filepath.Join(dir, "other"), filepath.Join(dir, "power")
	for range 2 { // the second time they are there
		if err := Macos(missing, other); err != nil {
			t.Fatal(err)
		}
	}
	fact := func(supply, name, value string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Join(supplies, supply), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(supplies, supply, name), []byte(value+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := func(text string) string {
		t.Helper()
		c := exec.Command("/bin/sh", "-c", text)
		c.Env = []string{"PATH=" + other + ":" + os.Getenv("PATH") + ":" + missing, "PERCH_POWER_SUPPLY=" + supplies}
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s", text, err, out)
		}
		return string(out)
	}
	const percent = `pmset -g batt | grep -Eo "\d+%" | cut -d% -f1`
	if got := run(percent); got != "" {
		t.Errorf("without a battery it has %q percent", got)
	}
	fact("AC", "type", "Mains")
	fact("BAT0", "type", "Battery")
	fact("BAT0", "capacity", "63")
	fact("BAT0", "status", "Discharging")
	fact("hidpp_battery_0", "type", "Battery")
	fact("hidpp_battery_0", "scope", "Device")
	fact("hidpp_battery_0", "capacity", "7")
	if got := run(percent); got != "63\n" {
		t.Errorf("it has %q percent, expected 63", got)
	}
	if got := run(`pmset -g batt`); got != "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=0)\t63%; discharging; (no estimate) present: true\n" {
		t.Errorf("pmset prints %q", got)
	}
	fact("BAT0", "status", "Charging")
	if got := run(`pmset -g batt | grep 'AC Power'`); got != "Now drawing from 'AC Power'\n" {
		t.Errorf("while it is charged: %q", got)
	}
	// What else scripts ask of grep is asked of the real one.
	for text, want := range map[string]string{
		`printf 'a b\nd\n' | grep -c "a b"`:       "1\n",
		`printf '1\n\\d\n' | grep -F "it's" || :`: "",
		`printf '12\nd\n' | egrep -o "\d{2}"`:     "12\n",
		`printf 'a\n' | grep -q b; echo $?`:       "1\n",
		`printf '7\nx\n' | grep -E '[\d]' || :`:   "",
	} {
		if got := run(text); got != want {
			t.Errorf("%s prints %q, expected %q", text, got, want)
		}
	}
}
