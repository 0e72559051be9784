package lua

import (
	"os"
	"path/filepath"
	"sort"
	"strings"

	glua "github.com/yuin/gopher-lua"
)

// openPackage lets require find modules as Lua 5.4 does: preloaded ones, then
// files along package.path, relative ones in the configuration's folder. What
// package.cpath says is read by nobody.
func (p *Program) openPackage() {
	L, t := p.state, p.library("package")
	var patterns []string
	for _, folder := range []string{
		p.o.Dir, "/usr/local/share/lua/5.4", "/usr/share/lua/5.4", filepath.Join(p.getenv("HOME"), ".luarocks/share/lua/5.4"), ".",
	} {
		patterns = append(patterns, folder+"/?.lua", folder+"/?/init.lua")
	}
	t.RawSetString("path", glua.LString(strings.Join(patterns, ";")))
	t.RawSetString("cpath", glua.LString(""))
	t.RawSetString("searchers", t.RawGetString("loaders"))
	p.fill(t.RawGetString("preload").(*glua.LTable), map[string]glua.LGFunction{"sketchybar": p.module})
	p.fill(t, map[string]glua.LGFunction{"searchpath": func(L *glua.LState) int {
		file, tried := p.find(L.CheckString(1), L.CheckString(2))
		if file == "" {
			L.Push(glua.LNil)
			L.Push(glua.LString(strings.Join(tried, "\n\t")))
			return 2
		}
		L.Push(glua.LString(file))
		return 1
	}})
	if path := L.GetField(t, "path"); p.getenv("LUA_PATH") != "" {
		t.RawSetString("path", glua.LString(strings.ReplaceAll(p.getenv("LUA_PATH"), ";;", ";"+path.String()+";")))
	}
}

// find looks for a module along a path with question marks.
func (p *Program) find(module, path string) (file string, tried []string) {
	module = strings.ReplaceAll(module, ".", "/")
	for _, pattern := range strings.Split(path, ";") {
		if pattern == "" {
			continue
		}
		file := p.resolve(strings.ReplaceAll(pattern, "?", module))
		if info, err := os.Stat(file); err == nil && !info.IsDir() {
			return file, nil
		}
		tried = append(tried, "no file '"+file+"'")
	}
	return "", tried
}

// resolve makes a relative path one in the configuration's folder.
func (p *Program) resolve(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(p.o.Dir, path)
}

func (p *Program) require(L *glua.LState) int {
	module := L.CheckString(1)
	t := p.library("package")
	loaded := L.GetField(t, "loaded").(*glua.LTable)
	if v := loaded.RawGetString(module); v != glua.LNil {
		L.Push(v)
		return 1
	}
	var loader *glua.LFunction
	from := ":preload:"
	if preload, ok := L.GetField(t, "preload").(*glua.LTable); ok {
		loader, _ = preload.RawGetString(module).(*glua.LFunction)
	}
	if loader == nil {
		file, tried := p.find(module, textOf(L, L.GetField(t, "path")))
		if file == "" {
			sort.Strings(tried)
			L.RaiseError("module '%s' not found; modules in C cannot be loaded here:\n\t%s", module, strings.Join(tried, "\n\t"))
		}
		from = file
		var err error
		if loader, err = p.compileFile(file); err != nil {
			L.RaiseError("module '%s' cannot be loaded: %s", module, err)
		}
	}
	L.Push(loader)
	L.Push(glua.LString(module))
	L.Push(glua.LString(from))
	L.Call(2, 1)
	v := L.Get(-1)
	L.Pop(1)
	if v != glua.LNil {
		loaded.RawSetString(module, v)
	} else if loaded.RawGetString(module) == glua.LNil {
		loaded.RawSetString(module, glua.LTrue)
	}
	L.Push(loaded.RawGetString(module))
	L.Push(glua.LString(from))
	return 2
}

func (p *Program) compileFile(file string) (*glua.LFunction, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return compile(p.state, file, string(source), nil)
}

func (p *Program) loadFile(L *glua.LState) int {
	f, err := p.compileFile(p.resolve(L.CheckString(1)))
	if err != nil {
		L.Push(glua.LNil)
		L.Push(glua.LString(err.Error()))
		return 2
	}
	if env, ok := L.Get(3).(*glua.LTable); ok {
		f.Env = env
	}
	L.Push(f)
	return 1
}

func (p *Program) doFile(L *glua.LState) int {
	f, err := p.compileFile(p.resolve(L.CheckString(1)))
	if err != nil {
		L.RaiseError("%s", err)
	}
	top := L.GetTop()
	L.Push(f)
	L.Call(0, glua.MultRet)
	return L.GetTop() - top
}

// loadChunk is load: a string, or a function that yields its pieces.
func (p *Program) loadChunk(L *glua.LState) int {
	var source strings.Builder
	switch v := L.CheckAny(1).(type) {
	case glua.LString:
		source.WriteString(string(v))
	case *glua.LFunction:
		for source.Len() < longest {
			L.Push(v)
			L.Call(0, 1)
			piece, _ := L.Get(-1).(glua.LString)
			L.Pop(1)
			if piece == "" {
				break
			}
			source.WriteString(string(piece))
		}
	default:
		L.ArgError(1, "a string or a function expected")
	}
	name := strings.TrimLeft(L.OptString(2, "[string]"), "=@")
	env, _ := L.Get(4).(*glua.LTable)
	f, err := compile(L, name, source.String(), env)
	if err != nil {
		L.Push(glua.LNil)
		L.Push(glua.LString(err.Error()))
		return 2
	}
	L.Push(f)
	return 1
}
