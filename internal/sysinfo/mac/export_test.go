package mac

import "time"

// Hurry has nobody wait long for frameworks that hang.
func Hurry(most time.Duration) (restore func()) {
	before := patience
	patience = most
	return func() { patience = before }
}
