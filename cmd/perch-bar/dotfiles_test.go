package main

import (
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A configuration as people have them who use AeroSpace and SketchyBar: files
// that the first one sources, a loop over the workspaces, plugins that ask the
// window manager, one item for each of the machine's things.
var dotfiles = map[string]string{
	"colors.sh": `export BAR=0xff101020 TEXT=0xffffffff IDLE=0xff202020 FOCUSED=0xffff00ff`,
	"sketchybarrc": `source "$CONFIG_DIR/colors.sh"
PLUGIN_DIR="$CONFIG_DIR/plugins"
sketchybar --bar position=top height=32 color=$BAR padding_left=10 padding_right=10
default=(
  padding_left=4
  padding_right=4
  icon.color=$TEXT
  label.color=$TEXT
  icon.padding_left=6
  label.padding_right=6
  label.font="SF Pro:Semibold:13.0"
)
sketchybar --default "${default[@]}"
sketchybar --add event aerospace_workspace_change
for monitor in $(aerospace list-monitors --format "%{monitor-appkit-nsscreen-screens-id}"); do
  for sid in $(aerospace list-workspaces --monitor "$monitor"); do
    sketchybar --add item space.$sid left \
      --subscribe space.$sid aerospace_workspace_change \
      --set space.$sid display="$monitor" icon="$sid" \
      background.color=$IDLE background.height=22 \
      click_script="aerospace workspace $sid" \
      script="$CONFIG_DIR/plugins/space.sh $sid"
  done
done
source "$CONFIG_DIR/items/front_app.sh"
sketchybar --add item battery right \
  --set battery update_freq=120 script="$PLUGIN_DIR/battery.sh" \
  --subscribe battery system_woke power_source_change
sketchybar --update
`,
	"items/front_app.sh": `front_app=(
  icon.drawing=off
  script="$PLUGIN_DIR/front_app.sh"
)
sketchybar --add item front_app left \
           --set front_app "${front_app[@]}" \
           --subscribe front_app front_app_switched
`,
	"plugins/space.sh": `#!/usr/bin/env bash
source "$CONFIG_DIR/colors.sh"
color=$IDLE
if [ "$FOCUSED_WORKSPACE" = "$1" ]; then color=$FOCUSED; fi
apps=$(aerospace list-windows --workspace "$1" | awk -F'|' '{gsub(/^ *| *$/, "", $2); print $2}')
strip=""
while read -r app; do strip+="$app,"; done <<<"${apps}"
sketchybar --set $NAME label="$strip" background.color=$color
echo "$FOCUSED_WORKSPACE" >>~/ran
`,
	"plugins/front_app.sh": `if [ "$SENDER" = "front_app_switched" ]; then
  sketchybar --set "$NAME" label="$INFO"
fi
`,
	"plugins/battery.sh": `#!/bin/sh
PERCENTAGE="$(pmset -g batt | grep -Eo "\d+%" | cut -d% -f1)"
if [[ "$PERCENTAGE" != "" ]]; then sketchybar --set "$NAME" label="${PERCENTAGE}%"; fi
`,
}

// The bar follows the keys and is followed by the windows, whether the
// configuration of the window manager tells it of workspaces or not.
func TestDotfiles(t *testing.T) {
	for name, told := range map[string]string{
		"told":   `exec-on-workspace-change = ['/bin/bash', '-c', 'sketchybar --trigger aerospace_workspace_change FOCUSED_WORKSPACE=$AEROSPACE_FOCUSED_WORKSPACE']`,
		"untold": "",
	} {
		t.Run(name, func(t *testing.T) { followKeys(t, told) })
	}
}

func followKeys(t *testing.T, told string) {
	screen, display := newScreen(t, "1000x600")
	if err := screen.WatchPixels(); err != nil {
		t.Fatal(err)
	}
	d := &desktop{account: newAccount(t, display), screen: screen}
	supply := filepath.Dir(d.write("power/BAT0/type", "Battery\n"))
	d.write("power/BAT0/capacity", "63\n")
	d.write("power/BAT0/status", "Discharging\n")
	d.env = append(d.env, "PERCH_POWER_SUPPLY="+filepath.Dir(supply))
	for path, text := range dotfiles {
		d.write(filepath.Join(".config/sketchybar", path), text)
	}
	d.write(".aerospace.toml", "config-version = 2\n"+told+`
persistent-workspaces = ['1', '2', '3']
[gaps]
outer.top = 32
[mode.main.binding]
alt-1 = 'workspace 1'
alt-2 = 'workspace 2'
alt-shift-3 = 'move-node-to-workspace 3'
`)
	d.agent = d.start("perch", "agent")

	says := func(item, path string) string {
		r := d.finish(d.command("sketchybar", "--query", "item", item))
		return at(d, r.out, path)
	}
	shows := func(what string, expect map[string]string) {
		t.Helper()
		d.until(what, func() bool {
			for item, label := range expect {
				if says(item, "label.value") != label {
					return false
				}
			}
			return true
		})
	}
	painted := func(item string, want color.RGBA) {
		t.Helper()
		d.until(item+" has its colour", func() bool {
			place := d.place(item, 1)
			corner := place.Min.Add(image.Pt(2, 8))
			im, err := screen.Capture(image.Rectangle{corner, corner.Add(image.Pt(1, 1))})
			return err == nil && im.RGBAAt(corner.X, corner.Y) == want
		})
	}
	// ran waits until all scripts of a change of workspaces are over: they run side
	// by side with those of the next one, and might have the last word.
	ran := func(workspace string) {
		t.Helper()
		file := filepath.Join(d.home, "ran")
		d.until("the scripts have run for workspace "+workspace, func() bool {
			text, _ := os.ReadFile(file)
			return strings.Count(string(text), workspace+"\n") >= 3
		})
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	focused, idle := color.RGBA{0xff, 0, 0xff, 0xff}, color.RGBA{0x20, 0x20, 0x20, 0xff}
	key := func(chord string) {
		t.Helper()
		if err := screen.Key(chord); err != nil {
			t.Fatal(err)
		}
	}

	shows("the bar is set up", map[string]string{"battery": "63%"})
	ran("")
	d.app("Alpha")
	shows("the app in front is named", map[string]string{"front_app": "Alpha"})
	key("alt-2")
	d.app("Beta")
	shows("the other app is named", map[string]string{"space.1": "Alpha,", "front_app": "Beta"})
	painted("space.2", focused)
	painted("space.1", idle)
	ran("2")
	key("alt-1")
	shows("the app of the second workspace is listed", map[string]string{"space.2": "Beta,", "front_app": "Alpha"})
	painted("space.1", focused)
	painted("space.2", idle)
	ran("1")
	// A click goes there, and a window that is sent away is listed elsewhere.
	x, y := d.middle("space.2")
	screen.Click(x, y, 1)
	shows("the app of the clicked workspace is named", map[string]string{"front_app": "Beta"})
	painted("space.2", focused)
	ran("2")
	key("alt-shift-3")
	key("alt-1")
	shows("the app has moved", map[string]string{"space.2": ",", "space.3": "Beta,", "front_app": "Alpha"})
	painted("space.1", focused)
}
