// Package engine is a status bar as SketchyBar's messages describe it: items
// with properties, brackets, graphs, sliders, popups, events and animations.
//
// It is pure: no clock, no process, no pixel. Messages, events and ticks come
// in with their time; a Scene of what is to be seen and Effects to be carried
// out go out.
package engine
