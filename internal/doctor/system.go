//go:build !darwin

package doctor

// system looks at the screen.
func (e *examination) system() { e.xDisplay() }
