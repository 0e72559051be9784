package sysinfo

import (
	"context"
	"os"
	"strings"

	"github.com/godbus/dbus/v5"
)

// logind's names (org.freedesktop.login1(5)).
const (
	logind        = "org.freedesktop.login1"
	logindPath    = "/org/freedesktop/login1"
	logindManager = "org.freedesktop.login1.Manager"
	logindSession = "org.freedesktop.login1.Session"
	// logindAuto is the caller's own session, and its display's otherwise.
	logindAuto = "/org/freedesktop/login1/session/auto"
)

// watchSession follows logind: sleep, and the lock of the session.
func (m *Machine) watchSession(ctx context.Context) {
	bus := m.line(ctx, systemBus,
		match{dbus.WithMatchSender(logind), dbus.WithMatchObjectPath(logindPath), dbus.WithMatchInterface(logindManager), dbus.WithMatchMember("PrepareForSleep")},
		match{dbus.WithMatchSender(logind), dbus.WithMatchInterface(logindSession)},
		match{dbus.WithMatchSender(logind), dbus.WithMatchInterface(properties), dbus.WithMatchMember("PropertiesChanged"), dbus.WithMatchArg(0, logindSession)},
		ownerOf(logind))
	var own dbus.ObjectPath
	for {
		select {
		case <-ctx.Done():
			return
		case <-bus.stir:
		}
		conn, signals, again := bus.take()
		for _, s := range signals {
			if _, owner, ok := isOwner(s); ok && owner != "" {
				again = true
			}
		}
		if again {
			own = ownSession(ctx, conn, m.getenv)
			session := readSession(ctx, conn, own)
			m.set(ctx, func(f *Facts) { f.Session = session })
		}
		for _, s := range signals {
			m.heedSession(ctx, s, own)
		}
	}
}

// heedSession takes one of logind's signals.
func (m *Machine) heedSession(ctx context.Context, s *dbus.Signal, own dbus.ObjectPath) {
	locked := func(now bool) {
		kind := Unlocked
		if now {
			kind = Locked
		}
		if m.Facts().Session.Locked != now {
			m.set(ctx, func(f *Facts) { f.Session.Locked = now })
			m.happen(ctx, Event{Kind: kind})
		}
	}
	switch s.Name {
	case logindManager + ".PrepareForSleep":
		if len(s.Body) == 0 {
			return
		}
		asleep, ok := s.Body[0].(bool)
		if !ok {
			return
		}
		kind := Woke
		if asleep {
			kind = WillSleep
		}
		m.set(ctx, func(f *Facts) { f.Session.Asleep = asleep })
		m.happen(ctx, Event{Kind: kind})
	case logindSession + ".Lock", logindSession + ".Unlock":
		// These ask to lock, and not every locker tells that it did.
		if s.Path == own {
			locked(strings.HasSuffix(s.Name, ".Lock"))
		}
	case changedMember:
		if s.Path != own || len(s.Body) < 2 {
			return
		}
		if changed, ok := s.Body[1].(map[string]dbus.Variant); ok {
			if hint, ok := changed["LockedHint"].Value().(bool); ok {
				locked(hint)
			}
		}
	}
}

// ownSession finds the session that the bar is in: signals come from its own
// path, not from the one that stands for it.
func ownSession(ctx context.Context, conn *dbus.Conn, getenv func(string) string) (path dbus.ObjectPath) {
	if conn == nil {
		return ""
	}
	if id := getenv("XDG_SESSION_ID"); id != "" {
		if call(ctx, conn, logind, logindPath, logindManager+".GetSession", dbus.FlagNoAutoStart, id).Store(&path) == nil {
			return path
		}
	}
	if call(ctx, conn, logind, logindPath, logindManager+".GetSessionByPID", dbus.FlagNoAutoStart, uint32(os.Getpid())).Store(&path) == nil {
		return path
	}
	// A bar that the user's service manager started is in no session, but
	// the user has one with a display.
	var user dbus.ObjectPath
	if call(ctx, conn, logind, logindPath, logindManager+".GetUser", dbus.FlagNoAutoStart, uint32(os.Getuid())).Store(&user) != nil {
		return ""
	}
	shown := read(ctx, conn, logind, user, logind+".User", dbus.FlagNoAutoStart)
	if pair := get[[]any](shown, "Display"); len(pair) == 2 {
		path, _ = pair[1].(dbus.ObjectPath)
	}
	return path
}

func readSession(ctx context.Context, conn *dbus.Conn, own dbus.ObjectPath) Session {
	if conn == nil {
		return Session{}
	}
	manager := read(ctx, conn, logind, logindPath, logindManager, dbus.FlagNoAutoStart)
	if manager == nil {
		return Session{}
	}
	s := Session{Present: true, Asleep: get[bool](manager, "PreparingForSleep")}
	if own != "" {
		s.Locked = get[bool](read(ctx, conn, logind, own, logindSession, dbus.FlagNoAutoStart), "LockedHint")
	}
	return s
}
