package lua

import (
	"errors"
	"os"
	"strings"

	glua "github.com/yuin/gopher-lua"
)

// openSystem replaces what of os and io reaches the process: the environment,
// relative paths, commands and the exit.
func (p *Program) openSystem() {
	system, files := p.library("os"), p.library("io")
	p.fill(system, map[string]glua.LGFunction{
		"getenv": func(L *glua.LState) int {
			if v, ok := p.environ[L.CheckString(1)]; ok {
				L.Push(glua.LString(v))
			} else if v, ok := os.LookupEnv(L.CheckString(1)); ok {
				L.Push(glua.LString(v))
			} else {
				L.Push(glua.LNil)
			}
			return 1
		},
		"execute": p.execute, "exit": p.exit, "date": date,
	})
	system.RawSetString("setenv", glua.LNil)
	p.fill(files, map[string]glua.LGFunction{"popen": p.popen})
	for _, f := range []struct {
		table *glua.LTable
		name  string
		paths int
	}{{system, "remove", 1}, {system, "rename", 2}, {files, "open", 1}, {files, "lines", 1}, {files, "input", 1}, {files, "output", 1}} {
		p.wrap(f.table, f.name, func(L *glua.LState) {
			for i := 1; i <= f.paths; i++ {
				if path, ok := L.Get(i).(glua.LString); ok {
					L.Replace(i, glua.LString(p.resolve(string(path))))
				}
			}
			if f.name == "lines" {
				formats(L, 2)
			}
		})
	}
	class := p.state.GetTypeMetatable("FILE*").(*glua.LTable)
	class.RawSetString("__name", glua.LString("FILE*"))
	for _, t := range []*glua.LTable{class, files} {
		p.wrap(t, "read", func(L *glua.LState) { formats(L, 1) })
	}
	p.wrap(class, "lines", func(L *glua.LState) { formats(L, 2) })
	p.openPipes(files)
}

// wrap lets a function see its arguments changed by before.
func (p *Program) wrap(t *glua.LTable, name string, before func(*glua.LState)) {
	f := t.RawGetString(name).(*glua.LFunction)
	t.RawSetString(name, p.state.NewFunction(func(L *glua.LState) int {
		before(L)
		top := L.GetTop()
		L.Push(f)
		for i := 1; i <= top; i++ {
			L.Push(L.Get(i))
		}
		L.Call(top, glua.MultRet)
		return L.GetTop() - top
	}))
}

// formats turns the formats of read that begin without an asterisk, as Lua
// 5.3's do, into those of 5.1.
func formats(L *glua.LState, from int) {
	for i := from; i <= L.GetTop(); i++ {
		s, ok := L.Get(i).(glua.LString)
		if !ok {
			continue
		}
		if f := strings.TrimPrefix(string(s), "*"); f != "" && strings.IndexByte("anlL", f[0]) >= 0 {
			L.Replace(i, glua.LString("*"+strings.ToLower(f[:1])))
		}
	}
}

func (p *Program) getenv(name string) string {
	if v, ok := p.environ[name]; ok {
		return v
	}
	return os.Getenv(name)
}

// execute is os.execute: it waits.
func (p *Program) execute(L *glua.LState) int {
	if L.Get(1) == glua.LNil {
		L.Push(glua.LTrue)
		return 1
	}
	p.meter.pause()
	defer p.meter.resume()
	r, err := p.launch(p.ctx, L.CheckString(1), nil)
	if err != nil {
		return result(L, 127)
	}
	<-r.done
	if out := strings.TrimRight(r.out.String(), "\n"); out != "" {
		(&logger{log: p.o.Log}).Write([]byte(out))
	}
	return result(L, r.code)
}

// result is how Lua tells a command's end: true or nil, how, and the code.
func result(L *glua.LState, code int) int {
	how := "exit"
	if code == killed {
		how, code = "signal", code-128
	}
	if code == 0 {
		L.Push(glua.LTrue)
	} else {
		L.Push(glua.LNil)
	}
	L.Push(glua.LString(how))
	L.Push(glua.LNumber(code))
	return 3
}

var errExit = errors.New("the configuration has ended itself")

// exit ends the program, not the bar.
func (p *Program) exit(L *glua.LState) int {
	p.exited = true
	p.meter.end(errExit)
	p.cancel()
	L.RaiseError("%s", errExit)
	return 0
}
