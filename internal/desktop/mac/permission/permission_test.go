package permission

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/appkit/appkittest"
)

// mac is a user's Mac over several starts.
type mac struct {
	*testing.T
	kit    *appkittest.Kit
	memory string
	times  chan chan time.Time // a clock that was asked for, in the order of asking
	waits  []time.Duration

	mu      sync.Mutex
	trusted bool
	looks   int
	asked   int
	forgot  []int // how often it had asked before it was taken off the list
	said    []string
}

func newMac(t *testing.T) *mac {
	return &mac{T: t, kit: appkittest.New(), memory: filepath.Join(t.TempDir(), "state", "permission.json"), times: make(chan chan time.Time, 16)}
}

func (m *mac) set(trusted bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.trusted = trusted
}

// start waits for the permission with a build; the result comes on the channel.
func (m *mac) start(ctx context.Context, build string) <-chan error {
	done := make(chan error, 1)
	o := Options{
		Kit: m.kit, Build: build, Memory: m.memory,
		Trusted: func() bool {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.looks++
			return m.trusted
		},
		Ask: func() {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.asked++
		},
		Forget: func() {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.forgot = append(m.forgot, m.asked)
		},
		Say: func(s string) {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.said = append(m.said, s)
		},
		After: func(d time.Duration) <-chan time.Time {
			c := make(chan time.Time, 1)
			m.mu.Lock()
			m.waits = append(m.waits, d)
			m.mu.Unlock()
			m.times <- c
			return c
		},
	}
	go func() { done <- Wait(ctx, o) }()
	return done
}

func (m *mac) counts() (asked, opened int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, deed := range m.kit.Deeds() {
		if strings.HasPrefix(deed, "settings ") {
			opened++
		}
	}
	return m.asked, opened
}

// grants lets the running start have its permission.
func (m *mac) grants(done <-chan error) {
	m.Helper()
	clock := <-m.times
	m.set(true)
	clock <- time.Time{}
	if err := <-done; err != nil {
		m.Fatal(err)
	}
	<-m.times // the one after the last look
	if m.kit.Status().Title != "" {
		m.Error("the menu bar still says that the permission is missing")
	}
}

func TestFirstStart(t *testing.T) {
	m := newMac(t)
	done := m.start(t.Context(), "one")
	clock := <-m.times
	if asked, opened := m.counts(); asked != 1 || opened != 1 {
		t.Errorf("it asked %d times and opened the settings %d times", asked, opened)
	}
	if !strings.Contains(m.kit.Status().Title, "⚠") || !m.kit.Status().Menu[0].Disabled {
		t.Errorf("the menu bar shows %+v", m.kit.Status())
	}
	for range 50 { // looking is not asking
		clock <- time.Time{}
		clock = <-m.times
	}
	if asked, opened := m.counts(); asked != 1 || opened != 1 {
		t.Errorf("after a while it asked %d times and opened the settings %d times", asked, opened)
	}
	// A change of permissions is looked at soon.
	m.set(true)
	m.kit.Happen(appkit.TrustChanged)
	clock = <-m.times
	if got := m.waits[len(m.waits)-1]; got != settle {
		t.Errorf("it looks after %v, expected %v", got, settle)
	}
	clock <- time.Time{}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	// From then on there is nothing to say.
	if err := <-m.start(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	if asked, opened := m.counts(); asked != 1 || opened != 1 || m.kit.Status().Title != "" {
		t.Errorf("a start with the permission asks: %d, %d, %v", asked, opened, m.kit.Status())
	}
}

func TestStartsWithoutPermission(t *testing.T) {
	m := newMac(t)
	for range 5 { // it is ended and started again and again, as launchd may
		ctx, cancel := context.WithCancel(t.Context())
		done := m.start(ctx, "one")
		<-m.times
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if asked, opened := m.counts(); asked != 1 || opened != 1 {
		t.Errorf("five starts asked %d times and opened the settings %d times", asked, opened)
	}
	// The user may open them whenever he likes.
	done := m.start(t.Context(), "one")
	<-m.times
	changed := m.kit.Changed()
	if err := m.kit.Choose("settings"); err != nil {
		t.Fatal(err)
	}
	<-changed
	if _, opened := m.counts(); opened != 2 {
		t.Errorf("a choice opened the settings %d times in all", opened)
	}
	m.kit.Choose("quit")
	if err := <-done; !errors.Is(err, ErrQuit) {
		t.Errorf("quit ends with %v", err)
	}
}

// An update is another program for macOS if it is signed ad hoc.
func TestUpdate(t *testing.T) {
	m := newMac(t)
	m.grants(m.start(t.Context(), "one"))
	m.set(false)
	done := m.start(t.Context(), "two")
	m.grants(done)
	if asked, opened := m.counts(); asked != 2 || opened != 2 {
		t.Errorf("each build should ask once: %d, %d", asked, opened)
	}
	if !slices.ContainsFunc(m.said, func(s string) bool {
		return strings.Contains(s, "another build") && strings.Contains(s, "SIGN_IDENTITY")
	}) {
		t.Errorf("the changed signature is not explained: %q", m.said)
	}
	// It is taken away.
	m.set(false)
	done = m.start(t.Context(), "two")
	m.grants(done)
	if !slices.Equal(m.forgot, []int{1}) {
		t.Errorf("the build before was taken off the list after %v questions, expected once, after the first one", m.forgot)
	}
	if asked, _ := m.counts(); asked != 2 || !strings.Contains(strings.Join(m.said, "\n"), "was taken from Perch") {
		t.Errorf("a permission that was taken away: asked %d times, said %q", asked, m.said)
	}
	// An update that keeps its signature says nothing.
	said := len(m.said)
	if err := <-m.start(t.Context(), "three"); err != nil || len(m.said) != said {
		t.Errorf("an update with the permission ends with %v and says %q", err, m.said[said:])
	}
}

// What cannot be remembered cannot be asked only once, so it is not asked at all.
func TestNoMemory(t *testing.T) {
	m := newMac(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	m.memory = filepath.Join(file, "permission.json")
	m.grants(m.start(t.Context(), "one"))
	if asked, opened := m.counts(); asked != 0 || opened != 0 {
		t.Errorf("it asked %d times and opened the settings %d times", asked, opened)
	}
	// A file with nonsense is as none.
	m.memory = file
	m.set(false)
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.grants(m.start(t.Context(), "one"))
	if asked, _ := m.counts(); asked != 1 {
		t.Errorf("with a broken memory it asked %d times", asked)
	}
}

func TestBuild(t *testing.T) {
	dir := t.TempDir()
	builds := map[string]bool{}
	for _, text := range []string{"a", "b", "a"} {
		path := filepath.Join(dir, text)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		build, err := Build(path)
		if err != nil {
			t.Fatal(err)
		}
		builds[build] = true
	}
	if len(builds) != 2 {
		t.Errorf("two programs are %d builds", len(builds))
	}
	if _, err := Build(filepath.Join(dir, "none")); err == nil {
		t.Error("a program that is not there has a build")
	}
}
