//go:build darwin && cgo

package appkit

import "github.com/progrium/darwinkit/objc"

// List is what is in an NSArray, borrowed from it; nothing if there is none.
// darwinkit's own conversion takes an empty array for one of any length.
func List(array objc.Object) []objc.Object {
	if array.IsNil() {
		return nil
	}
	var list []objc.Object
	for i := range send(array, "count") {
		list = append(list, objc.Call[objc.Object](array, objc.Sel("objectAtIndex:"), i))
	}
	return list
}
