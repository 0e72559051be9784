package main

import (
	"bufio"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
)

// names says what the headers call the constants and structures of the bindings, and of
// which fields the places are checked too: the kind, the package and name in Go, the
// name in C.
//
//go:embed names.txt
var names []byte

var sizes = types.SizesFor("gc", "arm64")

// generate writes a line for each argument, result, constant and structure of the
// bindings below a folder.
func generate(root string) ([]byte, error) {
	var out bytes.Buffer
	scopes := map[string]*types.Scope{}
	files := token.NewFileSet()
	sources := importer.ForCompiler(files, "source", nil)
	for _, name := range folders {
		paths, err := filepath.Glob(filepath.Join(root, packages[name], "*.go"))
		if err != nil {
			return nil, err
		}
		var syntax []*ast.File
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			syntax = append(syntax, file)
		}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
		config := types.Config{Importer: sources}
		pkg, err := config.Check("perch/"+packages[name], files, syntax, info)
		if err != nil {
			return nil, err
		}
		scopes[name] = pkg.Scope()
		for _, file := range syntax {
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					bound(&out, call, info)
				}
				return true
			})
		}
	}
	err := named(&out, scopes)
	return out.Bytes(), err
}

// bound writes what a call of dylib's Bind, Optional or Private says about a function.
func bound(out *bytes.Buffer, call *ast.CallExpr, info *types.Info) {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) < 2 || !slices.Contains([]string{"Bind", "Optional", "Private"}, method.Sel.Name) {
		return
	}
	symbol := info.Types[call.Args[1]].Value
	pointer, ok := info.TypeOf(call.Args[0]).(*types.Pointer)
	if symbol == nil || !ok {
		return
	}
	f, ok := pointer.Elem().Underlying().(*types.Signature)
	name := constant.StringVal(symbol)
	if !ok || name == "objc_msgSend" { // which has no type of its own
		return
	}
	fmt.Fprintf(out, "COUNT(%s, %d)\n", name, f.Params().Len())
	for i := range f.Params().Len() {
		fmt.Fprintf(out, "ARGUMENT(%s, %d, %s)\n", name, i, expected(f.Params().At(i).Type()))
	}
	if f.Results().Len() == 0 {
		fmt.Fprintf(out, "RESULT(%s, 'v', 0, 0)\n", name)
		return
	}
	fmt.Fprintf(out, "RESULT(%s, %s)\n", name, expected(f.Results().At(0).Type()))
}

// expected is the kind of a type in C, its size, and the size of what it points to, 0 if
// that can be anything.
func expected(t types.Type) string {
	size := sizes.Sizeof(t)
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		to := sizes.Sizeof(u.Elem())
		if _, list := u.Elem().Underlying().(*types.Array); list || to == 1 {
			to = 0 // of bytes, or of words that stand for a structure
		}
		return fmt.Sprintf("'p', %d, %d", size, to)
	case *types.Struct:
		return fmt.Sprintf("'s', %d, 0", size)
	case *types.Basic:
		switch {
		case u.Kind() == types.Uintptr, u.Kind() == types.UnsafePointer:
			return "'w', 8, 0"
		case u.Kind() == types.String:
			return "'p', 8, 0"
		case u.Info()&types.IsFloat != 0:
			return fmt.Sprintf("'f', %d, 0", size)
		case u.Info()&(types.IsInteger|types.IsBoolean) != 0:
			return fmt.Sprintf("'i', %d, 0", size)
		}
	}
	panic("C has no " + t.String())
}

// named writes what names.txt lists.
func named(out *bytes.Buffer, scopes map[string]*types.Scope) error {
	var errs []error
	lines := bufio.NewScanner(bytes.NewReader(names))
	for lines.Scan() {
		field := strings.Fields(lines.Text())
		if len(field) != 3 {
			continue
		}
		pkg, name, _ := strings.Cut(field[1], ".")
		name, part, _ := strings.Cut(name, ".")
		object := types.Object(nil)
		if scope := scopes[pkg]; scope != nil {
			object = scope.Lookup(name)
		}
		switch o := object.(type) {
		case *types.Const:
			value, exact := constant.Int64Val(constant.ToInt(o.Val()))
			if field[0] != "constant" || !exact {
				errs = append(errs, fmt.Errorf("names.txt: %s is no whole number", field[1]))
				continue
			}
			switch at := strings.LastIndexByte(field[2], ':'); at {
			case -1:
				fmt.Fprintf(out, "CONSTANT(%s, %d)\n", field[2], value)
			default: // the place of a field, in bytes or in words of four
				fmt.Fprintf(out, "PLACE(%s, %s, %d)\n", field[2][:at], field[2][at+1:], value)
			}
		case *types.TypeName:
			if field[0] == "field" {
				fmt.Fprintf(out, "PLACE(%s, %d)\n", strings.Replace(field[2], ":", ", ", 1), place(o.Type(), part))
				continue
			}
			fmt.Fprintf(out, "SIZE(%s, %d)\n", field[2], sizes.Sizeof(o.Type()))
		default:
			errs = append(errs, fmt.Errorf("names.txt: there is no %s", field[1]))
		}
	}
	return errors.Join(errs...)
}

// place is where a field is in a structure, −1 if it has none of that name.
func place(t types.Type, name string) int64 {
	s, _ := t.Underlying().(*types.Struct)
	var fields []*types.Var
	at := int64(-1)
	for i := range s.NumFields() {
		fields = append(fields, s.Field(i))
		if s.Field(i).Name() == name {
			at = int64(i)
		}
	}
	if at < 0 {
		return -1
	}
	return sizes.Offsetsof(fields)[at]
}
