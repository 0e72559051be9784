package sysinfo

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/godbus/dbus/v5"
)

// Names of media players (MPRIS 2.2). playerctld only stands for others.
const (
	mpris       = "org.mpris.MediaPlayer2"
	mprisPlayer = mpris + ".Player"
	mprisPath   = "/org/mpris/MediaPlayer2"
	playerctld  = mpris + ".playerctld"
)

// player is one media player that is there.
type player struct {
	service string // its name on the bus
	owner   string // its connection
	media   Media
	// since orders the players: that of the last one that began to play or
	// changed what it plays is the greatest.
	since uint64
	// reading says that it was asked and has not answered; stale, that it
	// changed since.
	reading, stale bool
}

// answer is what a player says of itself.
type answer struct {
	owner string
	media Media
	ok    bool
}

// players follows the media players of a session bus. Every one is asked by
// itself: one that hangs does not hold up the others.
type players struct {
	machine *Machine
	conn    *dbus.Conn
	all     []*player
	answers chan answer
	clock   uint64
}

func (m *Machine) watchMedia(ctx context.Context) {
	bus := m.line(ctx, sessionBus,
		match{dbus.WithMatchObjectPath(mprisPath), dbus.WithMatchInterface(properties), dbus.WithMatchMember("PropertiesChanged")},
		match{dbus.WithMatchSender(busName), dbus.WithMatchInterface(busName), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg0Namespace(mpris)})
	p := &players{machine: m, answers: make(chan answer)}
	defer m.setPlayer(nil, "")
	for {
		select {
		case <-ctx.Done():
			return
		case a := <-p.answers:
			p.take(ctx, a)
		case <-bus.stir:
			conn, signals, again := bus.take()
			if again {
				p.begin(ctx, conn)
			}
			for _, s := range signals {
				p.heed(ctx, s)
			}
		}
		p.show(ctx)
	}
}

// begin finds the players of a connection.
func (p *players) begin(ctx context.Context, conn *dbus.Conn) {
	p.conn, p.all = conn, nil
	var names []string
	if conn == nil || call(ctx, conn, busName, "/org/freedesktop/DBus", busName+".ListNames", 0).Store(&names) != nil {
		return
	}
	for _, name := range names {
		var owner string
		if isPlayer(name) && call(ctx, conn, busName, "/org/freedesktop/DBus", busName+".GetNameOwner", 0, name).Store(&owner) == nil {
			p.came(ctx, name, owner)
		}
	}
}

func isPlayer(name string) bool {
	return strings.HasPrefix(name, mpris+".") && name != playerctld
}

// heed takes a signal: a player comes, goes or changes.
func (p *players) heed(ctx context.Context, s *dbus.Signal) {
	if name, owner, ok := isOwner(s); ok {
		if !isPlayer(name) {
			return
		}
		p.all = slices.DeleteFunc(p.all, func(old *player) bool { return old.service == name })
		if owner != "" {
			p.came(ctx, name, owner)
		}
		return
	}
	for _, old := range p.all {
		if old.owner == s.Sender {
			p.ask(ctx, old)
		}
	}
}

func (p *players) came(ctx context.Context, service, owner string) {
	// A player with two names is one player. More than a few are none.
	const many = 64
	same := func(old *player) bool { return old.owner == owner }
	if slices.ContainsFunc(p.all, same) || len(p.all) == many {
		return
	}
	one := &player{service: service, owner: owner}
	p.all = append(p.all, one)
	p.ask(ctx, one)
}

// ask has a player say what it plays, once more if it is just saying so.
func (p *players) ask(ctx context.Context, one *player) {
	if one.reading {
		one.stale = true
		return
	}
	one.reading, one.stale = true, false
	conn, service, owner := p.conn, one.service, one.owner
	p.machine.work.Go(func() {
		a := answer{owner: owner}
		if playing := read(ctx, conn, owner, mprisPath, mprisPlayer, dbus.FlagNoAutoStart); playing != nil {
			about := read(ctx, conn, owner, mprisPath, mpris, dbus.FlagNoAutoStart)
			a.media, a.ok = mediaOf(playing, about, service), true
		}
		select {
		case p.answers <- a:
		case <-ctx.Done():
		}
	})
}

func (p *players) take(ctx context.Context, a answer) {
	for _, one := range p.all {
		if one.owner != a.owner {
			continue
		}
		one.reading = false
		// A player that does not answer in time plays what it played.
		if a.ok && a.media != one.media {
			if a.media.State == "playing" || one.media.State == "playing" || one.since == 0 {
				p.clock++
				one.since = p.clock
			}
			one.media = a.media
		}
		if one.stale {
			p.ask(ctx, one)
		}
	}
}

// show makes the foremost player the machine's, once all that were there at the
// beginning have answered.
func (p *players) show(ctx context.Context) {
	var best *player
	known := true
	for _, one := range p.all {
		known = known && (!one.reading || one.media.Present)
		if one.media.Present && (best == nil || one.before(best)) {
			best = one
		}
	}
	var media Media
	service := ""
	if best != nil {
		media, service = best.media, best.owner
	}
	p.machine.setPlayer(p.conn, service)
	p.machine.set(ctx, func(f *Facts) { f.Media = media })
	if known {
		p.machine.mu.Lock()
		p.machine.mediaKnown = ctx.Err() == nil && (p.conn != nil || p.machine.mediaKnown)
		p.machine.mu.Unlock()
	}
}

// before says whether a player is the one to show: one that plays, then the one
// that did something last.
func (one *player) before(other *player) bool {
	if a, b := one.media.State == "playing", other.media.State == "playing"; a != b {
		return a
	}
	return one.since > other.since
}

// mediaOf reads what a player says; not Present if it has nothing loaded.
func mediaOf(playing, about object, service string) Media {
	data := get[map[string]dbus.Variant](playing, "Metadata")
	m := Media{
		State:   strings.ToLower(get[string](playing, "PlaybackStatus")),
		Title:   short(get[string](data, "xesam:title")),
		Album:   short(get[string](data, "xesam:album")),
		Artwork: get[string](data, "mpris:artUrl"),
		App:     short(get[string](about, "Identity")),
	}
	switch artist := data["xesam:artist"].Value().(type) {
	case []string:
		m.Artist = short(strings.Join(artist, ", "))
	case string: // some players do not know that it is a list
		m.Artist = short(artist)
	}
	if m.App == "" {
		m.App, _, _ = strings.Cut(strings.TrimPrefix(service, mpris+"."), ".")
	}
	const longest = 4096 // of a picture in the URL itself nothing can be made
	if len(m.Artwork) > longest {
		m.Artwork = ""
	}
	switch m.State {
	case "playing", "paused":
		m.Present = true
	case "stopped":
		m.Present = m.Title != ""
	}
	if !m.Present {
		return Media{}
	}
	return m
}

// short is a text of at most as many bytes as somebody reads on a bar.
func short(text string) string {
	const longest = 1024
	text = strings.ToValidUTF8(strings.TrimSpace(text), "\uFFFD")
	if len(text) <= longest {
		return text
	}
	cut := longest
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut]
}

// MediaCommand is what a player can be told (MPRIS's methods).
type MediaCommand string

const (
	PlayPause MediaCommand = "PlayPause"
	Next      MediaCommand = "Next"
	Previous  MediaCommand = "Previous"
)

// errNoPlayer is the answer to a command that no player could get.
var errNoPlayer = errors.New("no media player is running (none has a name that begins with " + mpris + " on the session bus)")

// Play tells the player of Facts.Media to do something and does not wait. Media
// has to be wanted.
func (m *Machine) Play(c MediaCommand) error {
	if m.system != nil {
		return m.system.Play(c)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	conn, service := m.player.conn, m.player.service
	if conn == nil || service == "" {
		return errNoPlayer
	}
	m.work.Go(func() {
		_ = call(m.ctx, conn, service, mprisPath, mprisPlayer+"."+string(c), dbus.FlagNoAutoStart).Err
	})
	return nil
}

// remote is the player that commands go to.
type remote struct {
	conn    *dbus.Conn
	service string
}

func (m *Machine) setPlayer(conn *dbus.Conn, service string) {
	m.mu.Lock()
	m.player = remote{conn, service}
	m.mu.Unlock()
}
