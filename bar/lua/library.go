package lua

import (
	"math"
	"strings"

	glua "github.com/yuin/gopher-lua"
)

// open makes the Lua state: gopher-lua's libraries, and over them what Lua
// 5.4 has more or has differently, and what must not reach the bar's process.
func (p *Program) open() {
	L := glua.NewState(glua.Options{
		SkipOpenLibs: true, CallStackSize: 220, MinimizeStackMemory: true,
		RegistrySize: 1024, RegistryMaxSize: 1 << 18,
	})
	p.state = L
	L.SetContext(p.meter)
	for _, lib := range []struct {
		name string
		open glua.LGFunction
	}{
		{glua.LoadLibName, glua.OpenPackage}, {glua.BaseLibName, glua.OpenBase}, {glua.TabLibName, glua.OpenTable},
		{glua.IoLibName, glua.OpenIo}, {glua.OsLibName, glua.OpenOs}, {glua.StringLibName, glua.OpenString},
		{glua.MathLibName, glua.OpenMath}, {glua.DebugLibName, glua.OpenDebug}, {glua.CoroutineLibName, glua.OpenCoroutine},
	} {
		L.Push(L.NewFunction(lib.open))
		L.Push(glua.LString(lib.name))
		L.Call(1, 0)
	}
	globals := L.G.Global
	globals.RawSetString("_VERSION", glua.LString("Lua 5.4"))
	script := L.NewTable()
	script.RawSet(glua.LNumber(0), glua.LString(p.file))
	globals.RawSetString("arg", script)
	globals.RawSetString(scriptArguments, script)
	p.fill(globals, map[string]glua.LGFunction{
		"print": p.print, "tostring": tostring, "tonumber": tonumber, "warn": p.print,
		"load": p.loadChunk, "loadstring": p.loadChunk, "loadfile": p.loadFile, "dofile": p.doFile,
		"require": p.require, "xpcall": xpcall, "rawlen": rawLength, "ipairs": ipairs,
	})
	p.fill(p.library("string"), map[string]glua.LGFunction{
		"format": format, "rep": repeat, "find": find, "match": match, "gmatch": gmatch, "gsub": gsub,
	})
	p.library("string").RawSetString("gfind", glua.LNil)
	p.fill(p.library("table"), map[string]glua.LGFunction{
		"unpack": unpack, "pack": pack, "move": move, "concat": tableConcat,
	})
	globals.RawSetString("unpack", p.library("table").RawGetString("unpack"))
	m := p.library("math")
	p.fill(m, map[string]glua.LGFunction{"type": mathType, "tointeger": mathInteger, "ult": mathLess, "log": mathLog})
	m.RawSetString("huge", glua.LNumber(math.Inf(1)))
	m.RawSetString("maxinteger", glua.LNumber(math.MaxInt64))
	m.RawSetString("mininteger", glua.LNumber(math.MinInt64))
	p.openUTF8()
	p.openCoroutine()
	p.openPackage()
	p.openSystem()
}

func (p *Program) library(name string) *glua.LTable {
	t, ok := p.state.G.Global.RawGetString(name).(*glua.LTable)
	if !ok {
		t = p.state.NewTable()
		p.state.G.Global.RawSetString(name, t)
	}
	return t
}

func (p *Program) fill(t *glua.LTable, functions map[string]glua.LGFunction) {
	for name, f := range functions {
		t.RawSetString(name, p.state.NewFunction(f))
	}
}

func (p *Program) print(L *glua.LState) int {
	words := make([]string, L.GetTop())
	for i := range words {
		words[i] = textOf(L, L.Get(i+1))
	}
	p.o.Log(strings.Join(words, "\t"))
	return 0
}

func tostring(L *glua.LState) int {
	L.Push(glua.LString(textOf(L, L.CheckAny(1))))
	return 1
}

func tonumber(L *glua.LState) int {
	if L.GetTop() < 2 || L.Get(2) == glua.LNil {
		if v, ok := toNumber(L.CheckAny(1)); ok {
			L.Push(glua.LNumber(v))
		} else {
			L.Push(glua.LNil)
		}
		return 1
	}
	base := L.CheckInt(2)
	if base < 2 || base > 36 {
		L.ArgError(2, "base out of range")
	}
	digits := strings.ToLower(strings.TrimSpace(L.CheckString(1)))
	negative := strings.HasPrefix(digits, "-")
	digits = strings.TrimPrefix(digits, "-")
	v := 0.0
	for _, c := range digits {
		d := strings.IndexRune("0123456789abcdefghijklmnopqrstuvwxyz", c)
		if d < 0 || d >= base {
			L.Push(glua.LNil)
			return 1
		}
		v = v*float64(base) + float64(d)
	}
	if digits == "" {
		L.Push(glua.LNil)
		return 1
	}
	if negative {
		v = -v
	}
	L.Push(glua.LNumber(v))
	return 1
}

// ipairs goes through whatever can be indexed, a string (nothing) included.
func ipairs(L *glua.LState) int {
	L.Push(L.NewFunction(func(L *glua.LState) int {
		i := L.CheckInt(2) + 1
		v := L.GetTable(L.Get(1), glua.LNumber(i))
		if v == glua.LNil {
			L.Push(glua.LNil)
			return 1
		}
		L.Push(glua.LNumber(i))
		L.Push(v)
		return 2
	}))
	L.Push(L.CheckAny(1))
	L.Push(glua.LNumber(0))
	return 3
}

func rawLength(L *glua.LState) int {
	switch v := L.Get(1).(type) {
	case *glua.LTable:
		L.Push(glua.LNumber(v.Len()))
	case glua.LString:
		L.Push(glua.LNumber(len(v)))
	default:
		L.ArgError(1, "table or string expected")
	}
	return 1
}

// xpcall passes arguments on, which Lua 5.1's does not.
func xpcall(L *glua.LState) int {
	f, handler := L.CheckAny(1), L.CheckFunction(2)
	top := L.GetTop()
	L.Push(f)
	for i := 3; i <= top; i++ {
		L.Push(L.Get(i))
	}
	if err := L.PCall(max(top-2, 0), glua.MultRet, handler); err != nil {
		L.SetTop(top)
		L.Push(glua.LFalse)
		if e, ok := err.(*glua.ApiError); ok {
			L.Push(e.Object)
		} else {
			L.Push(glua.LString(err.Error()))
		}
		return 2
	}
	L.Insert(glua.LTrue, top+1)
	return L.GetTop() - top
}

func repeat(L *glua.LState) int {
	s, n, sep := L.CheckString(1), L.CheckInt(2), L.OptString(3, "")
	if n <= 0 {
		L.Push(glua.LString(""))
		return 1
	}
	if (len(s)+len(sep)) > 0 && n > longest/(len(s)+len(sep)) {
		L.RaiseError("the resulting string is too long")
	}
	L.Push(glua.LString(strings.Repeat(s+sep, n-1) + s))
	return 1
}

func unpack(L *glua.LState) int {
	t := L.Get(1)
	first := L.OptInt(2, 1)
	last := 0
	if L.Get(3) == glua.LNil {
		last = L.ObjLen(t)
	} else {
		last = L.CheckInt(3)
	}
	if last-first >= 1<<16 {
		L.RaiseError("too many results to unpack")
	}
	for i := first; i <= last; i++ {
		L.Push(L.GetTable(t, glua.LNumber(i)))
	}
	return max(last-first+1, 0)
}

func pack(L *glua.LState) int {
	t := L.NewTable()
	for i := 1; i <= L.GetTop(); i++ {
		t.RawSetInt(i, L.Get(i))
	}
	t.RawSetString("n", glua.LNumber(L.GetTop()))
	L.Push(t)
	return 1
}

func move(L *glua.LState) int {
	from, first, last, at := L.CheckTable(1), L.CheckInt(2), L.CheckInt(3), L.CheckInt(4)
	to := L.OptTable(5, from)
	if at > first {
		for i := last - first; i >= 0; i-- {
			L.SetTable(to, glua.LNumber(at+i), L.GetTable(from, glua.LNumber(first+i)))
		}
	} else {
		for i := 0; i <= last-first; i++ {
			L.SetTable(to, glua.LNumber(at+i), L.GetTable(from, glua.LNumber(first+i)))
		}
	}
	L.Push(to)
	return 1
}

func tableConcat(L *glua.LState) int {
	t, sep, first := L.CheckTable(1), L.OptString(2, ""), L.OptInt(3, 1)
	last := L.OptInt(4, t.Len())
	var b strings.Builder
	for i := first; i <= last; i++ {
		s, ok := plainText(t.RawGetInt(i))
		if !ok {
			L.RaiseError("invalid value (a %s) at index %d in table for 'concat'", t.RawGetInt(i).Type(), i)
		}
		b.WriteString(s)
		if i < last {
			b.WriteString(sep)
		}
		if b.Len() > longest {
			L.RaiseError("the resulting string is too long")
		}
	}
	L.Push(glua.LString(b.String()))
	return 1
}

func mathType(L *glua.LState) int {
	v, ok := L.CheckAny(1).(glua.LNumber)
	switch {
	case !ok:
		L.Push(glua.LNil)
	case float64(v) == math.Trunc(float64(v)) && !math.IsInf(float64(v), 0):
		L.Push(glua.LString("integer"))
	default:
		L.Push(glua.LString("float"))
	}
	return 1
}

func mathInteger(L *glua.LState) int {
	v, ok := toNumber(L.CheckAny(1))
	if !ok || v != math.Trunc(v) || math.IsInf(v, 0) {
		L.Push(glua.LNil)
	} else {
		L.Push(glua.LNumber(v))
	}
	return 1
}

func mathLess(L *glua.LState) int {
	L.Push(glua.LBool(uint64(toInteger(L, checkNumber(L, 1))) < uint64(toInteger(L, checkNumber(L, 2)))))
	return 1
}

func mathLog(L *glua.LState) int {
	v := checkNumber(L, 1)
	switch {
	case L.Get(2) == glua.LNil:
		v = math.Log(v)
	case checkNumber(L, 2) == 2:
		v = math.Log2(v)
	case checkNumber(L, 2) == 10:
		v = math.Log10(v)
	default:
		v = math.Log(v) / math.Log(checkNumber(L, 2))
	}
	L.Push(glua.LNumber(v))
	return 1
}

// openCoroutine makes every coroutine share the program's meter: a context of
// its own would outlive a callback that was stopped.
func (p *Program) openCoroutine() {
	t := p.library("coroutine")
	for _, name := range []string{"create", "wrap"} {
		made := t.RawGetString(name).(*glua.LFunction).GFunction
		t.RawSetString(name, p.state.NewFunction(func(L *glua.LState) int {
			L.RemoveContext()
			defer L.SetContext(p.meter)
			n := made(L)
			thread, _ := L.Get(-1).(*glua.LState)
			if f, ok := L.Get(-1).(*glua.LFunction); ok && len(f.Upvalues) > 0 {
				thread, _ = f.Upvalues[0].Value().(*glua.LState)
			}
			if thread != nil {
				thread.SetContext(p.meter)
			}
			return n
		}))
	}
	p.fill(t, map[string]glua.LGFunction{
		"isyieldable": func(L *glua.LState) int {
			L.Push(glua.LBool(L.Parent != nil))
			return 1
		},
	})
}
