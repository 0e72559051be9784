package sysinfo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"sync"
	"time"

	"github.com/jfreymuth/pulse/proto"
)

// soundTimeout bounds the wait for an answer of the sound server.
const soundTimeout = 2 * time.Second

// watchVolume follows the default output of the sound server: PulseAudio, or
// PipeWire, which speaks its protocol.
func (m *Machine) watchVolume(ctx context.Context) {
	b := m.beat(ctx)
	var patient patience
	for ctx.Err() == nil {
		m.pace(b, 0)
		began := time.Now()
		m.followSound(ctx)
		if m.Facts().Volume.Present {
			patient.lost(time.Since(began))
		}
		m.set(ctx, func(f *Facts) { f.Volume = Volume{} })
		m.pace(b, patient.next())
		select {
		case <-ctx.Done():
		case <-b.struck:
		}
	}
}

// followSound follows one connection to the sound server until it ends.
func (m *Machine) followSound(ctx context.Context) {
	conn, err := dialSound(m.getenv)
	if err != nil {
		return
	}
	changed := make(chan struct{}, 1)
	server, err := greetSound(conn, "perch-bar", m.getenv, func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	if err != nil {
		return
	}
	defer server.close()
	stop := context.AfterFunc(ctx, server.close)
	defer stop()
	// The server's own events tell of another default output.
	mask := proto.SubscriptionMaskSink | proto.SubscriptionMaskServer
	if server.Request(&proto.Subscribe{Mask: mask}, nil) != nil {
		return
	}
	for {
		v := Volume{}
		if sink, err := server.output(); err == nil {
			v = volumeOf(sink)
		}
		m.set(ctx, func(f *Facts) { f.Volume = v })
		select {
		case <-ctx.Done():
			return
		case <-server.link.gone:
			return
		case <-changed:
		}
	}
}

// soundServer is a connection to the sound server.
type soundServer struct {
	*proto.Client
	link *soundLink
}

// greetSound introduces us on a new connection, which it closes if it fails.
// changed is called when something happens that was subscribed to; it must not
// wait.
func greetSound(conn net.Conn, name string, getenv func(string) string, changed func()) (*soundServer, error) {
	s := &soundServer{&proto.Client{}, &soundLink{Conn: conn, gone: make(chan struct{})}}
	s.Callback = func(message any) {
		if _, ok := message.(*proto.SubscribeEvent); ok && changed != nil {
			changed()
		}
	}
	s.SetTimeout(soundTimeout)
	s.Open(s.link)
	var welcome proto.AuthReply
	if err := s.Request(&proto.Auth{Version: s.Version(), Cookie: cookie(getenv)}, &welcome); err != nil {
		s.close()
		return nil, fmt.Errorf("the sound server refuses: %w", err)
	}
	s.SetVersion(welcome.Version)
	about := proto.PropList{"application.name": proto.PropListString(name)}
	if err := s.Request(&proto.SetClientName{Props: about}, &proto.SetClientNameReply{}); err != nil {
		s.close()
		return nil, fmt.Errorf("the sound server refuses: %w", err)
	}
	return s, nil
}

func (s *soundServer) close() { s.link.Close() }

// output asks for the default output.
func (s *soundServer) output() (*proto.GetSinkInfoReply, error) {
	var server proto.GetServerInfoReply
	if err := s.Request(&proto.GetServerInfo{}, &server); err != nil {
		return nil, fmt.Errorf("the sound server does not say which output is the default: %w", err)
	}
	if server.DefaultSinkName == "" {
		return nil, errors.New("the sound server has no output")
	}
	var sink proto.GetSinkInfoReply
	request := proto.GetSinkInfo{SinkIndex: proto.Undefined, SinkName: server.DefaultSinkName}
	if err := s.Request(&request, &sink); err != nil {
		return nil, fmt.Errorf("the sound server does not tell of its output %s: %w", server.DefaultSinkName, err)
	}
	return &sink, nil
}

// apply brings an output to another volume. Channels keep their proportions.
func (s *soundServer) apply(sink *proto.GetSinkInfoReply, v Volume) error {
	before := volumeOf(sink)
	if v.Level != before.Level && !math.IsNaN(v.Level) {
		const loudest = 10 // what PulseAudio allows is about 65536
		level := min(loudest, max(0, v.Level))
		channels := make(proto.ChannelVolumes, len(sink.ChannelVolumes))
		for i, c := range sink.ChannelVolumes {
			part := 1.0
			if before.Level > 0 {
				part = float64(c) / float64(proto.VolumeNorm) / before.Level
			}
			channels[i] = uint32(math.Round(min(loudest, level*part) * float64(proto.VolumeNorm)))
		}
		request := proto.SetSinkVolume{SinkIndex: sink.SinkIndex, ChannelVolumes: channels}
		if err := s.Request(&request, nil); err != nil {
			return fmt.Errorf("the sound server does not change the volume: %w", err)
		}
	}
	if v.Muted != before.Muted {
		if err := s.Request(&proto.SetSinkMute{SinkIndex: sink.SinkIndex, Mute: v.Muted}, nil); err != nil {
			return fmt.Errorf("the sound server does not mute: %w", err)
		}
	}
	return nil
}

// volumeOf is the mean of the channels, as mixers show it.
func volumeOf(sink *proto.GetSinkInfoReply) Volume {
	v := Volume{Present: len(sink.ChannelVolumes) > 0, Muted: sink.Mute, Output: sink.SinkName}
	for _, c := range sink.ChannelVolumes {
		v.Level += float64(c) / float64(proto.VolumeNorm) / float64(len(sink.ChannelVolumes))
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
