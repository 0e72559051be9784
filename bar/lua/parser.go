package lua

import (
	"fmt"
	"strconv"

	"github.com/yuin/gopher-lua/ast"
)

// parser reads Lua 5.4 (reference manual §9) into the tree that gopher-lua,
// a Lua 5.1, compiles. What 5.1 has no tree for becomes a call of one of the
// operators: functions that the chunk gets as locals under names that no
// source can write.
type parser struct {
	lex  *lexer
	tok  token
	peek *token
	// used are the operators that the chunk calls.
	used map[string]bool
	// deep counts nested blocks and expressions, to refuse what would
	// exhaust the stack.
	deep int
}

const deepest = 180

// parse reads a source. The tree returned is a chunk that takes the operators
// named by used, in that order, and returns the source's main function.
func parse(file, source string) (chunk []ast.Stmt, used []string, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*syntaxError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	p := &parser{lex: newLexer(file, source), used: map[string]bool{}}
	p.advance()
	body := p.block()
	if p.tok.kind != endOfFile {
		p.fail("%s is not expected here", p.tok)
	}
	main := &ast.FunctionExpr{ParList: &ast.ParList{HasVargs: true}, Stmts: body}
	main.SetLine(1)
	main.SetLastLine(p.tok.line)
	result := &ast.ReturnStmt{Exprs: []ast.Expr{main}}
	result.SetLine(1)
	result.SetLastLine(p.tok.line)
	for _, o := range operatorNames {
		if p.used[o] {
			used = append(used, o)
		}
	}
	if len(used) > 0 {
		given := &ast.Comma3Expr{}
		given.SetLine(1)
		local := &ast.LocalAssignStmt{Names: used, Exprs: []ast.Expr{given}}
		local.SetLine(1)
		chunk = append(chunk, local)
	}
	return append(chunk, result), used, nil
}

func (p *parser) fail(format string, args ...any) {
	panic(&syntaxError{p.lex.file, p.tok.line, fmt.Sprintf(format, args...)})
}

func (p *parser) advance() token {
	was := p.tok
	if p.peek != nil {
		p.tok, p.peek = *p.peek, nil
	} else {
		p.tok = p.lex.next()
	}
	return was
}

func (p *parser) ahead() token {
	if p.peek == nil {
		t := p.lex.next()
		p.peek = &t
	}
	return *p.peek
}

func (p *parser) is(s string) bool { return p.tok.kind == symbol && p.tok.text == s }

func (p *parser) accept(s string) bool {
	if p.is(s) {
		p.advance()
		return true
	}
	return false
}

// expect takes a symbol; opener and line say what it is to close, if anything.
func (p *parser) expect(s, opener string, line int) int {
	if !p.is(s) {
		if opener != "" && line != p.tok.line {
			p.fail("'%s' expected, to close '%s' at line %d, but found %s", s, opener, line, p.tok)
		}
		p.fail("'%s' expected, but found %s", s, p.tok)
	}
	return p.advance().line
}

func (p *parser) name() string {
	if p.tok.kind != name {
		p.fail("a name expected, but found %s", p.tok)
	}
	return p.advance().text
}

func (p *parser) enter() {
	if p.deep++; p.deep > deepest {
		p.fail("blocks and expressions are nested more than %d deep", deepest)
	}
}

func (p *parser) leave() { p.deep-- }

func at[T ast.PositionHolder](line int, n T) T {
	n.SetLine(line)
	n.SetLastLine(line)
	return n
}

func (p *parser) block() []ast.Stmt {
	p.enter()
	defer p.leave()
	stmts := []ast.Stmt{}
	for {
		switch {
		case p.tok.kind == endOfFile, p.is("end"), p.is("else"), p.is("elseif"), p.is("until"):
			return stmts
		case p.accept(";"):
			continue
		case p.is("return"):
			return append(stmts, p.result())
		}
		stmts = append(stmts, p.statement())
	}
}

func (p *parser) result() ast.Stmt {
	s := at(p.tok.line, &ast.ReturnStmt{})
	p.advance()
	if p.tok.kind != endOfFile && !p.is("end") && !p.is("else") && !p.is("elseif") && !p.is("until") && !p.is(";") {
		s.Exprs = p.expressions()
	}
	p.accept(";")
	return s
}

func (p *parser) statement() ast.Stmt {
	line := p.tok.line
	if p.tok.kind == symbol {
		switch p.tok.text {
		case "if":
			return p.branch()
		case "while":
			p.advance()
			s := at(line, &ast.WhileStmt{Condition: p.expression()})
			p.expect("do", "", 0)
			s.Stmts = p.block()
			s.SetLastLine(p.expect("end", "while", line))
			return s
		case "do":
			p.advance()
			s := at(line, &ast.DoBlockStmt{Stmts: p.block()})
			s.SetLastLine(p.expect("end", "do", line))
			return s
		case "for":
			return p.loop()
		case "repeat":
			p.advance()
			s := at(line, &ast.RepeatStmt{Stmts: p.block()})
			s.SetLastLine(p.expect("until", "repeat", line))
			s.Condition = p.expression()
			return s
		case "function":
			return p.definition()
		case "local":
			p.advance()
			if p.accept("function") {
				n := p.local()
				f := p.function(line, false)
				s := at(line, &ast.LocalAssignStmt{Names: []string{n}, Exprs: []ast.Expr{f}})
				s.SetLastLine(f.LastLine())
				return s
			}
			return p.locals(line)
		case "::":
			p.advance()
			s := at(line, &ast.LabelStmt{Name: p.name()})
			p.expect("::", "", 0)
			return s
		case "break":
			p.advance()
			return at(line, &ast.BreakStmt{})
		case "goto":
			p.advance()
			return at(line, &ast.GotoStmt{Label: p.name()})
		}
	}
	return p.assignment()
}

func (p *parser) branch() ast.Stmt {
	line := p.tok.line
	p.advance()
	s := at(line, &ast.IfStmt{Condition: p.expression()})
	p.expect("then", "if", line)
	s.Then = p.block()
	switch {
	case p.is("elseif"):
		p.enter()
		s.Else = []ast.Stmt{p.branch()}
		p.leave()
		return s
	case p.accept("else"):
		s.Else = p.block()
	}
	s.SetLastLine(p.expect("end", "if", line))
	return s
}

func (p *parser) loop() ast.Stmt {
	line := p.tok.line
	p.advance()
	first := p.local()
	if p.accept("=") {
		s := at(line, &ast.NumberForStmt{Name: first, Init: p.expression()})
		p.expect(",", "", 0)
		s.Limit = p.expression()
		if p.accept(",") {
			s.Step = p.expression()
		}
		p.expect("do", "for", line)
		s.Stmts = p.block()
		s.SetLastLine(p.expect("end", "for", line))
		return s
	}
	s := at(line, &ast.GenericForStmt{Names: []string{first}})
	for p.accept(",") {
		s.Names = append(s.Names, p.local())
	}
	p.expect("in", "for", line)
	s.Exprs = p.expressions()
	p.expect("do", "for", line)
	s.Stmts = p.block()
	s.SetLastLine(p.expect("end", "for", line))
	return s
}

func (p *parser) definition() ast.Stmt {
	line := p.tok.line
	p.advance()
	n := &ast.FuncName{Func: p.ident()}
	method := false
	for p.is(".") || p.is(":") {
		method = p.advance().text == ":"
		field := p.name()
		if method {
			n.Receiver, n.Method, n.Func = n.Func, field, nil
			break
		}
		n.Func = at(line, &ast.AttrGetExpr{Object: n.Func, Key: at(line, &ast.StringExpr{Value: field})})
	}
	// The compiler adds a method's self itself.
	f := p.function(line, false)
	s := at(line, &ast.FuncDefStmt{Name: n, Func: f})
	s.SetLastLine(f.LastLine())
	return s
}

// local reads the name of a new local variable.
func (p *parser) local() string {
	if p.tok.kind == name && p.tok.text == "_ENV" {
		p.fail("a local _ENV is not supported here")
	}
	return variable(p.name())
}

func (p *parser) locals(line int) ast.Stmt {
	s := at(line, &ast.LocalAssignStmt{Exprs: []ast.Expr{}})
	for {
		s.Names = append(s.Names, p.local())
		if p.accept("<") {
			switch attribute := p.name(); attribute {
			case "const":
			case "close":
				p.fail("variables that are <close> are not supported here; close the value yourself")
			default:
				p.fail("<%s> is no attribute of a variable; <const> is one", attribute)
			}
			p.expect(">", "", 0)
		}
		if !p.accept(",") {
			break
		}
	}
	if p.accept("=") {
		s.Exprs = p.expressions()
	}
	return s
}

func (p *parser) assignment() ast.Stmt {
	line := p.tok.line
	e := p.suffixed()
	if call, ok := e.(*ast.FuncCallExpr); ok && !p.is("=") && !p.is(",") {
		if call.AdjustRet {
			p.fail("a call in parentheses is no statement")
		}
		return at(line, &ast.FuncCallStmt{Expr: call})
	}
	s := at(line, &ast.AssignStmt{Lhs: []ast.Expr{e}})
	for p.accept(",") {
		s.Lhs = append(s.Lhs, p.suffixed())
	}
	for _, l := range s.Lhs {
		switch l.(type) {
		case *ast.IdentExpr, *ast.AttrGetExpr:
		default:
			p.fail("only a variable or a field can be assigned to")
		}
	}
	p.expect("=", "", 0)
	s.Rhs = p.expressions()
	return s
}

func (p *parser) function(line int, method bool) *ast.FunctionExpr {
	p.enter()
	defer p.leave()
	f := at(line, &ast.FunctionExpr{ParList: &ast.ParList{}})
	if method {
		f.ParList.Names = append(f.ParList.Names, "self")
	}
	p.expect("(", "", 0)
	for !p.is(")") {
		if p.accept("...") {
			f.ParList.HasVargs = true
			break
		}
		f.ParList.Names = append(f.ParList.Names, p.local())
		if !p.accept(",") {
			break
		}
	}
	p.expect(")", "", 0)
	f.Stmts = p.block()
	f.SetLastLine(p.expect("end", "function", line))
	return f
}

func (p *parser) ident() ast.Expr {
	line := p.tok.line
	n := p.name()
	if n == "_ENV" {
		n = "_G"
	}
	return at(line, &ast.IdentExpr{Value: variable(n)})
}

func (p *parser) number(line int, v float64) ast.Expr {
	return at(line, &ast.NumberExpr{Value: strconv.FormatFloat(v, 'g', -1, 64)})
}

// scriptArguments is the variable arg, under a name that gopher-lua does not
// take for the table of a function's further arguments, as Lua 5.0 did.
const scriptArguments = "(arg)"

func variable(n string) string {
	if n == "arg" {
		return scriptArguments
	}
	return n
}
