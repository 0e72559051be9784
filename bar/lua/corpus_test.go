package lua

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// answer is a bar that knows every item: enough for what public
// configurations ask while they load.
func answer(args []string) string {
	for i, a := range args {
		if a != "--query" || i+1 >= len(args) {
			continue
		}
		switch args[i+1] {
		case "displays":
			return `[{"arrangement-id":1,"DirectDisplayID":1,"UUID":"1","frame":{"x":0.0,"y":0.0,"w":1920.0,"h":1080.0}}]`
		case "bar":
			return `{"position":"top","topmost":"off","sticky":"on","hidden":"off","height":32,"items":[]}`
		case "defaults", "events", "default_menu_items":
			return `[]`
		}
		return `{"name":"` + args[i+1] + `","type":"item","geometry":{"drawing":"on","position":"left","width":0},` +
			`"icon":{"value":"","drawing":"on","width":0},"label":{"value":"","drawing":"on","width":0},` +
			`"popup":{"drawing":"off","items":[]},"slider":{"percentage":0},"bounding_rects":{}}`
	}
	return ""
}

// TestPublic runs every Lua configuration in the folder that
// PERCH_LUA_CONFIGS names, and gives it events: each must come to its event
// loop with messages for the bar and serve its callbacks. Errors are shown
// but do not fail, since many come from commands that are not there. With
// PERCH_LUA_DUMP, a folder, it leaves there what each sent.
func TestPublic(t *testing.T) {
	folder := os.Getenv("PERCH_LUA_CONFIGS")
	if folder == "" {
		t.Skip("PERCH_LUA_CONFIGS names no folder with public configurations")
	}
	var files []string
	filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(d.Name(), "sketchybarrc") {
			text, _ := os.ReadFile(path)
			if first, _, _ := strings.Cut(string(text), "\n"); strings.Contains(first, "lua") {
				files = append(files, path)
			}
		}
		return nil
	})
	if len(files) == 0 {
		t.Fatalf("no sketchybarrc under %s", folder)
	}
	home := t.TempDir()
	for _, file := range files {
		relative, _ := filepath.Rel(folder, file)
		t.Run(relative, func(t *testing.T) {
			b := newBar()
			b.reply = answer
			o := b.options()
			// The commands of another system are not to be found, nor those
			// of this one that could do harm.
			o.CommandLimit = 5 * time.Second
			o.Env = []string{"HOME=" + home, "USER=someone", "CONFIG_DIR=" + filepath.Dir(file), "BAR_NAME=sketchybar", "PATH=" + home}
			began := time.Now()
			p := start(t, file, o)
			took := time.Since(began)
			for event, info := range map[string]string{
				"front_app_switched": "Terminal", "volume_change": "40", "routine": "", "forced": "", "mouse.entered": "",
				"mouse.exited": "", "mouse.clicked": `{"button":"left","modifier":"none"}`, "mouse.scrolled": `{"delta":1,"modifier":"none"}`,
				"space_windows_change": `{"space":1,"apps":{"Terminal":1}}`, "system_woke": "", "power_source_change": "AC",
			} {
				b.mu.Lock()
				subscribed := map[string]bool{}
				for _, args := range b.sent {
					for i, a := range args {
						if a == "--subscribe" && i+2 < len(args) && args[i+2] == event {
							subscribed[args[i+1]] = true
						}
					}
				}
				b.mu.Unlock()
				for item := range subscribed {
					p.Event(item, event, map[string]string{"INFO": info, "BUTTON": "left", "MODIFIER": "none", "SELECTED": "true", "SID": "1", "SCROLL_DELTA": "1"})
				}
			}
			idle := make(chan struct{})
			p.queue.add(job{do: func() { close(idle) }})
			select {
			case <-idle:
			case <-time.After(30 * time.Second):
				t.Error("the callbacks are not served")
			}
			p.Close()
			verbs, total := map[string]int{}, 0
			for _, args := range b.sent {
				for _, a := range args {
					if strings.HasPrefix(a, "--") && len(a) > 3 {
						verbs[a]++
						total++
					}
				}
			}
			t.Logf("loaded in %v; %d messages, %d verbs: %v", took.Round(time.Millisecond), len(b.sent), total, fmt.Sprint(verbs))
			for _, problem := range b.problems {
				t.Logf("PROBLEM %s", problem)
			}
			if verbs["--bar"] == 0 && verbs["--add"] == 0 {
				t.Errorf("nothing was added to the bar; log %q", b.log)
			}
			if path := os.Getenv("PERCH_LUA_DUMP"); path != "" {
				out := strings.Join(b.messages(), "\n") + "\n-- log\n" + strings.Join(b.log, "\n") + "\n"
				os.WriteFile(filepath.Join(path, strings.ReplaceAll(relative, "/", "_")+".txt"), []byte(out), 0o644)
			}
		})
	}
}
