package sysinfo

import (
	"encoding/binary"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/jfreymuth/pulse/proto"
)

// testSound is a sound server with one output. It speaks the protocol's version
// 8, whose messages are short.
type testSound struct {
	t        *testing.T
	listener net.Listener

	mu     sync.Mutex
	volume uint32
	mute   bool
	conns  []net.Conn
}

func newSound(t *testing.T) *testSound {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "pulse"), 0o700); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", filepath.Join(dir, "pulse", "native"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("PULSE_SERVER", "")
	t.Setenv("PULSE_RUNTIME_PATH", "")
	s := &testSound{t: t, listener: listener, volume: 0x8000}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
	return s
}

// The tagged values of the protocol.
func number(v uint32) []byte { return binary.BigEndian.AppendUint32([]byte{'L'}, v) }
func text(s string) []byte   { return append(append([]byte{'t'}, s...), 0) }

// packet frames a message to the client.
func packet(parts ...[]byte) []byte {
	var payload []byte
	for _, p := range parts {
		payload = append(payload, p...)
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(len(payload)))
	head = append(head, 0xff, 0xff, 0xff, 0xff)
	return append(append(head, make([]byte, 12)...), payload...)
}

func (s *testSound) serve(conn net.Conn) {
	for {
		head := make([]byte, 20)
		if _, err := io.ReadFull(conn, head); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(head))
		if _, err := io.ReadFull(conn, body); err != nil {
			return
		}
		op, tag := binary.BigEndian.Uint32(body[1:]), binary.BigEndian.Uint32(body[6:])
		spec := []byte{'a', 3, 2, 0, 0, 0xac, 0x44}
		s.mu.Lock()
		var reply []byte
		switch op {
		case proto.OpAuth:
			reply = number(8)
		case proto.OpSetClientName:
			reply = number(1)
		case proto.OpGetServerInfo:
			for _, v := range [][]byte{text("test"), text("8"), text("me"), text("here"), spec, text("speaker"), text("mic"), number(7)} {
				reply = append(reply, v...)
			}
		case proto.OpGetSinkInfo:
			volumes := []byte{'v', 2}
			volumes = binary.BigEndian.AppendUint32(volumes, s.volume)
			volumes = binary.BigEndian.AppendUint32(volumes, s.volume)
			mute := []byte{'0'}
			if s.mute {
				mute = []byte{'1'}
			}
			for _, v := range [][]byte{
				number(0), text("speaker"), text("Speaker"), spec, {'m', 2, 1, 2}, number(0), volumes, mute,
				number(0), text("monitor"), append([]byte{'U'}, make([]byte, 8)...), text("driver"), number(0),
			} {
				reply = append(reply, v...)
			}
		case proto.OpSubscribe:
			s.conns = append(s.conns, conn)
		}
		conn.Write(packet(number(proto.OpReply), number(tag), reply))
		s.mu.Unlock()
	}
}

// set changes the output and tells the clients.
func (s *testSound) set(volume uint32, mute bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.volume, s.mute = volume, mute
	const change = 0x10
	for _, conn := range s.conns {
		conn.Write(packet(number(proto.OpSubscribeEvent), number(0xffffffff), number(change), number(0)))
	}
}

func TestVolumeFollowsTheSoundServer(t *testing.T) {
	sound := newSound(t)
	m := OpenRoot(files(nil))
	defer m.Close()
	m.Use(WantVolume)
	expect := func(want Volume) {
		t.Helper()
		if want.Present {
			want.Output = "speaker"
		}
		waitFor(t, m, func(f Facts) bool { return f.Volume == want })
	}
	expect(Volume{Present: true, Level: 0.5})
	sound.set(0x10000, false)
	expect(Volume{Present: true, Level: 1})
	sound.set(0x4000, true)
	expect(Volume{Present: true, Level: 0.25, Muted: true})
	sound.mu.Lock()
	sound.listener.Close()
	for _, conn := range sound.conns {
		conn.Close()
	}
	sound.mu.Unlock()
	expect(Volume{})
}

func TestSoundServers(t *testing.T) {
	for value, want := range map[string]soundAddress{
		"/run/pulse":                {"unix", "/run/pulse"},
		"unix:/run/pulse":           {"unix", "/run/pulse"},
		"{abc}unix:/run/pulse":      {"unix", "/run/pulse"},
		"tcp:box:5000":              {"tcp", "box:5000"},
		"tcp4:box":                  {"tcp4", "box:4713"},
		"box":                       {"tcp", "box:4713"},
		"tcp6:[::1]":                {"tcp6", "[::1]:4713"},
		"tcp:10.0.0.1 unix:/second": {"tcp", "10.0.0.1:4713"},
	} {
		got := soundServers(func(name string) string {
			if name == "PULSE_SERVER" {
				return value
			}
			return ""
		})
		if len(got) == 0 || got[0] != want {
			t.Errorf("%q names %v, expected %v first", value, got, want)
		}
	}
	for _, bad := range []string{"{open", "unix:", "tcp:"} {
		if s, ok := parseSoundServer(bad); ok {
			t.Errorf("%q names %v", bad, s)
		}
	}
}
