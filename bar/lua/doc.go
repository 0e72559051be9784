// Package lua runs bar configurations that are written in Lua against
// SbarLua's module, `require("sketchybar")`, in the bar's own process.
//
// The language is Lua 5.4, read by this package's parser and run by gopher-lua.
// It differs from the original where gopher-lua's values do: every number is a
// float64, so integers are exact up to 2^53, and a float with an integral
// value prints without ".0". There are no <close> variables, no string.pack
// and no C modules: whatever package.cpath says is ignored.
//
// A program has one goroutine, which owns the Lua state. What comes from
// outside — events, results of commands, delays — waits in a queue with a
// bound. Code that runs for too long or takes too much memory is stopped.
package lua
