// Package engine is a status bar as SketchyBar's messages describe it: items
// with properties, brackets, graphs, sliders, popups, events and animations.
//
// It is pure: no clock, no process, no pixel. Messages, events and ticks come
// in with their time; a Scene of what is to be seen and Effects to be carried
// out go out.
//
// # How it hangs together
//
// A message is split into verbs (message.go, verbs.go, addition.go), which set
// properties. What properties there are, how they are read, whether they move
// and how queries show them is said once, in tables (table.go), one for each
// kind of part: shadow, picture, background, text, popup, graph, slider, alias,
// item, bar. Values that move are motions (animation.go). Whoever changes
// something touches its item; the next look at the bar arranges everything
// again (arrange.go, popupwindow.go) but paints anew (layer.go) only the items
// that were touched. Events (event.go, payload.go), ticks (script.go) and the
// pointer (mouse.go) end in scripts to be run.
//
// # Where it differs from SketchyBar
//
// On purpose, and so that no configuration that works there breaks here: a
// verb is never swallowed by the one before it that lacks its arguments; an
// empty argument ends a message only in place of a verb; --clone understands
// its documented order of names too; negative numbers count as 0 where only
// positive ones have a meaning; popup.height goes back to automatic by a
// negative number; settings of a slider's background reach all of it; popups
// stay within their display sideways; a text in a box that is too narrow for
// it is cut by the box; the variables of one item never reach another.
// Vertical bars are laid out as horizontal ones.
package engine
