package sysinfo

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/godbus/dbus/v5"
)

// UseNotifications says which notifications of other programs become events of
// the kind Notified: the System's own, or D-Bus signals on either bus, named
// "interface.Member", and those notifications of macOS that have a counterpart here. Other names never
// happen (SketchyBar's contract, section 8). It replaces the names before.
func (m *Machine) UseNotifications(names []string) {
	names = slices.Clone(names)
	slices.Sort(names)
	names = slices.Compact(names)
	if slices.Equal(names, m.notices) {
		return
	}
	m.notices = names
	if m.noticing != nil {
		m.noticing()
		m.noticing = nil
	}
	var signals []match
	var wanted Wanted
	aliases := map[string]alias{}
	var own []string
	for _, name := range names {
		if a, ok := foreign[name]; ok && (m.system == nil || a.private) {
			aliases[name] = a
			wanted |= a.wanted
		} else if m.system != nil {
			own = append(own, name)
		} else if iface, member, ok := signalName(name); ok {
			signals = append(signals, match{dbus.WithMatchInterface(iface), dbus.WithMatchMember(member)})
		}
	}
	m.mu.Lock()
	m.aliases = aliases
	m.mu.Unlock()
	m.implied = wanted
	m.use()
	if len(signals) == 0 && len(own) == 0 {
		return
	}
	ctx, cancel := context.WithCancel(m.ctx)
	m.noticing = cancel
	if s := m.system; s != nil {
		m.work.Go(func() {
			s.Listen(ctx, own, func(name, payload string) { m.happen(ctx, Event{Kind: Notified, Name: name, Info: payload}) })
		})
		return
	}
	for _, kind := range []busKind{systemBus, sessionBus} {
		m.work.Go(func() { m.watchSignals(ctx, kind, names, signals) })
	}
}

// watchSignals makes events of the signals of one bus.
func (m *Machine) watchSignals(ctx context.Context, kind busKind, names []string, signals []match) {
	bus := m.line(ctx, kind, signals...)
	for {
		select {
		case <-ctx.Done():
			return
		case <-bus.stir:
		}
		_, heard, _ := bus.take()
		for _, s := range heard {
			if _, wanted := slices.BinarySearch(names, s.Name); wanted {
				m.happen(ctx, Event{Kind: Notified, Name: s.Name, Info: payload(s.Body)})
			}
		}
	}
}

// signalName splits "interface.Member"; ok is false for what the bus would
// refuse (D-Bus specification, "Valid Names").
func signalName(name string) (iface, member string, ok bool) {
	const longest = 255
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 || len(name) > longest {
		return "", "", false
	}
	elements := strings.Split(name, ".")
	for _, element := range elements {
		if element == "" || element[0] >= '0' && element[0] <= '9' {
			return "", "", false
		}
		for _, c := range []byte(element) {
			if c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
				return "", "", false
			}
		}
	}
	return name[:dot], name[dot+1:], len(elements) > 2
}

// alias is what a notification of macOS is here.
type alias struct {
	kind   Kind
	wanted Wanted // what has to be followed for it
	// payload is the notification's, "" and false if this event is not the one.
	payload func(Facts) (string, bool)
	// private says that macOS itself tells of it only within programs.
	private bool
}

func silent(Facts) (string, bool) { return "", true }

// foreign are the notifications of macOS that configurations name.
var foreign = map[string]alias{
	"com.apple.screenIsLocked":                     {Locked, WantSession, silent, false},
	"com.apple.screenIsUnlocked":                   {Unlocked, WantSession, silent, false},
	"NSWorkspaceDidWakeNotification":               {Woke, WantSession, silent, true},
	"NSWorkspaceWillSleepNotification":             {WillSleep, WantSession, silent, true},
	"AppleSelectedInputSourcesChangedNotification": {LayoutChanged, WantLayout, silent, false},
	"com.spotify.client.PlaybackStateChanged":      {MediaChanged, WantMedia, playerInfo("spotify"), false},
	"com.apple.Music.playerInfo":                   {MediaChanged, WantMedia, playerInfo(""), false},
	"com.apple.iTunes.playerInfo":                  {MediaChanged, WantMedia, playerInfo(""), false},
}

// playerInfo is the payload of Apple Music's and Spotify's notifications, for
// the players whose name holds a word.
func playerInfo(word string) func(Facts) (string, bool) {
	return func(f Facts) (string, bool) {
		media := f.Media
		if !media.Present || !strings.Contains(strings.ToLower(media.App), word) {
			return "", false
		}
		state := strings.ToUpper(media.State[:1]) + media.State[1:]
		text, err := json.Marshal(map[string]string{
			"Player State": state, "Name": media.Title, "Album": media.Album, "Artist": media.Artist,
		})
		return string(text), err == nil
	}
}

// emitAliases emits what an event is called elsewhere. It needs mu.
func (m *Machine) emitAliases(kind Kind) {
	for _, name := range slices.Sorted(maps.Keys(m.aliases)) {
		a := m.aliases[name]
		if a.kind != kind {
			continue
		}
		if info, ok := a.payload(m.facts); ok {
			m.push(Event{Kind: Notified, Name: name, Info: info})
		}
	}
}
