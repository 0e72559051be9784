package sysinfo

import (
	"math"
	"testing"
	"testing/fstest"
	"time"
)

// powered is a UPower with a battery.
func powered(b *testBus) *service {
	s := b.serve()
	s.put(upowerPath, upower, map[string]any{"OnBattery": true})
	s.put(upowerDisplay, upowerDevice, map[string]any{
		"IsPresent": true, "Percentage": 63.0, "State": uint32(2), "TimeToEmpty": int64(5400), "TimeToFull": int64(0),
	})
	s.own(upower)
	return s
}

func TestUPower(t *testing.T) {
	bus := newBus(t)
	service := powered(bus)
	m := bus.machine(nil)
	m.Use(WantBattery)
	waitFor(t, m, func(f Facts) bool {
		return f.Battery == Battery{Present: true, Charge: 0.63, Empty: 90 * time.Minute} && f.Source == OnBattery
	})
	if every := m.Every(); every != 0 {
		t.Errorf("UPower tells by itself, and yet the machine is read every %v", every)
	}
	expectSilence(t, m)
	service.put(upowerDisplay, upowerDevice, map[string]any{"State": uint32(1), "TimeToEmpty": int64(0), "TimeToFull": int64(600)})
	service.change(upowerPath, upower, map[string]any{"OnBattery": false})
	expectEvent(t, m, Event{Kind: SourceChanged, Info: "AC"})
	waitFor(t, m, func(f Facts) bool {
		return f.Battery == Battery{Present: true, Charge: 0.63, Charging: true, Full: 10 * time.Minute} && f.Source == OnMains
	})
	// A desktop machine.
	service.change(upowerDisplay, upowerDevice, map[string]any{"IsPresent": false})
	waitFor(t, m, func(f Facts) bool { return f.Battery == Battery{} && f.Source == OnMains })
}

func TestUPowerTellsNonsense(t *testing.T) {
	bus := newBus(t)
	service := powered(bus)
	m := bus.machine(nil)
	m.Use(WantBattery)
	for _, row := range []struct {
		charge any
		state  any
		empty  any
		want   Battery
	}{
		{400.0, uint32(2), int64(-5), Battery{Present: true, Charge: 1}},
		{-3.0, "charging", "soon", Battery{Present: true}},
		{math.NaN(), uint32(99), int64(1), Battery{}},
		{"half", uint32(1), int64(1), Battery{Present: true, Charging: true}},
		{50.0, uint32(2), int64(math.MaxInt64), Battery{Present: true, Charge: 0.5}},
	} {
		service.change(upowerDisplay, upowerDevice, map[string]any{"Percentage": row.charge, "State": row.state, "TimeToEmpty": row.empty})
		waitFor(t, m, func(f Facts) bool { return f.Battery == row.want })
	}
	service.change(upowerPath, upower, map[string]any{"OnBattery": "yes"})
	waitFor(t, m, func(f Facts) bool { return f.Source == "" })
}

// Without UPower the kernel is asked, and UPower again once it is there.
func TestPowerWithoutUPower(t *testing.T) {
	bus := newBus(t)
	m := bus.machine(fstest.MapFS{
		"sys/class/power_supply/BAT0/type":     {Data: []byte("Battery")},
		"sys/class/power_supply/BAT0/capacity": {Data: []byte("42")},
		"sys/class/power_supply/BAT0/status":   {Data: []byte("Discharging")},
	})
	m.Use(WantBattery)
	waitFor(t, m, func(f Facts) bool { return f.Battery.Charge == 0.42 && f.Source == OnBattery })
	service := powered(bus)
	waitFor(t, m, func(f Facts) bool { return f.Battery.Charge == 0.63 })
	service.conn.Close()
	waitFor(t, m, func(f Facts) bool { return f.Battery.Charge == 0.42 })
}

// A service that hangs is waited for, but not by anybody else.
func TestHungUPower(t *testing.T) {
	bus := newBus(t)
	service := powered(bus)
	service.hang(true)
	m := bus.machine(fstest.MapFS{
		"sys/class/power_supply/BAT0/type":     {Data: []byte("Battery")},
		"sys/class/power_supply/BAT0/capacity": {Data: []byte("42")},
	})
	began := time.Now()
	m.Use(WantBattery)
	if m.Facts().Battery.Present {
		t.Error("Use has waited until the service was given up")
	}
	waitFor(t, m, func(f Facts) bool { return f.Battery.Charge == 0.42 })
	if took := time.Since(began); took < busTimeout/2 {
		t.Errorf("gave up after %v", took)
	}
	service.hang(false)
	service.change(upowerPath, upower, map[string]any{"OnBattery": true})
	waitFor(t, m, func(f Facts) bool { return f.Battery.Charge == 0.63 })
}

// A bus that dies and comes back is found on the beat.
func TestBusComesBack(t *testing.T) {
	bus := newBus(t)
	powered(bus)
	m := bus.machine(nil)
	m.Use(WantBattery)
	waitFor(t, m, func(f Facts) bool { return f.Battery.Present })
	bus.stop()
	waitFor(t, m, func(f Facts) bool { return !f.Battery.Present })
	for m.Every() != soon {
		<-m.Changed()
	}
	bus.start()
	powered(bus)
	tick := time.Now()
	late := time.After(patient)
	for !m.Facts().Battery.Present {
		tick = tick.Add(soon)
		m.Sample(tick)
		select {
		case <-m.Changed():
		case <-late:
			t.Fatal("the bus is not found again")
		}
	}
}

func TestPatience(t *testing.T) {
	var p patience
	if got := p.next(); got != seldom {
		t.Errorf("what never was there is looked for after %v, expected %v", got, seldom)
	}
	p.lost(time.Millisecond)
	for range 100 { // a service that ends as soon as it begins
		p.next()
		p.lost(time.Millisecond)
	}
	if got := p.next(); got != seldom {
		t.Errorf("what fails for ever is looked for after %v, expected %v", got, seldom)
	}
	p.lost(time.Hour)
	if got := p.next(); got != soon {
		t.Errorf("what went away is looked for after %v, expected %v", got, soon)
	}
}

func TestSource(t *testing.T) {
	const at = "sys/class/power_supply/"
	for name, row := range map[string]struct {
		files map[string]string
		want  Source
	}{
		"nothing":       {nil, ""},
		"plugged in":    {map[string]string{at + "AC/type": "Mains", at + "AC/online": "1", at + "BAT0/type": "Battery"}, OnMains},
		"unplugged":     {map[string]string{at + "AC/type": "Mains", at + "AC/online": "0"}, OnBattery},
		"by USB":        {map[string]string{at + "AC/type": "Mains", at + "AC/online": "0", at + "U/type": "USB_C", at + "U/online": "1"}, OnMains},
		"battery only":  {map[string]string{at + "B/type": "Battery", at + "B/status": "Discharging"}, OnBattery},
		"battery grows": {map[string]string{at + "B/type": "Battery", at + "B/capacity": "9", at + "B/status": "Charging"}, OnMains},
		"a mouse":       {map[string]string{at + "B/type": "Battery", at + "B/scope": "Device", at + "B/status": "Discharging"}, ""},
	} {
		if got := ReadSource(files(row.files)); got != row.want {
			t.Errorf("%s: got %q, expected %q", name, got, row.want)
		}
	}
}

func TestBatteryTimes(t *testing.T) {
	const at = "sys/class/power_supply/BAT0/"
	battery := func(status string) Battery {
		return ReadBattery(files(map[string]string{
			at + "type": "Battery", at + "status": status,
			at + "energy_now": "30000000", at + "energy_full": "40000000", at + "power_now": "10000000",
		}))
	}
	if got := battery("Discharging"); got.Empty != 3*time.Hour || got.Full != 0 {
		t.Errorf("discharging: %+v", got)
	}
	if got := battery("Charging"); got.Full != time.Hour || got.Empty != 0 {
		t.Errorf("charging: %+v", got)
	}
	if got := battery("Full"); got.Full != 0 || got.Empty != 0 {
		t.Errorf("full: %+v", got)
	}
}
