package lua

import (
	"strings"

	"github.com/yuin/gopher-lua/ast"
)

// precedence of the binary operators: how they bind to the left and to the
// right (reference manual §3.4.8).
var precedence = map[string][2]int{
	"or": {1, 1}, "and": {2, 2},
	"<": {3, 3}, ">": {3, 3}, "<=": {3, 3}, ">=": {3, 3}, "~=": {3, 3}, "==": {3, 3},
	"|": {4, 4}, "~": {5, 5}, "&": {6, 6}, "<<": {7, 7}, ">>": {7, 7},
	"..": {9, 8}, "+": {10, 10}, "-": {10, 10},
	"*": {11, 11}, "/": {11, 11}, "//": {11, 11}, "%": {11, 11},
	"^": {14, 13},
}

const unary = 12

func (p *parser) expressions() []ast.Expr {
	list := []ast.Expr{p.expression()}
	for p.accept(",") {
		list = append(list, p.expression())
	}
	return list
}

func (p *parser) expression() ast.Expr { return p.binary(0) }

func (p *parser) binary(limit int) ast.Expr {
	p.enter()
	defer p.leave()
	left := p.operand()
	for p.tok.kind == symbol {
		op := p.tok.text
		binds, ok := precedence[op]
		if !ok || binds[0] <= limit {
			break
		}
		line := p.advance().line
		left = p.operation(line, op, left, p.binary(binds[1]))
	}
	return left
}

func (p *parser) operation(line int, op string, l, r ast.Expr) ast.Expr {
	switch op {
	case "or", "and":
		return at(line, &ast.LogicalOpExpr{Operator: op, Lhs: l, Rhs: r})
	case "<", ">", "<=", ">=", "==", "~=":
		return at(line, &ast.RelationalOpExpr{Operator: op, Lhs: l, Rhs: r})
	case "+", "-", "*", "/", "%", "^":
		return at(line, &ast.ArithmeticOpExpr{Operator: op, Lhs: l, Rhs: r})
	case "..":
		return p.concat(line, l, r)
	}
	return p.call(line, binaryOperator[op], l, r)
}

// concat joins a chain of concatenations into one call. The first argument
// names the operands, for the error's sentence.
func (p *parser) concat(line int, l, r ast.Expr) ast.Expr {
	if c, ok := r.(*ast.FuncCallExpr); ok {
		if f, ok := c.Func.(*ast.IdentExpr); ok && f.Value == concatOperator {
			names := c.Args[0].(*ast.StringExpr)
			names.Value = operandName(l) + "\x00" + names.Value
			c.Args = append([]ast.Expr{names, l}, c.Args[1:]...)
			return c
		}
	}
	names := at(line, &ast.StringExpr{Value: operandName(l) + "\x00" + operandName(r)})
	return p.call(line, concatOperator, names, l, r)
}

func operandName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.IdentExpr:
		if !strings.HasPrefix(e.Value, "(") {
			return e.Value
		}
	case *ast.AttrGetExpr:
		if key, ok := e.Key.(*ast.StringExpr); ok {
			if of := operandName(e.Object); of != "" {
				return of + "." + key.Value
			}
			return key.Value
		}
	}
	return ""
}

// call calls an operator. A call that yields several values, or none, yields
// exactly one as an operand; and the operator is no tail call, for then an
// error would lose its line.
func (p *parser) call(line int, operator string, args ...ast.Expr) ast.Expr {
	p.used[operator] = true
	if last, ok := args[len(args)-1].(*ast.FuncCallExpr); ok {
		last.AdjustRet = true
	}
	if last, ok := args[len(args)-1].(*ast.Comma3Expr); ok {
		last.AdjustRet = true
	}
	return at(line, &ast.FuncCallExpr{Func: at(line, &ast.IdentExpr{Value: operator}), Args: args, AdjustRet: true})
}

func (p *parser) operand() ast.Expr {
	line := p.tok.line
	switch p.tok.kind {
	case number:
		return p.number(line, p.advance().value)
	case text:
		return at(line, &ast.StringExpr{Value: p.advance().text})
	case symbol:
		switch p.tok.text {
		case "nil":
			p.advance()
			return at(line, &ast.NilExpr{})
		case "true":
			p.advance()
			return at(line, &ast.TrueExpr{})
		case "false":
			p.advance()
			return at(line, &ast.FalseExpr{})
		case "...":
			p.advance()
			return at(line, &ast.Comma3Expr{})
		case "{":
			return p.table()
		case "function":
			p.advance()
			return p.function(line, false)
		case "not":
			p.advance()
			return at(line, &ast.UnaryNotOpExpr{Expr: p.binary(unary)})
		case "-":
			p.advance()
			return at(line, &ast.UnaryMinusOpExpr{Expr: p.binary(unary)})
		case "#":
			p.advance()
			return at(line, &ast.UnaryLenOpExpr{Expr: p.binary(unary)})
		case "~":
			p.advance()
			return p.call(line, "(bnot)", p.binary(unary))
		}
	}
	return p.suffixed()
}

// suffixed reads a name or an expression in parentheses, with its fields,
// indices and calls.
func (p *parser) suffixed() ast.Expr {
	var e ast.Expr
	line := p.tok.line
	switch {
	case p.accept("("):
		e = p.expression()
		p.expect(")", "(", line)
		switch inner := e.(type) {
		case *ast.FuncCallExpr:
			inner.AdjustRet = true
		case *ast.Comma3Expr:
			inner.AdjustRet = true
		}
	case p.tok.kind == name:
		e = p.ident()
	default:
		p.fail("%s is not expected here", p.tok)
	}
	for {
		line := p.tok.line
		switch {
		case p.accept("."):
			e = at(line, &ast.AttrGetExpr{Object: e, Key: at(line, &ast.StringExpr{Value: p.name()})})
		case p.accept("["):
			e = at(line, &ast.AttrGetExpr{Object: e, Key: p.expression()})
			p.expect("]", "[", line)
		case p.accept(":"):
			method := p.name()
			e = at(line, &ast.FuncCallExpr{Method: method, Receiver: e, Args: p.arguments()})
		case p.is("("), p.is("{"), p.tok.kind == text:
			e = at(line, &ast.FuncCallExpr{Func: e, Args: p.arguments()})
		default:
			return e
		}
	}
}

func (p *parser) arguments() []ast.Expr {
	line := p.tok.line
	switch {
	case p.tok.kind == text:
		return []ast.Expr{at(line, &ast.StringExpr{Value: p.advance().text})}
	case p.is("{"):
		return []ast.Expr{p.table()}
	}
	p.expect("(", "", 0)
	args := []ast.Expr{}
	if !p.is(")") {
		args = p.expressions()
	}
	p.expect(")", "(", line)
	return args
}

func (p *parser) table() ast.Expr {
	p.enter()
	defer p.leave()
	line := p.tok.line
	t := at(line, &ast.TableExpr{Fields: []*ast.Field{}})
	p.expect("{", "", 0)
	for !p.is("}") {
		field := &ast.Field{}
		line := p.tok.line
		switch {
		case p.accept("["):
			field.Key = p.expression()
			p.expect("]", "[", line)
			p.expect("=", "", 0)
		case p.tok.kind == name && p.ahead().kind == symbol && p.ahead().text == "=":
			field.Key = at(line, &ast.StringExpr{Value: p.name()})
			p.expect("=", "", 0)
		}
		field.Value = p.expression()
		t.Fields = append(t.Fields, field)
		if !p.accept(",") && !p.accept(";") {
			break
		}
	}
	p.expect("}", "{", line)
	return t
}
