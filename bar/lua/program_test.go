package lua

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// api starts testdata/api.lua.
func api(t *testing.T, change func(*Options)) (*Program, *bar) {
	t.Helper()
	b := newBar()
	b.reply = func(args []string) string {
		switch strings.Join(args, " ") {
		case "--query front":
			return `{"name":"front","geometry":{"list":[7]},"gone":null}`
		case "--query missing":
			return "[!] Query: Item 'missing' not found\n"
		}
		return ""
	}
	o := b.options()
	o.Env = []string{"GREETING=hello"}
	if change != nil {
		change(&o)
	}
	return start(t, "testdata/api.lua", o), b
}

func (b *bar) after(t *testing.T, n int, want ...string) {
	t.Helper()
	b.until(t, "messages "+strings.Join(want, "; "), func() bool { return len(b.sent) >= n+len(want) })
	got := b.messages()[n:]
	if !slices.Equal(got[:len(want)], want) {
		t.Errorf("sent\n %s\nwant\n %s", strings.Join(got, "\n "), strings.Join(want, "\n "))
	}
}

func TestConfigurationIsOneMessage(t *testing.T) {
	_, b := api(t, nil)
	subscribed := func(item string, events ...string) string {
		var s string
		for _, e := range events {
			s += " --add event " + e + " --set " + item + " script= mach_helper=" + Helper + " --subscribe " + item + " " + e
		}
		return s
	}
	later := strings.TrimSpace(subscribed("front", "fail"))
	b.after(t, 0,
		"--bar height=32 color=0xf01e1e2e topmost=on margin=-1.5"+
			" --default icon.font.family=Hack icon.font.style=Bold icon.font.size=14 icon.color=0xffffffff updates=when_shown"+
			" --add item front left --set front position=left label.string=x = y label.drawing=off"+
			" --add item item_0 left --set item_0 position=popup.front"+
			" --add space space.1 left --set space.1 space=1"+
			" --add graph cpu left 42 --set cpu graph.color=0xff00ff00"+
			" --add slider item_1 left 100 --set item_1 slider.highlight_color=0xffffffff slider.percentage=50"+
			` --add bracket b front item_0 /space\..*/ --set b background.border_color=0x10203040`+
			" --add bracket item_2 front"+
			" --add event custom --add event noted com.example.note"+
			subscribed("front", "front_app_switched")+subscribed("space.1", "space_change", "mouse.clicked")+
			subscribed("cpu", "tick")+subscribed("front", "ask", "run")+
			" --trigger custom KEY=value FLAG=on N=3 --hotload on --remove item_1 --remove /gone/",
		"--trigger after", later)
	if got := b.messages(); got[len(got)-1] != "--update" {
		t.Errorf("the last message is %q", got[len(got)-1])
	}
	if !slices.Contains(b.log, "item_0\titem_1\tspace.1") || slices.Contains(b.log, "never") {
		t.Errorf("log %q", b.log)
	}
	if len(b.problems) != 2 || !strings.Contains(b.problems[0], "api.lua:51: set expects an item") ||
		!strings.Contains(b.problems[1], `api.lua:52: add cannot make a "parent"`) {
		t.Errorf("problems %q", b.problems)
	}
}

func TestCallbacks(t *testing.T) {
	p, b := api(t, nil)
	n := len(b.messages())
	p.Event("front", "nobody_listens", nil)
	p.Event("front", "front_app_switched", map[string]string{"INFO": "Terminal"})
	b.after(t, n, "--set front label=Terminal --set front icon.string=front_app_switched of front")
	n++
	p.Event("space.1", "mouse.clicked", map[string]string{"SELECTED": "true", "INFO": `{"display1": "[5]", "list": [1, 9]}`})
	b.after(t, n, "--set space.1 icon.highlight=on label=[5]",
		"--animate tanh 15 --set space.1 y_offset=9 --bar y_offset=5", "--set space.1 width=3")
	n += 3
	p.Event("cpu", "tick", nil)
	b.after(t, n, "--push cpu 0.25 0.5")
	n++
	p.Event("front", "ask", nil)
	b.after(t, n, "--query front", "--set front label=7frontnil", "--query missing")
	n += 3
	b.until(t, "what was asked for, in place of an answer", func() bool {
		return slices.Contains(b.log, "missing\t[!] Query: Item 'missing' not found")
	})
	p.Event("front", "run", nil)
	b.until(t, "results", func() bool { return len(b.sent) >= n+3 })
	got := b.messages()[n:]
	for _, want := range []string{"--set front label=1,2.5,true,3", "--set front icon=hello\n", "--set front width=77"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
}

func TestErrorInCallbackIsToldOnceAndTraced(t *testing.T) {
	p, b := api(t, nil)
	n, problems := len(b.messages()), len(b.problems)
	p.Event("front", "fail", nil)
	p.Event("front", "fail", nil)
	b.after(t, n, "--set front width=1", "--set front width=1")
	p.Event("front", "front_app_switched", map[string]string{"INFO": "alive"})
	b.until(t, "life after the error", func() bool { return len(b.sent) >= n+3 })
	if len(b.problems) != problems+1 || !strings.Contains(b.problems[problems], "api.lua:53: ") {
		t.Errorf("problems %q", b.problems)
	}
	if !slices.ContainsFunc(b.log, func(s string) bool { return strings.Contains(s, "stack traceback") }) {
		t.Errorf("no traceback in %q", b.log)
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct{ event, says string }{
		{"spin", "api.lua:54: stopped: it had been running for 150ms"},
		{"pattern", "api.lua:55: stopped: it had been running for 150ms"},
		{"eat", "api.lua:56: stopped: it had taken more than 32 MB"},
	} {
		t.Run(c.event, func(t *testing.T) {
			p, b := api(t, func(o *Options) {
				o.CallbackLimit, o.MemoryLimit = 150*time.Millisecond, 1<<40
				if c.event == "eat" {
					o.CallbackLimit, o.MemoryLimit = 20*time.Second, 32<<20
				}
			})
			p.Event("front", c.event, nil)
			b.until(t, "problem", func() bool { return len(b.problems) > 2 })
			if !strings.Contains(b.problems[2], c.says) {
				t.Errorf("problem %q, want %q", b.problems[2], c.says)
			}
			n := len(b.messages())
			p.Event("front", "front_app_switched", map[string]string{"INFO": "alive"})
			b.until(t, "life after the limit", func() bool { return len(b.sent) > n })
		})
	}
}

func TestConfigurationLimitAndErrorKeepWhatWasDone(t *testing.T) {
	for source, says := range map[string]string{
		"while true do end":            "sketchybarrc:5: stopped: it had been running for 150ms",
		"error('no ' .. 'way')":        "sketchybarrc:5: no way",
		"local x = nil .. 'a'":         "sketchybarrc:5: attempt to concatenate a nil value",
		"require('nothing.here')":      "sketchybarrc:5: module 'nothing.here' not found",
		"error({})":                    "the error value is a table",
		"local s = ('x'):rep(1 << 40)": "the resulting string is too long",
	} {
		b := newBar()
		o := b.options()
		o.ConfigLimit = 150 * time.Millisecond
		p := start(t, write(t, "sbar = require('sketchybar')\nsbar.begin_config()\n"+
			"local i = sbar.add('item', 'i')\ni:subscribe('e', function() i:set({width = 1}) end)\n"+source+"\nsbar.end_config()"), o)
		b.until(t, "problem", func() bool { return len(b.problems) == 1 })
		if !strings.Contains(b.problems[0], says) {
			t.Errorf("%s: problem %q, want %q", source, b.problems[0], says)
		}
		p.Event("i", "e", nil)
		b.until(t, "callback", func() bool { return len(b.sent) == 3 })
		if got := b.messages(); !strings.HasPrefix(got[0], "--add item i left") || got[1] != "--update" || got[2] != "--set i width=1" {
			t.Errorf("%s: sent %q", source, got)
		}
	}
}

func TestSyntaxErrorsNameTheirLine(t *testing.T) {
	for source, says := range map[string]string{
		"x = 1\ny = = 2":                 "sketchybarrc:2: '=' is not expected here",
		"if true then\nx = 1\n":          "to close 'if' at line 1",
		"x = 'open\n'":                   "sketchybarrc:1: the string has no closing '",
		"local f <close> = io.open('x')": "variables that are <close> are not supported",
		"x = 0xzz":                       "malformed number 0xzz",
		"goto nowhere":                   "nowhere",
		strings.Repeat("(", 300):         "nested more than",
		"local t = {" + "1,\n2\n3}":      "'}' expected, to close '{' at line 1, but found number 3",
	} {
		_, err := Run(context.Background(), write(t, source), newBar().options())
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", source, err, says)
		}
	}
}

func TestBarNameExitAndEnd(t *testing.T) {
	b, other := newBar(), ""
	o := b.options()
	o.SendTo = func(name string, args []string) string { other = name + " " + strings.Join(args, " "); return "" }
	p := start(t, write(t, "local s = require('sketchybar')\ns.bar({a = 1}) s.set_bar_name('bottom') s.bar({b = false})\nos.exit(0)\ns.bar({c = 1})"), o)
	<-p.Done()
	if got := b.messages(); !slices.Equal(got, []string{"--bar a=1"}) || other != "bottom --bar b=off" || len(b.problems) > 0 {
		t.Errorf("sent %q, to the other %q, problems %q", got, other, b.problems)
	}
	p, _ = api(t, nil)
	p.Event("front", "leave", nil)
	select {
	case <-p.Done():
	case <-time.After(10 * time.Second):
		t.Error("os.exit does not end the program")
	}
}

func TestCloseStopsLuaAndItsCommands(t *testing.T) {
	pid := t.TempDir() + "/pid"
	b := newBar()
	p, err := Run(context.Background(), write(t, "print('here') os.execute('echo $$ > "+pid+"; echo up >&2; sleep 100')"), b.options())
	if err != nil {
		t.Fatal(err)
	}
	b.until(t, "the command", func() bool { return slices.Contains(b.log, "up") })
	began := time.Now()
	p.Close()
	if took := time.Since(began); took > 20*time.Second { // the command would take 100
		t.Errorf("Close took %v", took)
	}
	if _, err := os.Stat(pid); err != nil {
		t.Error(err)
	}
}

func TestCommandLimit(t *testing.T) {
	b := newBar()
	o := b.options()
	o.CommandLimit = 200 * time.Millisecond
	p := start(t, write(t, `local s = require("sketchybar")
s.exec("echo begun; sleep 100", function(result, code) s.set("i", {label = result .. code}) end)
print(os.execute("sleep 100"))
s.event_loop()`), o)
	b.until(t, "outcome", func() bool { return len(b.sent) == 2 })
	if got := b.messages()[1]; got != "--set i label=begun\n137" {
		t.Errorf("sent %q", got)
	}
	if !slices.Contains(b.log, "nil\tsignal\t9") {
		t.Errorf("log %q", b.log)
	}
	_ = p
}

func TestFullQueueKeepsTheLatest(t *testing.T) {
	q := newQueue(2)
	var did []string
	add := func(item, value string) bool {
		return q.add(job{item: item, event: "e", do: func() { did = append(did, item+value) }})
	}
	if !add("a", "1") || !add("b", "1") || !add("a", "2") || add("c", "1") {
		t.Error("the wrong events were refused")
	}
	q.add(job{do: func() { did = append(did, "result") }})
	for range 3 {
		j, _ := q.next(context.Background())
		j.do()
	}
	if want := []string{"a2", "b1", "result"}; !slices.Equal(did, want) {
		t.Errorf("did %q, want %q", did, want)
	}
}

func TestIs(t *testing.T) {
	for source, want := range map[string]bool{
		"#!/usr/bin/env lua\n": true, "#!/nix/store/x-lua-5.4.7/bin/lua5.4\n": true,
		"#!/bin/bash\nlua": false, "local x": false, "#!/usr/bin/env -S lua -E\n": true,
	} {
		if got := Is(write(t, source)); got != want {
			t.Errorf("Is(%q) is %v", source, got)
		}
	}
	if !Is("anything.lua") {
		t.Error("a .lua file is not taken for Lua")
	}
}
