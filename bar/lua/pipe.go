package lua

import (
	"bytes"
	"strings"

	glua "github.com/yuin/gopher-lua"
)

// pipe is what io.popen returns. A command to read from runs at once and is
// waited for by the first read; one to write to runs when it is closed.
type pipe struct {
	r       *running
	command string
	input   *bytes.Buffer
	rest    string
	read    bool
	closed  bool
}

const pipeClass = "pipe*"

func (p *Program) popen(L *glua.LState) int {
	handle := &pipe{command: L.CheckString(1)}
	if strings.HasPrefix(L.OptString(2, "r"), "w") {
		handle.input = &bytes.Buffer{}
	} else {
		r, err := p.launch(p.ctx, handle.command, nil)
		if err != nil {
			L.Push(glua.LNil)
			L.Push(glua.LString(err.Error()))
			return 2
		}
		handle.r = r
	}
	u := L.NewUserData()
	u.Value = handle
	L.SetMetatable(u, L.GetTypeMetatable(pipeClass))
	L.Push(u)
	return 1
}

func (p *Program) openPipes(files *glua.LTable) {
	class := p.state.NewTypeMetatable(pipeClass)
	class.RawSetString("__index", class)
	class.RawSetString("__name", glua.LString("FILE*"))
	p.fill(class, map[string]glua.LGFunction{
		"read": func(L *glua.LState) int { return p.readPipe(L, checkPipe(L), 2) },
		"lines": func(L *glua.LState) int {
			handle, given := checkPipe(L), L.Get(2)
			L.Push(L.NewFunction(func(L *glua.LState) int {
				L.SetTop(0)
				if given != glua.LNil {
					L.Push(given)
				}
				return p.readPipe(L, handle, 1)
			}))
			return 1
		},
		"write": func(L *glua.LState) int {
			handle := checkPipe(L)
			if handle.input == nil {
				L.RaiseError("the command %s is read from, not written to", brief(handle.command))
			}
			for i := 2; i <= L.GetTop() && handle.input.Len() < mostOutput; i++ {
				handle.input.WriteString(textOf(L, L.Get(i)))
			}
			L.Push(L.Get(1))
			return 1
		},
		"close":   func(L *glua.LState) int { return p.closePipe(L) },
		"flush":   func(L *glua.LState) int { L.Push(L.Get(1)); return 1 },
		"setvbuf": func(L *glua.LState) int { L.Push(glua.LTrue); return 1 },
		"__tostring": func(L *glua.LState) int {
			L.Push(glua.LString("file (" + brief(checkPipe(L).command) + ")"))
			return 1
		},
	})
	for _, name := range []string{"close", "type"} {
		usual := files.RawGetString(name)
		files.RawSetString(name, p.state.NewFunction(func(L *glua.LState) int {
			if u, ok := L.Get(1).(*glua.LUserData); ok {
				if handle, ok := u.Value.(*pipe); ok {
					switch {
					case name == "close":
						return p.closePipe(L)
					case handle.closed:
						L.Push(glua.LString("closed file"))
					default:
						L.Push(glua.LString("file"))
					}
					return 1
				}
			}
			top := L.GetTop()
			L.Push(usual)
			for i := 1; i <= top; i++ {
				L.Push(L.Get(i))
			}
			L.Call(top, glua.MultRet)
			return L.GetTop() - top
		}))
	}
}

func checkPipe(L *glua.LState) *pipe {
	handle, ok := L.CheckUserData(1).Value.(*pipe)
	if !ok {
		L.ArgError(1, "a file expected")
	}
	if handle.closed {
		L.RaiseError("attempt to use a closed file")
	}
	return handle
}

func (p *Program) wait(r *running) {
	p.meter.pause()
	<-r.done
	p.meter.resume()
}

// readPipe reads by the formats from the argument first on.
func (p *Program) readPipe(L *glua.LState, handle *pipe, first int) int {
	if handle.r == nil {
		L.RaiseError("the command %s is written to, not read from", brief(handle.command))
	}
	if !handle.read {
		p.wait(handle.r)
		handle.rest, handle.read = handle.r.out.String(), true
	}
	top := L.GetTop()
	if top < first {
		L.Push(handle.piece(glua.LString("l")))
		return 1
	}
	n := 0
	for i := first; i <= top; i++ {
		v := handle.piece(L.Get(i))
		L.Push(v)
		n++
		if v == glua.LNil {
			break
		}
	}
	return n
}

// piece reads by one format: a, l, L, n or a number of bytes.
func (h *pipe) piece(format glua.LValue) glua.LValue {
	if n, ok := format.(glua.LNumber); ok {
		if h.rest == "" {
			return glua.LNil
		}
		return h.take(min(max(int(n), 0), len(h.rest)))
	}
	switch strings.TrimPrefix(format.String(), "*") + " " {
	default:
		return h.line(false)
	case "L ":
		return h.line(true)
	case "a ", "all ":
		return h.take(len(h.rest))
	case "n ", "number ":
		h.rest = strings.TrimLeft(h.rest, " \t\r\n")
		end := 0
		for end < len(h.rest) && (digit(h.rest[end]) || letter(h.rest[end]) || strings.IndexByte("+-.", h.rest[end]) >= 0) {
			end++
		}
		for n := end; n > 0; n-- {
			if v, ok := parseNumber(h.rest[:n]); ok {
				h.rest = h.rest[n:]
				return glua.LNumber(v)
			}
		}
		return glua.LNil
	}
}

func (h *pipe) take(n int) glua.LValue {
	s := h.rest[:n]
	h.rest = h.rest[n:]
	return glua.LString(s)
}

func (h *pipe) line(newline bool) glua.LValue {
	if h.rest == "" {
		return glua.LNil
	}
	line, rest, found := strings.Cut(h.rest, "\n")
	h.rest = rest
	if newline && found {
		line += "\n"
	}
	return glua.LString(line)
}

func (p *Program) closePipe(L *glua.LState) int {
	handle := checkPipe(L)
	handle.closed = true
	if handle.input != nil {
		r, err := p.launch(p.ctx, handle.command, handle.input)
		if err != nil {
			return result(L, 127)
		}
		handle.r = r
	}
	p.wait(handle.r)
	return result(L, handle.r.code)
}
