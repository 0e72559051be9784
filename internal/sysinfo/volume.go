package sysinfo

import (
	"context"
	"net"
	"os"
	"sync"
	"time"

	"github.com/jfreymuth/pulse/proto"
)

// soundRetry is how often a sound server that is not there is looked for.
const soundRetry = 30 * time.Second

// soundTimeout bounds the wait for an answer of the sound server.
const soundTimeout = 2 * time.Second

// watchVolume follows the default output of the sound server: PulseAudio, or
// PipeWire, which speaks its protocol.
func (m *Machine) watchVolume(ctx context.Context, b *beat) {
	for ctx.Err() == nil {
		m.pace(b, 0)
		m.followSound(ctx)
		m.set(ctx, func(f *Facts) { f.Volume = Volume{} })
		m.pace(b, soundRetry)
		select {
		case <-ctx.Done():
		case <-b.struck:
		}
	}
}

// followSound follows one connection to the sound server until it ends.
func (m *Machine) followSound(ctx context.Context) {
	conn, err := dialSound(os.Getenv)
	if err != nil {
		return
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	changed, link := make(chan struct{}, 1), &soundLink{Conn: conn, gone: make(chan struct{})}
	client := &proto.Client{Callback: func(message any) {
		if _, ok := message.(*proto.SubscribeEvent); ok {
			select {
			case changed <- struct{}{}:
			default:
			}
		}
	}}
	client.SetTimeout(soundTimeout)
	client.Open(link)
	var welcome proto.AuthReply
	if client.Request(&proto.Auth{Version: client.Version(), Cookie: cookie(os.Getenv)}, &welcome) != nil {
		return
	}
	client.SetVersion(welcome.Version)
	properties := proto.PropList{"application.name": proto.PropListString("perch-bar")}
	if client.Request(&proto.SetClientName{Props: properties}, &proto.SetClientNameReply{}) != nil {
		return
	}
	// The server's own events tell of another default output.
	mask := proto.SubscriptionMaskSink | proto.SubscriptionMaskServer
	if client.Request(&proto.Subscribe{Mask: mask}, nil) != nil {
		return
	}
	for {
		v := readVolume(client)
		m.set(ctx, func(f *Facts) { f.Volume = v })
		select {
		case <-ctx.Done():
			return
		case <-link.gone:
			return
		case <-changed:
		}
	}
}

// readVolume asks for the default output's loudness.
func readVolume(client *proto.Client) Volume {
	var server proto.GetServerInfoReply
	if client.Request(&proto.GetServerInfo{}, &server) != nil || server.DefaultSinkName == "" {
		return Volume{}
	}
	var sink proto.GetSinkInfoReply
	request := proto.GetSinkInfo{SinkIndex: proto.Undefined, SinkName: server.DefaultSinkName}
	if client.Request(&request, &sink) != nil {
		return Volume{}
	}
	return volumeOf(sink.ChannelVolumes, sink.Mute)
}

// volumeOf is the mean of the channels, as mixers show it.
func volumeOf(channels []uint32, muted bool) Volume {
	v := Volume{Present: len(channels) > 0, Muted: muted}
	for _, c := range channels {
		v.Level += float64(c) / float64(proto.VolumeNorm) / float64(len(channels))
	}
	return v
}

// soundLink is a connection that tells when it ends: the protocol's client
// reports some of the reasons only.
type soundLink struct {
	net.Conn
	gone chan struct{}
	once sync.Once
}

func (l *soundLink) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if err != nil {
		l.once.Do(func() { close(l.gone) })
	}
	return n, err
}
