package main

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// checker checks the packages of one architecture.
type checker struct {
	arch     string
	files    *token.FileSet
	packages map[string]*unit
	// busy bounds how many packages are worked on at once.
	busy chan struct{}
}

// unit is a package on its way.
type unit struct {
	*listed
	types    *types.Package
	problems []string
	done     chan struct{} // closed when types and problems are there
}

// check is what is wrong with packages and with what they depend on, in the
// order of the dependencies. The error is for what could not be looked at.
func check(ctx context.Context, dir, arch string, patterns []string) ([]string, error) {
	packages, err := list(ctx, dir, arch, patterns)
	if err != nil {
		return nil, err
	}
	c := &checker{
		arch: arch, files: token.NewFileSet(), packages: map[string]*unit{},
		busy: make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
	var order []*unit
	for _, p := range packages {
		if p.generated() {
			continue
		}
		u := &unit{listed: p, done: make(chan struct{})}
		c.packages[p.ImportPath] = u
		order = append(order, u)
	}
	for _, u := range order {
		go c.work(u)
	}
	var problems []string
	for _, u := range order {
		select {
		case <-u.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		for _, p := range u.problems {
			// A package and its variant for a test have the same.
			if !slices.Contains(problems, p) {
				problems = append(problems, p)
			}
		}
	}
	return problems, nil
}

// work checks a package once those that it imports are there.
func (c *checker) work(u *unit) {
	defer close(u.done)
	if u.ImportPath == "unsafe" {
		u.types = types.Unsafe
		return
	}
	for _, path := range u.Imports {
		if dep := c.packages[u.resolve(path)]; dep != nil {
			<-dep.done
		}
	}
	c.busy <- struct{}{}
	defer func() { <-c.busy }()
	if e := u.Error; e != nil {
		where := e.Pos
		if where == "" {
			where = u.ImportPath
		}
		u.problems = append(u.problems, where+": "+e.Err)
	}
	syntax := c.parse(u)
	config := types.Config{
		// The standard library is right; its declarations suffice.
		IgnoreFuncBodies: u.Standard,
		FakeImportC:      true,
		Importer:         importer{c, u},
		Sizes:            types.SizesFor("gc", c.arch),
		Error:            func(err error) { u.problem(c.files, err) },
	}
	if u.Module != nil && u.Module.GoVersion != "" {
		config.GoVersion = "go" + u.Module.GoVersion
	}
	var info *types.Info
	if u.Module != nil && u.Module.Main {
		info = &types.Info{Uses: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{}}
	}
	u.types, _ = config.Check(u.path(), c.files, syntax, info)
	if info != nil {
		u.problems = append(u.problems, narrow(c.files, syntax, info)...)
	}
	if !u.Standard && len(u.SFiles) == 0 {
		for _, file := range syntax {
			c.bodies(u, file)
		}
	}
}

// parse reads the files of a package.
func (c *checker) parse(u *unit) []*ast.File {
	var syntax []*ast.File
	for _, name := range slices.Concat(u.GoFiles, u.CgoFiles) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(u.Dir, name)
		}
		file, err := parser.ParseFile(c.files, name, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			u.problems = append(u.problems, strings.ReplaceAll(err.Error(), name, short(name)))
		}
		if file != nil && file.Name != nil && file.Name.Name != "" {
			syntax = append(syntax, file)
		}
	}
	return syntax
}

// bodies finds functions without a body in a package without assembly. Those that
// another package provides have a comment that says so.
func (c *checker) bodies(u *unit, file *ast.File) {
	linked := map[string]bool{}
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if words := strings.Fields(comment.Text); len(words) > 1 && words[0] == "//go:linkname" {
				linked[words[1]] = true
			}
		}
	}
	for _, declared := range file.Decls {
		if f, ok := declared.(*ast.FuncDecl); ok && f.Body == nil && !linked[f.Name.Name] {
			u.problems = append(u.problems, at(c.files, f.Pos())+": missing function body of "+f.Name.Name)
		}
	}
}

// problem takes an error of the type checker down.
func (u *unit) problem(files *token.FileSet, err error) {
	if e, ok := err.(types.Error); ok {
		u.problems = append(u.problems, at(files, e.Pos)+": "+e.Msg)
		return
	}
	u.problems = append(u.problems, u.ImportPath+": "+err.Error())
}

// at is a place as file:line:column.
func at(files *token.FileSet, pos token.Pos) string {
	p := files.Position(pos)
	return fmt.Sprintf("%s:%d:%d", short(p.Filename), p.Line, p.Column)
}

// resolve is the package that an import of this one means: vendored ones of the
// standard library and variants for tests have other names.
func (p *listed) resolve(path string) string {
	if mapped, ok := p.ImportMap[path]; ok {
		return mapped
	}
	return path
}

// importer finds the imports of one package among those that are done.
type importer struct {
	*checker
	of *unit
}

func (i importer) Import(path string) (*types.Package, error) {
	dep := i.packages[i.of.resolve(path)]
	if dep == nil || dep.types == nil {
		return nil, fmt.Errorf("there is no package %s", path)
	}
	return dep.types, nil
}
