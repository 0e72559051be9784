package cg

import (
	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
)

// CGRemoteOperation.h, CGEvent.h.
var (
	cgWarpMouseCursorPosition              func(Point) Error
	cgAssociateMouseAndMouseCursorPosition func(int32) Error
	cgEventCreate                          func(source cf.Ref) cf.Ref
	cgEventGetLocation                     func(event cf.Ref) Point
)

func bindPointer(l *dylib.Library) {
	l.Bind(&cgWarpMouseCursorPosition, "CGWarpMouseCursorPosition")
	l.Bind(&cgAssociateMouseAndMouseCursorPosition, "CGAssociateMouseAndMouseCursorPosition")
	l.Bind(&cgEventCreate, "CGEventCreate")
	l.Bind(&cgEventGetLocation, "CGEventGetLocation")
}

// Pointer is where the pointer is.
func Pointer() Point {
	event := cf.Take(cgEventCreate(0))
	defer event.Release()
	return cgEventGetLocation(event.Ref)
}

// Warp puts the pointer somewhere. The system ignores the mouse for a quarter
// of a second after a warp unless the two are associated anew.
func Warp(to Point) error {
	if err := check(cgWarpMouseCursorPosition(to)); err != nil {
		return err
	}
	return check(cgAssociateMouseAndMouseCursorPosition(1))
}
