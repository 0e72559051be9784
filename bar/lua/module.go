package lua

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	glua "github.com/yuin/gopher-lua"
)

// module makes the table that require("sketchybar") yields.
func (p *Program) module(L *glua.LState) int {
	m := L.NewTable()
	for name, f := range map[string]glua.LGFunction{
		"add": p.add, "set": p.set, "remove": p.remove, "bar": p.setBar, "default": p.setDefault,
		"subscribe": p.subscribe, "trigger": p.trigger, "push": p.push, "query": p.query,
		"animate": p.animate, "exec": p.exec, "delay": p.delay, "hotload": p.hotload,
		"set_bar_name": p.setBarName, "begin_config": p.begin, "end_config": p.end,
		"event_loop": p.loop, "update": p.loop,
	} {
		m.RawSetString(name, L.NewFunction(f))
	}
	L.Push(m)
	return 1
}

// message sends arguments to the bar, or keeps them for the batch.
func (p *Program) message(args ...string) {
	p.batch = append(p.batch, args...)
	if !p.batching {
		p.flush()
	}
}

// flush sends the batch.
func (p *Program) flush() {
	if len(p.batch) == 0 {
		return
	}
	args := p.batch
	p.batch = nil
	if reply := p.send(args...); reply != "" {
		p.o.Log(strings.TrimSpace(reply))
	}
}

// commit sends the batch and ends it.
func (p *Program) commit() {
	p.batching = false
	p.flush()
}

func (p *Program) send(args ...string) string {
	// An empty argument would end the message (SketchyBar's 1.3).
	kept := args[:0:0]
	for _, a := range args {
		if a != "" {
			kept = append(kept, a)
		}
	}
	p.meter.pause()
	defer p.meter.resume()
	if p.bar != p.o.Name {
		if p.o.SendTo == nil {
			p.problem(fmt.Sprintf("%s: messages to the bar %q are not sent, since this is %q", p.file, p.bar, p.o.Name), "")
			return ""
		}
		return p.o.SendTo(p.bar, kept)
	}
	return p.o.Send(kept)
}

// wrong tells that a call of the module makes no sense. The call does nothing
// (SbarLua prints a line and goes on).
func (p *Program) wrong(L *glua.LState, format string, args ...any) int {
	p.problem(L.Where(1)+" "+fmt.Sprintf(format, args...), "")
	return 0
}

// target is the item that the first argument names: a string, or a table with
// a name as add returns it.
func target(L *glua.LState) (string, bool) {
	switch v := L.Get(1).(type) {
	case *glua.LTable:
		n, ok := L.GetField(v, "name").(glua.LString)
		return string(n), ok && n != ""
	case glua.LString:
		return string(v), v != ""
	case glua.LNumber:
		return formatNumber(float64(v)), true
	}
	return "", false
}

// properties turns a table into KEY=VALUE arguments, in the table's order:
// nested tables into dotted names, booleans into on and off.
func (p *Program) properties(L *glua.LState, prefix string, t *glua.LTable, depth int) []string {
	var args []string
	if depth > 16 {
		p.wrong(L, "the properties of %s are nested too deeply", prefix)
		return nil
	}
	for k, v := t.Next(glua.LNil); k != glua.LNil; k, v = t.Next(k) {
		key, _ := plainText(k)
		if key == "" {
			p.wrong(L, "a property's name cannot be a %s", k.Type())
			continue
		}
		full := prefix + key
		switch v := v.(type) {
		case *glua.LTable:
			args = append(args, p.properties(L, full+".", v, depth+1)...)
		case glua.LBool:
			text := "off"
			if v {
				text = "on"
			}
			args = append(args, full+"="+text)
		case glua.LString:
			args = append(args, full+"="+string(v))
		case glua.LNumber:
			args = append(args, full+"="+numberFor(key, float64(v)))
		default:
			p.wrong(L, "%s cannot be a %s; a string, a number, a boolean or a table is expected", full, v.Type())
		}
	}
	return args
}

// numberFor writes a property's number: colours as hexadecimal numbers.
func numberFor(key string, v float64) string {
	if strings.HasSuffix(key, "color") && v == math.Trunc(v) && v >= 0 && v < 1<<32 {
		return "0x" + strconv.FormatUint(uint64(v), 16)
	}
	return formatNumber(v)
}

func (p *Program) setTo(L *glua.LState, verb string) int {
	t, ok := L.Get(1).(*glua.LTable)
	if !ok {
		return p.wrong(L, "%s expects a table of properties, not a %s", verb[2:], L.Get(1).Type())
	}
	if args := p.properties(L, "", t, 0); len(args) > 0 {
		p.message(append([]string{verb}, args...)...)
	}
	return 0
}

func (p *Program) setBar(L *glua.LState) int     { return p.setTo(L, "--bar") }
func (p *Program) setDefault(L *glua.LState) int { return p.setTo(L, "--default") }

func (p *Program) set(L *glua.LState) int {
	item, ok := target(L)
	t, isTable := L.Get(L.GetTop()).(*glua.LTable)
	if !ok || !isTable || L.GetTop() < 2 {
		return p.wrong(L, "set expects an item and a table of properties")
	}
	p.setProperties(L, item, t)
	return 0
}

func (p *Program) setProperties(L *glua.LState, item string, t *glua.LTable) {
	if args := p.properties(L, "", t, 0); len(args) > 0 {
		p.message(append([]string{"--set", item}, args...)...)
	}
}

// add makes an item, bracket or event and returns it as a table with its name
// and methods. Without a name it gets a new one. Items begin on the left; the
// table's position moves them.
func (p *Program) add(L *glua.LState) int {
	kind, ok := L.Get(1).(glua.LString)
	if !ok {
		return p.wrong(L, "add expects what to add: item, space, alias, graph, slider, bracket or event")
	}
	next := 2
	var item string
	if n, ok := L.Get(2).(glua.LString); ok {
		item, next = string(n), 3
	} else {
		if L.Get(2) == glua.LNil && L.GetTop() > 2 {
			next = 3
		}
		item = fmt.Sprintf("item_%d", p.named)
		p.named++
	}
	args := []string{"--add", string(kind), item}
	switch kind {
	case "item", "alias", "space":
		args = append(args, "left")
	case "event":
		if next == 2 {
			return p.wrong(L, "add expects the event's name")
		}
		if notification, ok := L.Get(3).(glua.LString); ok {
			args = append(args, string(notification))
		}
	case "graph", "slider":
		width, ok := toNumber(L.Get(next))
		if !ok {
			return p.wrong(L, "add expects the width of the %s as a number, not a %s", kind, L.Get(next).Type())
		}
		args = append(args, "left", formatNumber(width))
	case "bracket":
		members, ok := L.Get(next).(*glua.LTable)
		if !ok {
			return p.wrong(L, "add expects the bracket's members as a table, not a %s", L.Get(next).Type())
		}
		args = append(args, p.values(L, members)...)
	default:
		return p.wrong(L, "add cannot make a %q; it makes item, space, alias, graph, slider, bracket and event", string(kind))
	}
	p.message(args...)
	if t, ok := L.Get(L.GetTop()).(*glua.LTable); ok && kind != "event" {
		if kind != "bracket" || L.GetTop() > next {
			p.setProperties(L, item, t)
		}
	}
	t := L.NewTable()
	t.RawSetString("name", glua.LString(item))
	for name, f := range map[string]glua.LGFunction{
		"set": p.set, "subscribe": p.subscribe, "query": p.query, "push": p.push,
	} {
		t.RawSetString(name, L.NewFunction(f))
	}
	L.Push(t)
	return 1
}

// values are a table's values as arguments; items by their name.
func (p *Program) values(L *glua.LState, t *glua.LTable) []string {
	var args []string
	for k, v := t.Next(glua.LNil); k != glua.LNil; k, v = t.Next(k) {
		if inner, ok := v.(*glua.LTable); ok {
			v = L.GetField(inner, "name")
		}
		if s, ok := plainText(v); ok {
			args = append(args, s)
		} else {
			p.wrong(L, "a %s is no name or number", v.Type())
		}
	}
	return args
}

func (p *Program) remove(L *glua.LState) int {
	item, ok := target(L)
	if !ok {
		return p.wrong(L, "remove expects an item")
	}
	p.message("--remove", item)
	return 0
}

func (p *Program) push(L *glua.LState) int {
	item, ok := target(L)
	values, isTable := L.Get(2).(*glua.LTable)
	if !ok || !isTable {
		return p.wrong(L, "push expects a graph and a table of numbers")
	}
	p.message(append([]string{"--push", item}, p.values(L, values)...)...)
	return 0
}

func (p *Program) trigger(L *glua.LState) int {
	event, ok := L.Get(1).(glua.LString)
	if !ok {
		return p.wrong(L, "trigger expects an event's name")
	}
	args := []string{"--trigger", string(event)}
	switch env := L.Get(2).(type) {
	case *glua.LTable:
		args = append(args, p.properties(L, "", env, 0)...)
	case *glua.LNilType:
	default:
		return p.wrong(L, "trigger expects its variables as a table, not a %s", env.Type())
	}
	p.message(args...)
	return 0
}

// subscribe gives an item a callback for one event or several. Each event is
// added first, so that custom ones need no add of their own. As in SbarLua
// the function is the last argument, and of several strings the first counts.
func (p *Program) subscribe(L *glua.LState) int {
	item, ok := target(L)
	f, isFunction := L.Get(L.GetTop()).(*glua.LFunction)
	if !ok || !isFunction || L.GetTop() < 3 {
		return p.wrong(L, "subscribe expects an item, an event or a table of events, and a function")
	}
	var events []string
	switch v := L.Get(2).(type) {
	case *glua.LTable:
		events = p.values(L, v)
	case glua.LString:
		events = []string{string(v)}
	default:
		return p.wrong(L, "subscribe expects an event or a table of events, not a %s", v.Type())
	}
	for _, event := range events {
		p.callbacks[[2]string{item, event}] = f
		p.message("--add", "event", event, "--set", item, "script=", "mach_helper="+Helper, "--subscribe", item, event)
	}
	return 0
}

// query sends what waits, asks, and returns the answer as a table. Without one it
// returns what it was asked for, as SbarLua does, whose programs rely on getting a
// value that they can look into, and the reply.
func (p *Program) query(L *glua.LState) int {
	what, ok := target(L)
	if !ok {
		return p.wrong(L, "query expects an item or the name of something that can be queried")
	}
	p.flush()
	reply := p.send("--query", what)
	if t, ok := p.json(reply); ok {
		L.Push(t)
		return 1
	}
	if reply = strings.TrimSpace(reply); reply != "" {
		p.o.Log(L.Where(1) + " " + reply)
	}
	L.Push(L.Get(1))
	L.Push(glua.LString(reply))
	return 2
}

// animate runs a function whose messages are one animated batch.
func (p *Program) animate(L *glua.LState) int {
	curve, isString := L.Get(1).(glua.LString)
	duration, isNumber := toNumber(L.Get(2))
	f, isFunction := L.Get(3).(*glua.LFunction)
	if !isString || !isNumber || !isFunction {
		return p.wrong(L, "animate expects a curve, a number of frames and a function")
	}
	outer := p.batching
	p.flush()
	p.batching = true
	p.message("--animate", string(curve), strconv.Itoa(int(duration)))
	err := L.CallByParam(glua.P{Fn: f, Protect: true})
	if len(p.batch) == 3 {
		p.batch = nil
	}
	p.commit()
	p.batching = outer
	if err != nil && p.meter.Err() == nil {
		p.report(err)
	}
	return 0
}

func (p *Program) exec(L *glua.LState) int {
	command, ok := L.Get(1).(glua.LString)
	if !ok {
		return p.wrong(L, "exec expects a command as a string, not a %s", L.Get(1).Type())
	}
	f, _ := L.Get(2).(*glua.LFunction)
	if f == nil {
		p.start(string(command), nil)
		return 0
	}
	where := L.Where(1)
	started := p.start(string(command), func(output string, code int) {
		p.queue.add(job{do: func() { p.call(f, p.decoded(output), glua.LNumber(code)) }})
	})
	if !started {
		p.problem(where+" too many commands wait to be run; this one is dropped", "")
	}
	return 0
}

// mostDelays is how many delays can be under way.
const mostDelays = 1024

func (p *Program) delay(L *glua.LState) int {
	seconds, ok := toNumber(L.Get(1))
	f, isFunction := L.Get(2).(*glua.LFunction)
	if !ok || !isFunction {
		return p.wrong(L, "delay expects a number of seconds and a function")
	}
	if p.delays >= mostDelays {
		return p.wrong(L, "more than %d delays are under way; this one is dropped", mostDelays)
	}
	p.delays++
	wait := time.Duration(math.Min(math.Max(seconds, 0.001), 1e8) * float64(time.Second))
	time.AfterFunc(wait, func() {
		p.queue.add(job{do: func() {
			p.delays--
			p.call(f)
		}})
	})
	return 0
}

func (p *Program) hotload(L *glua.LState) int {
	on, ok := L.Get(1).(glua.LBool)
	if !ok {
		return p.wrong(L, "hotload expects true or false, not a %s", L.Get(1).Type())
	}
	state := "off"
	if on {
		state = "on"
	}
	p.message("--hotload", state)
	return 0
}

func (p *Program) setBarName(L *glua.LState) int {
	bar, ok := L.Get(1).(glua.LString)
	if !ok {
		return p.wrong(L, "set_bar_name expects a name")
	}
	p.flush()
	p.bar = string(bar)
	return 0
}

func (p *Program) begin(*glua.LState) int {
	p.batching = true
	return 0
}

func (p *Program) end(*glua.LState) int {
	p.commit()
	return 0
}

// loop asks for the first update of everything and serves callbacks. It does
// not return to the source: the program is over when it is.
func (p *Program) loop(L *glua.LState) int {
	p.batching = false
	p.message("--update")
	p.serve()
	L.RaiseError("the event loop has ended")
	return 0
}
