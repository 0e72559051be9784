package command

import (
	"perch/config"
	"perch/workspaces"
)

// Host is the world around a session, beyond the State: what commands ask of
// the agent and of the platform. Its methods do not block.
type Host interface {
	// Config is the configuration in force.
	Config() *config.Config

	// ReloadConfig reads the configuration again. Unless it is a dry run
	// or a problem is fatal, Config returns the new one afterwards and
	// applied is true. The session applies it to the State.
	ReloadConfig(o ReloadOptions) (problems []config.Problem, applied bool)

	// CloseWindow asks a window to close, or with quit its application to
	// end if this is its last window. gone says that it is gone already;
	// otherwise the platform tells when.
	CloseWindow(id workspaces.WindowID, quit bool) (gone bool, err error)

	// Exec starts a program that nobody waits for. env is its whole
	// environment.
	Exec(argv, env []string) error

	// Pointer is where the pointer is, MovePointer puts it somewhere.
	Pointer() workspaces.Point
	MovePointer(workspaces.Point)

	// Emit tells subscribers.
	Emit(Event)
}

// ReloadOptions are the flags of reload-config.
type ReloadOptions struct {
	// NoGUI leaves the window with the problems alone.
	NoGUI bool
	// DryRun reads and checks, and changes nothing.
	DryRun bool
	// WarningsAsErrors shows warnings as if they were errors.
	WarningsAsErrors bool
}

// NativeStates is a Host whose platform has fullscreen and minimizing of its
// own.
type NativeStates interface {
	// IsNativeFullscreen asks the platform, which may know before the State.
	IsNativeFullscreen(id workspaces.WindowID) bool
	SetNativeFullscreen(id workspaces.WindowID, on bool) error
	Minimize(id workspaces.WindowID) error
}

// Mixer is a Host that can change the sound volume.
type Mixer interface {
	ChangeVolume(VolumeChange) error
}

// VolumeChange is one change of the volume.
type VolumeChange struct {
	Action VolumeAction
	// Percent is the new volume for SetVolume, 0 to 100.
	Percent int
	// Quiet shows nothing on the screen.
	Quiet bool
}

// VolumeAction is the kind of a VolumeChange.
type VolumeAction string

// The actions, named as on the command line. Up and down go by a sixteenth
// and unmute or mute as needed.
const (
	VolumeUp         VolumeAction = "up"
	VolumeDown       VolumeAction = "down"
	VolumeMuteToggle VolumeAction = "mute-toggle"
	VolumeMuteOff    VolumeAction = "mute-off"
	VolumeMuteOn     VolumeAction = "mute-on"
	VolumeSet        VolumeAction = "set"
)

// Inspector is a Host that knows more about a window than the State, for
// debug-windows. Values are those of PrettyJSON.
type Inspector interface {
	Inspect(id workspaces.WindowID) map[string]any
}

// AppLister is a Host that knows applications without windows.
type AppLister interface {
	Apps() []App
}

// App is one application of list-apps.
type App struct {
	workspaces.App
	Hidden bool
}
