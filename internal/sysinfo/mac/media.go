package mac

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
	"perch/internal/sysinfo"
)

// players are the notifications of players that tell what they play, and the
// players' names. Since macOS 15.4 the system's own list of what is played is for
// Apple's programs only, so that other players remain unknown.
var players = map[string]string{
	"com.apple.Music.playerInfo":              "Music",
	"com.apple.iTunes.playerInfo":             "Music",
	"com.spotify.client.PlaybackStateChanged": "Spotify",
}

// between is how long a player has stopped before that is shown: Music stops for
// a moment between two songs.
const between = 300 * time.Millisecond

// heardOf is what the players have said.
type heardOf struct {
	lock    sync.Mutex
	playing map[string]sysinfo.Media // by the player's name
	began   map[string]time.Time
	ends    map[string]*time.Timer
	show    func(sysinfo.Media)
}

// watchMedia follows the players. What plays already when it begins is known
// with the next change: asking a player needs the user's permission for each.
func watchMedia(ctx context.Context, report func(func(*sysinfo.Facts)), _ func(sysinfo.Event)) {
	h := &heardOf{
		playing: map[string]sysinfo.Media{}, began: map[string]time.Time{}, ends: map[string]*time.Timer{},
		show: func(m sysinfo.Media) { report(func(f *sysinfo.Facts) { f.Media = m }) },
	}
	h.show(sysinfo.Media{})
	stop := listen(slices.Collect(maps.Keys(players)), func(name string, about cf.Ref) {
		h.hear(players[name], mediaOf(players[name], about))
	})
	<-ctx.Done()
	stop()
	h.lock.Lock()
	defer h.lock.Unlock()
	for _, timer := range h.ends {
		timer.Stop()
	}
}

// hear takes what a player says. Music says everything twice, for it has an old
// name too.
func (h *heardOf) hear(app string, media sysinfo.Media) {
	h.lock.Lock()
	defer h.lock.Unlock()
	if timer := h.ends[app]; timer != nil && media.Present {
		timer.Stop()
		delete(h.ends, app)
	}
	switch {
	case media == h.playing[app]:
	case media.Present:
		h.playing[app], h.began[app] = media, time.Now()
		h.choose()
	case h.ends[app] == nil:
		var timer *time.Timer
		timer = time.AfterFunc(between, func() {
			h.lock.Lock()
			defer h.lock.Unlock()
			if h.ends[app] == timer {
				delete(h.ends, app)
				delete(h.playing, app)
				h.choose()
			}
		})
		h.ends[app] = timer
	}
}

// choose shows one player. It needs lock.
func (h *heardOf) choose() {
	shown := sysinfo.Media{}
	for app, one := range h.playing {
		if !shown.Present || before(one, shown, h.began[app], h.began[shown.App]) {
			shown = one
		}
	}
	h.show(shown)
}

// before says whether a player is the one to show: one that plays, then the one
// that did something last.
func before(a, b sysinfo.Media, atA, atB time.Time) bool {
	if x, y := a.State == "playing", b.State == "playing"; x != y {
		return x
	}
	return atA.After(atB)
}

// mediaOf reads what a player says; not Present if it has stopped, as players do
// when they quit.
func mediaOf(app string, about cf.Ref) sysinfo.Media {
	m := sysinfo.Media{
		App: app, State: strings.ToLower(text(about, "Player State")),
		Title: short(text(about, "Name")), Album: short(text(about, "Album")), Artist: short(text(about, "Artist")),
	}
	if m.State != "playing" && m.State != "paused" {
		return sysinfo.Media{}
	}
	m.Present = true
	return m
}

// short is a text of at most as many bytes as somebody reads on a bar.
func short(text string) string {
	const longest = 1024
	text = strings.TrimSpace(text)
	if len(text) <= longest {
		return text
	}
	cut := longest
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut]
}

// MediaRemote is private. Its commands do not need what Apple's programs are
// allowed, unlike what it once told of players; whether they reach every player
// on macOS 26 is reported both ways.
var (
	mrMediaRemoteSendCommand func(command uint32, options cf.Ref) bool
	sendCommand              *dylib.Symbol
	mediaOnce                dylib.Once
)

var errNoPlayer = errors.New("the media player cannot be told: this version of macOS lacks MRMediaRemoteSendCommand, which is private")

// commands are MediaRemote's numbers.
var commands = map[sysinfo.MediaCommand]uint32{sysinfo.PlayPause: 2, sysinfo.Next: 4, sysinfo.Previous: 5}

func loadMedia() error {
	return mediaOnce.Do(func(libraries []*dylib.Library) {
		sendCommand = libraries[0].Private(&mrMediaRemoteSendCommand, "MRMediaRemoteSendCommand",
			"clicks on the bar do not pause a player or skip a track")
	}, "MediaRemote")
}

// Play tells the player that the system's own keys would.
func (*system) Play(c sysinfo.MediaCommand) error {
	command, known := commands[c]
	if err := loadMedia(); err != nil || !sendCommand.Found() || !known {
		return errNoPlayer
	}
	go mrMediaRemoteSendCommand(command, 0)
	return nil
}
