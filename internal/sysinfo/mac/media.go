package mac

import (
	"context"
	"errors"
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

// watchMedia follows the players. What plays already when it begins is known
// with the next change: asking a player needs the user's permission for each.
func watchMedia(ctx context.Context, report func(func(*sysinfo.Facts)), _ func(sysinfo.Event)) {
	names := make([]string, 0, len(players))
	for name := range players {
		names = append(names, name)
	}
	var lock sync.Mutex
	playing := map[string]sysinfo.Media{}
	began := map[string]time.Time{}
	stop := listen(names, func(name string, about cf.Ref) {
		lock.Lock()
		defer lock.Unlock()
		media := mediaOf(players[name], about)
		// Music tells everything under its old name too.
		if playing[media.App] != media {
			playing[media.App], began[media.App] = media, time.Now()
		}
		shown := sysinfo.Media{}
		for app, one := range playing {
			if one.Present && (!shown.Present || before(one, shown, began[app], began[shown.App])) {
				shown = one
			}
		}
		report(func(f *sysinfo.Facts) { f.Media = shown })
	})
	defer stop()
	report(func(f *sysinfo.Facts) { f.Media = sysinfo.Media{} })
	<-ctx.Done()
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
		return sysinfo.Media{App: app}
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

// MediaRemote is private. Its commands work on all versions of macOS, unlike
// what it once told of players.
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
