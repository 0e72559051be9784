package played

import (
	"time"

	"perch/internal/desktop/mac/appkit"
)

// App is an application that runs on the Mac.
type App struct {
	mac    *Mac
	PID    int
	Bundle string
	Name   string
}

// Launch starts an application. Without a process number it gets one of its
// own.
func (m *Mac) Launch(app appkit.App) *App {
	m.t.Helper()
	if app.PID == 0 {
		m.nextPID++
		app.PID = m.nextPID
	}
	if app.Name == "" {
		app.Name = app.BundleID
	}
	if !playLaunch(app.PID, app.BundleID, app.Name, int32(app.Policy)) {
		m.t.Fatalf("there is a process %d already", app.PID)
	}
	m.Kit.Launch(app)
	return &App{m, int(app.PID), app.BundleID, app.Name}
}

// Start is Launch of an ordinary application.
func (m *Mac) Start(bundle string) *App {
	m.t.Helper()
	return m.Launch(appkit.App{BundleID: bundle})
}

func (a *App) set(name string, value float64) {
	a.mac.t.Helper()
	a.mac.set(anApp, uint32(a.PID), name, value)
}

func (a *App) get(name string) int {
	a.mac.t.Helper()
	return int(a.mac.get(anApp, uint32(a.PID), name))
}

// Quit ends the application. Its windows vanish without a word.
func (a *App) Quit() { playQuit(int32(a.PID)) }

// Hang makes the application answer nobody. What it is asked to do it does in
// Recover, and then it also tells what happened meanwhile.
func (a *App) Hang() { a.set("hung", 1) }

// Recover undoes Hang.
func (a *App) Recover() { a.set("hung", 0) }

// Delay makes the application take time for each answer, one after the other.
func (a *App) Delay(d time.Duration) { a.set("delay", d.Seconds()) }

// Unready makes the application fail the next n questions, as it does while it
// starts.
func (a *App) Unready(n int) { a.set("unready", float64(n)) }

// RefuseNotifications makes the next n attempts to observe it fail.
func (a *App) RefuseNotifications(n int) { a.set("refuse_notifications", float64(n)) }

// Enhance turns AXEnhancedUserInterface on, with which frames are animated: a
// frame that is set then is reached half way only.
func (a *App) Enhance() {
	a.set("animates", 1)
	a.set("enhanced", 1)
}

// Enhanced says whether AXEnhancedUserInterface is on, and how often it was
// turned on and off by accessibility.
func (a *App) Enhanced() (on bool, turnedOn, turnedOff int) {
	return a.get("enhanced") != 0, a.get("enhanced_on"), a.get("enhanced_off")
}

// EmptyWhenLocked makes the application answer as if it had no windows while
// the screen is locked.
func (a *App) EmptyWhenLocked() { a.set("empty_when_locked", 1) }

// Hide hides the application or shows it again, as Command-H does.
func (a *App) Hide(hidden bool) { a.set("hidden", number(hidden)) }

// Hidden says whether it is hidden.
func (a *App) Hidden() bool { return a.get("hidden") != 0 }

// Activate brings the application with all its windows to the front, as a
// click on its icon in the Dock does.
func (a *App) Activate() { playFront(int32(a.PID), a.mac.focusedOf(int32(a.PID)), true) }

// Focused is the number of its focused window, 0 for none.
func (a *App) Focused() uint32 { return a.mac.focusedOf(int32(a.PID)) }

// Asked is how many questions the application was asked so far.
func (a *App) Asked() int { return a.get("asked") }
