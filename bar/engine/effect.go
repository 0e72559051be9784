package engine

// Effect is something that the engine wants done in the world. It never waits
// for one.
type Effect interface{ effect() }

// Run asks for a script to be run. Env holds the variables of the contract
// beside those that every script gets (CONFIG_DIR, BAR_NAME).
type Run struct {
	Item   string
	Script string
	Env    []string
	// Helper, if not empty, is a helper that is to get Env too.
	Helper string
}

// Reload asks for the configuration to be run again on an empty bar; Path is
// the new one, "" for the one before.
type Reload struct{ Path string }

// Hotload asks to watch the configuration's folder, or not to.
type Hotload struct{ On bool }

// LoadFont asks for a font file to be known from now on.
type LoadFont struct{ Path string }

// Exit asks for the bar to end.
type Exit struct{}

// Log is a line for the bar's log: every diagnostic.
type Log struct{ Text string }

// Notify asks for a system notification to be watched: EVENT is to happen
// when it comes (`--add event NAME NOTIFICATION`).
type Notify struct{ Event, Notification string }

func (Run) effect()      {}
func (Reload) effect()   {}
func (Hotload) effect()  {}
func (LoadFont) effect() {}
func (Exit) effect()     {}
func (Log) effect()      {}
func (Notify) effect()   {}
