package agent

import (
	"perch/internal/command"
	"perch/internal/sysinfo"
)

// volumeStep is what up and down change the volume by (AeroSpace's volume).
const volumeStep = 1.0 / 16

// ChangeVolume changes the default output of the sound server. That takes place
// after the turn; what fails then is logged. Nothing is shown on the screen, so
// that Quiet is no difference.
func (h host) ChangeVolume(c command.VolumeChange) error {
	if h.a.mixer == nil {
		log := h.a.Log
		h.a.mixer = sysinfo.NewMixer("perch", func(err error) { log.Warn("the volume stays as it is", "error", err) })
	}
	return h.a.mixer.Change(volumeChange(c))
}

// mixerEnds waits for changes of the volume that are under way.
func (a *Agent) mixerEnds() {
	if a.mixer != nil {
		a.mixer.Close()
	}
}

// volumeChange is what a change makes of the volume.
func volumeChange(c command.VolumeChange) func(sysinfo.Volume) sysinfo.Volume {
	switch c.Action {
	case command.VolumeUp:
		return sysinfo.Louder(volumeStep)
	case command.VolumeDown:
		return sysinfo.Louder(-volumeStep)
	case command.VolumeMuteToggle:
		return sysinfo.ToggleMute
	case command.VolumeMuteOn, command.VolumeMuteOff:
		return sysinfo.SetMute(c.Action == command.VolumeMuteOn)
	default:
		return sysinfo.SetLevel(float64(c.Percent) / 100)
	}
}
