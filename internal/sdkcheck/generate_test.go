package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func checks(t *testing.T) []byte {
	t.Helper()
	lines, err := generate(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestGenerate(t *testing.T) {
	lines := "\n" + string(checks(t))
	for _, want := range []string{
		"COUNT(CFRelease, 1)", "ARGUMENT(CFRelease, 0, 'w', 8, 0)", "RESULT(CFRelease, 'v', 0, 0)",
		"ARGUMENT(AXUIElementSetMessagingTimeout, 1, 'f', 4, 0)", "RESULT(CGEventGetLocation, 's', 16, 0)",
		"ARGUMENT(RegisterEventHotKey, 2, 's', 8, 0)", "ARGUMENT(AXUIElementGetPid, 1, 'p', 8, 4)",
		"CONSTANT(kAXErrorCannotComplete, -25204)", "SIZE(CFRunLoopSourceContext, 80)", "PLACE(if_msghdr2, ifm_data.ifi_ibytes, 96)",
	} {
		if !strings.Contains(lines, "\n"+want+"\n") {
			t.Errorf("%s is not checked", want)
		}
	}
}

func TestNamesAreThere(t *testing.T) {
	for line := range strings.Lines(string(names)) {
		if n := len(strings.Fields(line)); n != 3 {
			t.Errorf("names.txt: %q has %d words", line, n)
		}
	}
}

// With an SDK of macOS at hand, clang agrees, and notices what is wrong.
func TestSDK(t *testing.T) {
	sdk, cc := os.Getenv("PERCH_MACOS_SDK"), os.Getenv("CC")
	if sdk == "" {
		t.Skip("PERCH_MACOS_SDK does not name the folder of an SDK of macOS")
	}
	if cc == "" {
		cc = "clang"
	}
	if _, err := exec.LookPath(cc); err != nil {
		t.Skip("there is no clang: ", err)
	}
	right := checks(t)
	for _, target := range targets {
		if err := compile(context.Background(), cc, sdk, target, right); err != nil {
			t.Errorf("%s: %v", target, err)
		}
		for _, wrong := range []string{"ARGUMENT(AXUIElementSetMessagingTimeout, 1, 'f', 4, 0)", "CONSTANT(kAXErrorCannotComplete, -25204)", "SIZE(CFRunLoopSourceContext, 80)"} {
			other := strings.NewReplacer("4)", "5)", "4, 0)", "8, 0)", "80)", "72)").Replace(wrong)
			if compile(context.Background(), cc, sdk, target, bytes.Replace(right, []byte(wrong), []byte(other), 1)) == nil {
				t.Errorf("%s: %s is right", target, other)
			}
		}
	}
}
