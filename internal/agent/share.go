package agent

import (
	"errors"

	"perch/internal/ipc"
)

// share serves AeroSpace's own socket beside the agent's, if the configuration
// wants it and nobody else does.
func (a *Agent) share() {
	want := a.config.AeroSpaceSocket && a.AeroSpaceSocket != ""
	if a.Server == nil || want == a.shared {
		return
	}
	a.shared = want
	if !want {
		if err := a.Server.Unshare(); err != nil {
			a.Log.Warn("AeroSpace's socket is not given back", "error", err)
		} else {
			a.Log.Debug("AeroSpace's socket is given back")
		}
		return
	}
	var busy *ipc.RunningError
	switch err := a.Server.Share(a.AeroSpaceSocket); {
	case err == nil:
		a.Log.Debug("serving programs for AeroSpace", "socket", a.AeroSpaceSocket)
	case errors.As(err, &busy):
		a.Log.Debug("somebody else serves AeroSpace's socket", "socket", a.AeroSpaceSocket)
	case err != nil:
		a.Log.Warn("programs for AeroSpace cannot reach this agent", "error", err)
	}
}
