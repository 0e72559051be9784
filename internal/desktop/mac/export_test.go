package mac

// Panic is a mistake in a thread of the desktop.
func Panic(d *Desktop) {
	defer d.rescue()
	panic("a mistake")
}
