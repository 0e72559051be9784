//go:build !linux && !darwin

package surface

import "errors"

// share fails: this system's shared memory is not used.
func (w *window) share(*Display, int) error { return errors.ErrUnsupported }
