package sysinfo

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// The names of the message bus itself (D-Bus specification, "Message Bus
// Messages" and "Standard Interfaces").
const (
	busName       = "org.freedesktop.DBus"
	properties    = "org.freedesktop.DBus.Properties"
	changedMember = properties + ".PropertiesChanged"
	ownerMember   = busName + ".NameOwnerChanged"
)

// busTimeout bounds the wait for a bus and for each answer of a service.
const busTimeout = 2 * time.Second

// Which message bus.
type busKind int

const (
	systemBus busKind = iota
	sessionBus
)

// address is where the bus listens. The session's is never started: that is
// the session's business.
func (k busKind) address(getenv func(string) string) (string, error) {
	if k == systemBus {
		if at := getenv("DBUS_SYSTEM_BUS_ADDRESS"); at != "" {
			return at, nil
		}
		return "unix:path=/run/dbus/system_bus_socket", nil
	}
	if at := getenv("DBUS_SESSION_BUS_ADDRESS"); at != "" && at != "autolaunch:" {
		return at, nil
	}
	dir := getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		dir = "/run/user/" + strconv.Itoa(os.Getuid())
	}
	socket := filepath.Join(dir, "bus")
	if _, err := os.Stat(socket); err != nil {
		return "", errors.New("there is no session bus: DBUS_SESSION_BUS_ADDRESS is not set")
	}
	return "unix:path=" + dbus.EscapeBusAddressValue(socket), nil
}

// match is one kind of signal that is of interest.
type match []dbus.MatchOption

// line is a connection to a message bus, made again when it is lost.
type line struct {
	kind    busKind
	machine *Machine
	// stir ticks when there is something to take.
	stir chan struct{}

	mu      sync.Mutex
	conn    *dbus.Conn
	signals []*dbus.Signal
	again   bool // the line is another than before, or signals were lost
}

// lineRoom is how many signals wait. When more come, state has to be read
// afresh.
const lineRoom = 256

// line keeps a connection with the given matches until ctx ends.
func (m *Machine) line(ctx context.Context, kind busKind, matches ...match) *line {
	l := &line{kind: kind, machine: m, stir: make(chan struct{}, 1)}
	b := m.beat(ctx)
	m.work.Go(func() {
		var patient patience
		failed := false
		for ctx.Err() == nil {
			if conn := l.dial(ctx, matches); conn != nil {
				m.pace(b, 0)
				made := time.Now()
				<-conn.Context().Done()
				patient.lost(time.Since(made))
				l.change(nil)
			} else if !failed {
				failed = true
				l.change(nil) // so that whoever waits knows that there is none
			}
			m.pace(b, patient.next())
			select {
			case <-ctx.Done():
			case <-b.struck:
			}
		}
	})
	return l
}

// dial makes one connection, nil if that fails.
func (l *line) dial(ctx context.Context, matches []match) *dbus.Conn {
	address, err := l.kind.address(l.machine.getenv)
	if err != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	slow := time.AfterFunc(busTimeout, cancel)
	defer slow.Stop()
	conn, err := dbus.Connect(address, dbus.WithContext(ctx), dbus.WithSignalHandler(l), dbus.WithHandler(deaf{}))
	if err != nil {
		cancel()
		return nil
	}
	context.AfterFunc(conn.Context(), cancel)
	for _, options := range matches {
		if conn.AddMatchSignal(options...) != nil {
			conn.Close()
			return nil
		}
	}
	if !slow.Stop() {
		return nil
	}
	l.change(conn)
	return conn
}

// deaf is how we answer calls: we have no objects.
type deaf struct{}

func (deaf) LookupObject(dbus.ObjectPath) (dbus.ServerObject, bool) { return nil, false }

func (l *line) change(conn *dbus.Conn) {
	l.mu.Lock()
	l.conn, l.signals, l.again = conn, nil, true
	l.mu.Unlock()
	l.tick()
}

func (l *line) tick() {
	select {
	case l.stir <- struct{}{}:
	default:
	}
}

// DeliverSignal takes what the bus tells (dbus.SignalHandler).
func (l *line) DeliverSignal(_, _ string, s *dbus.Signal) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.conn == nil, s.Name == busName+".NameAcquired":
		return // what comes before the line is ready is read then
	case len(l.signals) < lineRoom:
		l.signals = append(l.signals, s)
	default:
		l.signals, l.again = nil, true
	}
	l.tick()
}

// take is the connection, nil if there is none, and the signals since the last
// call. again says that everything has to be read afresh.
func (l *line) take() (conn *dbus.Conn, signals []*dbus.Signal, again bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	signals, again = l.signals, l.again
	l.signals, l.again = nil, false
	return l.conn, signals, again
}

// call asks a service and waits a while for its answer. Flags are dbus's.
func call(ctx context.Context, conn *dbus.Conn, service string, path dbus.ObjectPath, member string, flags dbus.Flags, args ...any) *dbus.Call {
	if conn == nil || !path.IsValid() {
		return &dbus.Call{Err: dbus.ErrClosed}
	}
	ctx, cancel := context.WithTimeout(ctx, busTimeout)
	defer cancel()
	return conn.Object(service, path).CallWithContext(ctx, member, flags, args...)
}

// object is the properties of an object's interface, as it tells them: of any
// type, or missing.
type object map[string]dbus.Variant

// read asks for the properties of an object; nil if it does not answer.
func read(ctx context.Context, conn *dbus.Conn, service string, path dbus.ObjectPath, iface string, flags dbus.Flags) object {
	var o object
	if call(ctx, conn, service, path, properties+".GetAll", flags, iface).Store(&o) != nil {
		return nil
	}
	return o
}

// get is a property if it has the type, else the zero value.
func get[T any](o object, name string) T {
	v, _ := o[name].Value().(T)
	return v
}

// number is a property of any numeric type, 0 if it is none.
func (o object) number(name string) float64 {
	switch v := o[name].Value().(type) {
	case byte:
		return float64(v)
	case int16:
		return float64(v)
	case uint16:
		return float64(v)
	case int32:
		return float64(v)
	case uint32:
		return float64(v)
	case int64:
		return float64(v)
	case uint64:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

// isOwner says whether a signal tells that a service came or went.
func isOwner(s *dbus.Signal) (name, owner string, ok bool) {
	if s.Name != ownerMember || s.Sender != busName || len(s.Body) != 3 {
		return "", "", false
	}
	name, _ = s.Body[0].(string)
	owner, _ = s.Body[2].(string)
	return name, owner, name != ""
}

// ownerOf matches the coming and going of a service.
func ownerOf(name string) match {
	return match{dbus.WithMatchSender(busName), dbus.WithMatchInterface(busName), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, name)}
}

// propertiesOf matches the changes of an object's properties.
func propertiesOf(service string, path dbus.ObjectPath) match {
	return match{
		dbus.WithMatchSender(service), dbus.WithMatchObjectPath(path),
		dbus.WithMatchInterface(properties), dbus.WithMatchMember("PropertiesChanged"),
	}
}
