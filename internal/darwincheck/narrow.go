package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

const (
	darwinkit = "github.com/progrium/darwinkit/"
	objc      = darwinkit + "objc"
)

// narrow finds calls of darwinkit's whose results it cannot take. For an integer of
// less than 64 bits it makes room for just that many bytes, but the call goes through
// libffi, which writes a whole register for every integer (libffi's manual, "The
// Basics"), and so over whatever lies beside it in Go's heap. The length of an empty
// list is never set (to_c_array in its objc/type_convertion.m).
func narrow(files *token.FileSet, syntax []*ast.File, info *types.Info) []string {
	var problems []string
	for _, file := range syntax {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			f := called(call, info)
			if f == nil || f.Pkg() == nil || !sends(f) {
				return true
			}
			result := info.TypeOf(call)
			if _, ok := types.Unalias(result).Underlying().(*types.Slice); ok {
				problems = append(problems, fmt.Sprintf("%s: %s has a list as its result, and darwinkit takes an empty one for one of any length; use appkit.List",
					at(files, call.Pos()), f.Name()))
			}
			if basic, ok := types.Unalias(result).Underlying().(*types.Basic); ok && isNarrow(basic) {
				problems = append(problems, fmt.Sprintf("%s: %s has a result of less than 64 bits (%s), for which darwinkit has too little room; send the message with objc.Call[uint64]",
					at(files, call.Pos()), f.Name(), result))
			}
			return true
		})
	}
	return problems
}

// called is the function or method that a call is of, nil if that is not known.
func called(call *ast.CallExpr, info *types.Info) *types.Func {
	fun := ast.Unparen(call.Fun)
	switch instance := fun.(type) {
	case *ast.IndexExpr:
		fun = instance.X
	case *ast.IndexListExpr:
		fun = instance.X
	}
	var name *ast.Ident
	switch f := fun.(type) {
	case *ast.Ident:
		name = f
	case *ast.SelectorExpr:
		name = f.Sel
	default:
		return nil
	}
	f, _ := info.Uses[name].(*types.Func)
	return f
}

// sends says whether a function sends a message by libffi: those of the bindings of
// frameworks do, and of the runtime's objc.Call; its others call C.
func sends(f *types.Func) bool {
	path := f.Pkg().Path()
	return strings.HasPrefix(path, darwinkit+"macos/") || path == objc && (f.Name() == "Call" || f.Name() == "CallBlock")
}

func isNarrow(t *types.Basic) bool {
	switch t.Kind() {
	case types.Bool, types.Int8, types.Int16, types.Int32, types.Uint8, types.Uint16, types.Uint32:
		return true
	}
	return false
}
