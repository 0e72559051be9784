// Package workspaces is Perch's model of a desktop: monitors, workspaces, an
// i3-like tree of containers on each workspace, floating windows and the
// focus.
//
// It is pure: no clock, no platform, no goroutine. A [State] is a value that
// nobody outside can change; an operation returns a new State, or an error
// and leaves the old one as it was. [State.Layout] turns a State into a
// [Scene]: where every window goes, how they are stacked, which one has the
// keyboard.
//
// The semantics are AeroSpace's. Lengths are logical pixels with the origin
// at the top left of the main monitor.
package workspaces
