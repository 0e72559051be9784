package lua

import (
	"math"
	"strings"

	glua "github.com/yuin/gopher-lua"
)

const concatOperator = "(concat)"

// binaryOperator names the function behind each binary operator that Lua 5.1
// does not have.
var binaryOperator = map[string]string{
	"//": "(idiv)", "&": "(band)", "|": "(bor)", "~": "(bxor)", "<<": "(shl)", ">>": "(shr)",
}

// operatorNames lists the operators in the order in which a chunk gets them.
var operatorNames = []string{"(idiv)", "(band)", "(bor)", "(bxor)", "(shl)", "(shr)", "(bnot)", concatOperator}

var operators = map[string]glua.LGFunction{
	"(idiv)": arithmetic("__idiv", "arithmetic", func(L *glua.LState, a, b float64) float64 {
		return math.Floor(a / b)
	}),
	"(band)": bitwise("__band", func(a, b int64) int64 { return a & b }),
	"(bor)":  bitwise("__bor", func(a, b int64) int64 { return a | b }),
	"(bxor)": bitwise("__bxor", func(a, b int64) int64 { return a ^ b }),
	"(shl)":  bitwise("__shl", shift),
	"(shr)":  bitwise("__shr", func(a, b int64) int64 { return shift(a, -b) }),
	"(bnot)": func(L *glua.LState) int {
		L.Push(L.Get(1))
		return bitwise("__bnot", func(a, _ int64) int64 { return ^a })(L)
	},
	concatOperator: concat,
}

// shift moves to the left, or to the right for a negative count, filling with
// zeros (reference manual §3.4.2).
func shift(a, count int64) int64 {
	switch {
	case count <= -64 || count >= 64:
		return 0
	case count < 0:
		return int64(uint64(a) >> uint(-count))
	}
	return a << uint(count)
}

func arithmetic(event, what string, compute func(L *glua.LState, a, b float64) float64) glua.LGFunction {
	return func(L *glua.LState) int {
		a, aOK := toNumber(L.Get(1))
		b, bOK := toNumber(L.Get(2))
		if aOK && bOK {
			L.Push(glua.LNumber(compute(L, a, b)))
			return 1
		}
		for i := 1; i <= 2; i++ {
			if f, ok := L.GetMetaField(L.Get(i), event).(*glua.LFunction); ok {
				L.Push(f)
				L.Push(L.Get(1))
				L.Push(L.Get(2))
				L.Call(2, 1)
				return 1
			}
		}
		culprit := L.Get(2)
		if !aOK {
			culprit = L.Get(1)
		}
		L.RaiseError("attempt to perform %s operation on a %s value", what, culprit.Type())
		return 0
	}
}

func bitwise(event string, compute func(a, b int64) int64) glua.LGFunction {
	return arithmetic(event, "bitwise", func(L *glua.LState, a, b float64) float64 {
		return float64(compute(toInteger(L, a), toInteger(L, b)))
	})
}

func toInteger(L *glua.LState, v float64) int64 {
	if v != math.Trunc(v) || v < -1<<63 || v >= 1<<64 {
		L.RaiseError("number %s has no integer representation", formatNumber(v))
	}
	if v >= 1<<63 {
		return int64(uint64(v))
	}
	return int64(v)
}

// toNumber is a value as a number, strings converted as arithmetic does.
func toNumber(v glua.LValue) (float64, bool) {
	switch v := v.(type) {
	case glua.LNumber:
		return float64(v), true
	case glua.LString:
		return parseNumber(string(v))
	}
	return 0, false
}

// concat joins its arguments from the second on. The first names them.
func concat(L *glua.LState) int {
	var b strings.Builder
	for i := 2; i <= L.GetTop(); i++ {
		switch v := L.Get(i).(type) {
		case glua.LString:
			b.WriteString(string(v))
		case glua.LNumber:
			b.WriteString(formatNumber(float64(v)))
		default:
			return concatObjects(L)
		}
	}
	L.Push(glua.LString(b.String()))
	return 1
}

// concatObjects joins from the right, pair by pair, with __concat.
func concatObjects(L *glua.LState) int {
	right := L.Get(L.GetTop())
	for i := L.GetTop() - 1; i >= 2; i-- {
		left := L.Get(i)
		l, lOK := plainText(left)
		r, rOK := plainText(right)
		if lOK && rOK {
			right = glua.LString(l + r)
			continue
		}
		f := L.GetMetaField(left, "__concat")
		if f == glua.LNil {
			f = L.GetMetaField(right, "__concat")
		}
		if f == glua.LNil {
			culprit, at := left, i
			if lOK {
				culprit, at = right, i+1
			}
			called := ""
			if names := strings.Split(L.CheckString(1), "\x00"); at-2 < len(names) && names[at-2] != "" {
				called = " ('" + names[at-2] + "')"
			}
			L.RaiseError("attempt to concatenate a %s value%s", culprit.Type(), called)
		}
		L.Push(f)
		L.Push(left)
		L.Push(right)
		L.Call(2, 1)
		right = L.Get(-1)
		L.Pop(1)
	}
	L.Push(right)
	return 1
}

func plainText(v glua.LValue) (string, bool) {
	switch v := v.(type) {
	case glua.LString:
		return string(v), true
	case glua.LNumber:
		return formatNumber(float64(v)), true
	}
	return "", false
}

// compile reads and compiles a source in Lua 5.4. env is the function's table
// of globals, nil for the usual one.
func compile(L *glua.LState, file, source string, env *glua.LTable) (*glua.LFunction, error) {
	chunk, used, err := parse(file, source)
	if err != nil {
		return nil, err
	}
	proto, err := glua.Compile(chunk, file)
	if err != nil {
		return nil, err
	}
	f := L.NewFunctionFromProto(proto)
	if env != nil {
		f.Env = env
	}
	L.Push(f)
	for _, o := range used {
		L.Push(L.NewFunction(operators[o]))
	}
	if err := L.PCall(len(used), 1, nil); err != nil {
		return nil, err
	}
	main := L.Get(-1).(*glua.LFunction)
	L.Pop(1)
	return main, nil
}
