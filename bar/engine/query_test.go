package engine

import (
	"strings"
	"testing"
)

// The shapes are those of the contract's §1.8, with an item called x.
const (
	shadowShape = `{"drawing":"off","color":"0xff000000","angle":30,"distance":5}`
	briefShape  = `{"drawing":"off","color":"0x0","border_color":"0x0","border_width":0,"height":0,"corner_radius":0,` +
		`"padding_left":0,"padding_right":0,"x_offset":0,"y_offset":0,"clip":0.000000,` +
		`"image":{"value":"(null)","drawing":"off","scale":1.000000}`
	fullShape = briefShape + `,"shadow":` + shadowShape + `}`
	textShape = `{"value":"","drawing":"on","highlight":"off","color":"0xffffffff","highlight_color":"0xff000000",` +
		`"padding_left":0,"padding_right":0,"y_offset":0,"font":"Hack Nerd Font:Bold:14.00","width":0,"scroll_duration":100,"align":"left",` +
		`"background":` + fullShape + `,"shadow":` + shadowShape + `}`
	bodyShape = `"geometry":{"drawing":"on","position":"left","associated_space_mask":0,"associated_display_mask":0,"ignore_association":"off",` +
		`"y_offset":0,"padding_left":0,"padding_right":0,"scroll_texts":"off","width":-1,"background":` + fullShape + `},` +
		`"icon":` + textShape + `,"label":` + textShape + `,` +
		`"scripting":{"script":"(null)","click_script":"(null)","update_freq":0,"update_mask":0,"updates":"on"}`
	somewhere  = `,"bounding_rects":{"display-1":{"origin":[20.000000,0.000000],"size":[2.000000,25.000000]}}`
	popupShape = `"popup":{"drawing":"off","horizontal":"off","height":-1,"blur_radius":0,"y_offset":0,"align":"left","background":` +
		`{"drawing":"off","color":"0x44000000","border_color":"0xffff0000","border_width":0,"height":0,"corner_radius":0,` +
		`"padding_left":0,"padding_right":0,"x_offset":0,"y_offset":0,"clip":0.000000,` +
		`"image":{"value":"(null)","drawing":"off","scale":1.000000},"shadow":` + shadowShape + `},"items":["p"]}`
)

func TestQueryShapes(t *testing.T) {
	squeeze := strings.NewReplacer("\n", "", "\t", "", ": ", ":", "[ ", "[", " ]", "]", ", ", ",")
	for name, q := range map[string]struct{ setup, query, want string }{
		"bar": {"--add item a left --add item b left", "bar",
			`{"position":"top","topmost":"off","sticky":"on","hidden":"off","shadow":"off","font_smoothing":"off","show_in_fullscreen":"off",` +
				`"blur_radius":0,"margin":0,"drawing":"off","color":"0x44000000","border_color":"0xffff0000","border_width":0,"height":25,` +
				`"corner_radius":0,"padding_left":20,"padding_right":20,"x_offset":0,"y_offset":0,"clip":0.000000,` +
				`"image":{"value":"(null)","drawing":"off","scale":1.000000},"items":["a","b"]}`},
		"item":     {"--add item x left", "x", `{"name":"x","type":"item",` + bodyShape + somewhere + `}`},
		"defaults": {"", "defaults", `{"name":"defaults","type":"item",` + bodyShape + `,"bounding_rects":{}}`},
		"host":     {"--add item x left --add item p popup.x", "x", `{"name":"x","type":"item",` + bodyShape + somewhere + `,` + popupShape + `}`},
		"graph": {"--add graph x left 1 --push x 0.5", "x", `{"name":"x","type":"graph",` + bodyShape +
			strings.Replace(somewhere, "[2.0", "[3.0", 1) +
			`,"graph":{"color":"0xffcccccc","fill_color":"0xffcccccc","line_width":"0.500000","data":["0.500000"]}}`},
		"slider": {"--add slider x left 8", "x", `{"name":"x","type":"slider",` + bodyShape +
			strings.Replace(somewhere, "[2.0", "[10.0", 1) +
			`,"slider":{"highlight_color":"0xff0000ff","percentage":"0","width":"8","background":` +
			strings.Replace(strings.Replace(briefShape, `"off"`, `"on"`, 1), `"0x0"`, `"0xff000000"`, 1) + `},"knob":` + textShape + `}}`},
		"bracket": {"--add item a left --add bracket x a --set x background.height=4", "x", strings.Replace(`{"name":"x","type":"bracket",`+bodyShape+somewhere+
			`,"bracket":["a"]}`, `"height":0`, `"height":4`, 1)},
		"displays": {"", "displays",
			`[{"arrangement-id":1,"DirectDisplayID":7,"UUID":"DP-1","frame":{"x":0.0000,"y":0.0000,"w":1000.0000,"h":600.0000}}]`},
		"no menu items": {"", "default_menu_items", ""},
		"menu items":    {"", "default_menu_items", `["Clock,Item(1)"]`},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			if name == "menu items" {
				r.SetFacts(Facts{TrayItems: []string{"Clock,Item(1)"}})
			}
			r.quiet(q.setup)
			reply := r.do("--query " + q.query)
			if got := squeeze.Replace(reply); got != q.want {
				t.Errorf("the reply is\n%s\nwant\n%s", got, q.want)
			}
			if reply != "" && !strings.HasSuffix(reply, "}\n") && !strings.HasSuffix(reply, "]\n") {
				t.Errorf("the reply ends with %q", reply[len(reply)-1:])
			}
		})
	}
}

func TestQueriesEscape(t *testing.T) {
	r := newRig(t)
	nasty := "a\"b\\c\nd\te\x01\x7f\xffé"
	r.Do([]string{"--add", "item", "x", "left", "--set", "x", "label=" + nasty, "script=" + nasty}, r.now)
	r.expect("x.label.value = "+strings.ReplaceAll(nasty, "\xff", "\uFFFD"), "x.scripting.script = "+strings.ReplaceAll(nasty, "\xff", "\uFFFD"))
}

func TestQueryBeforeAnythingIsDrawn(t *testing.T) {
	r := newRig(t)
	if reply := r.do("--add item x left --query x"); !strings.Contains(reply, `"bounding_rects": {}`) {
		t.Errorf("an item that was never drawn is reported as %s", reply)
	}
}

func TestDiagnostics(t *testing.T) {
	setup := "--add item a left --add item h left --add item p popup.h --add graph g left 3 --add slider s left 9 --add alias al left --add event e"
	for call, want := range map[string]string{
		"--set nope x=1":                         "[!] Set:",
		"--set a x":                              "[!] Set (a):",
		"--default x":                            "[!] Set (default):",
		"--bar x":                                "[!] Bar:",
		"--set a x=1":                            "[!] Item (a):",
		"--set a x.y=1":                          "[!] Item (a):",
		"--set a drawing.x=1":                    "[!] Item (a):",
		"--set a graph.color=1":                  "[!] Item (a):",
		"--set a alias.color=1":                  "[!] Item (a):",
		"--set a slider.width=1":                 "[!] Item (a):",
		"--set a position=popup.x":               "[!] Item Position (a):",
		"--set a label.x=1":                      "[!] Text:",
		"--set a label.font.x=1":                 "[!] Text:",
		"--set a label.background.x=1":           "[!] Background:",
		"--set a background.x=1":                 "[!] Background:",
		"--set a background=1":                   "[!] Item (a):",
		"--set a label.shadow.x=1":               "[!] Shadow:",
		"--set a background.shadow.x=1":          "[!] Shadow:",
		"--set a popup.x=1":                      "[!] Popup:",
		"--set a popup.label.color=1":            "[!] Popup:",
		"--set g graph.x=1":                      "[!] Graph:",
		"--set al alias.x=1":                     "[!] Alias:",
		"--set s slider.x=1":                     "[!] Slider:",
		"--set s slider.highlight_color.alpha=1": "[!] Slider:",
		"--set s slider.background.x=1":          "[!] Background:",
		"--set s slider.knob.x=1":                "[!] Text:",
		"--bar x=1":                              "[!] Background:",
		"--bar shadow.x=1":                       "[!] Shadow:",
		"--set a label.color.x=1":                "[?] Color:",
		"--set a background.image.x=1":           "[?] Image:",
		"--set a background.image=/no":           "[!] Image:",
		"--set a background.image=app.no":        "[!] Image:",
		"--set a background.image=space.x":       "[!] Image:",
		"--set a background.image=/bad.png":      "The image",
		"--bar clip=1":                           "[!] Bar:",
		"--add item a left":                      "[?] Add:",
		"--add what b left":                      "[?] Add b:",
		"--add bracket b nope":                   "[?] Add (Group) b:",
		"--add item b x":                         "[!] Add b:",
		"--add item b":                           "[!] Add b:",
		"--add item ''":                          "[!] Add:",
		"--add":                                  "[!] Add:",
		"--add item b popup.nope":                "[!] Add (Popup) b:",
		"--clone b nope":                         "[!] Clone:",
		"--clone h a":                            "[?] Clone:",
		"--rename nope b":                        "[!] Rename:",
		"--rename a h":                           "[!] Rename:",
		"--remove nope":                          "[!] Remove:",
		"--move nope before a":                   "[!] Move:",
		"--move a before nope":                   "[!] Move:",
		"--reorder nope a":                       "[!] Order:",
		"--subscribe nope e":                     "[!] Subscribe:",
		"--subscribe a nope":                     "[?] Event:",
		"--push nope 1":                          "[!] Push:",
		"--push a 1":                             "[!] Push:",
		"--query nope":                           "[!] Query:",
		"--query":                                "[!] Query:",
		`--set '/\(/' x=1`:                       "[!] Regex:",
		"--remove /zz/":                          "[?] Regex:",
		"--nope":                                 "[!] Unknown domain",
		"--freeze on":                            "[!] Unknown domain",
		"--trigger nope":                         "",
		"--set a label.width=x":                  "",
		"--set a position=zzz":                   "",
		"--set a position=":                      "",
		"--add event e":                          "",
		"--load-font /nowhere":                   "",
		"--set a background.image=media.artwork": "",
		"--set a background.image=":              "",
		"--set a label.background.image=/4x4.png label.font.features=liga,ss01 icon.font.family=X": "",
		"--set s slider.background.color.alpha=0.5 slider.background.shadow.drawing=on":            "",
		"--default graph.color=1 slider.knob=o alias.color=0xff000000":                             "",
		"--set a cache_scripts=on": "[!] Item (a):",
	} {
		r := newRig(t)
		r.quiet(setup)
		r.Effects()
		reply := r.do(call)
		if !strings.HasPrefix(reply, want) || want == "" && reply != "" {
			t.Errorf("%s is answered %q, want %q", call, reply, want)
		}
		if reply == "" {
			continue
		}
		if n := strings.Count(reply, "\n"); n != 1 {
			t.Errorf("%s is answered with %d lines:\n%s", call, n, reply)
		}
		logged := false
		for _, e := range r.Effects() {
			if l, ok := e.(Log); ok && l.Text+"\n" == reply {
				logged = true
			}
		}
		if !logged {
			t.Errorf("%s leaves no line in the log", call)
		}
	}
	r := newRig(t)
	r.quiet("--add item clock left")
	if reply := r.do("--set clock label.paddng_left=1"); !strings.Contains(reply, "'padding_left'") {
		t.Errorf("a misspelt property is answered %q", reply)
	}
	if reply := r.do("--set clok label=1"); !strings.Contains(reply, "'clock'") {
		t.Errorf("a misspelt name is answered %q", reply)
	}
}
