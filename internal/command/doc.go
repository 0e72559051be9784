// Package command is the command language: the texts of bindings, callbacks
// and clients, what they mean, and what they do.
//
// A text goes through [Lex] and [ParseWords] to a [Tree] of words, and through
// the declarations of the commands to a [Program]. A [Session] evaluates
// programs: it replaces its State by what the operations of package
// workspaces return, and reaches the rest of the world through a [Host].
//
// Each command is declared once, as a [Command]: its name, help, flags,
// positionals, checks and evaluation. Syntax, semantics and every error text
// are AeroSpace's.
package command

// AeroSpaceVersion is the version of AeroSpace whose behaviour this is.
const AeroSpaceVersion = "0.20.0-Beta"
