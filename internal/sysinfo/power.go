package sysinfo

import (
	"context"
	"math"
	"time"

	"github.com/godbus/dbus/v5"
)

// UPower's names (its D-Bus reference). DisplayDevice is all batteries as one.
const (
	upower        = "org.freedesktop.UPower"
	upowerPath    = "/org/freedesktop/UPower"
	upowerDevice  = "org.freedesktop.UPower.Device"
	upowerDisplay = "/org/freedesktop/UPower/devices/DisplayDevice"
)

// States of a device, as UPower numbers them.
const (
	upowerCharging      = 1
	upowerFull          = 4
	upowerPendingCharge = 5
)

// watchBattery follows UPower where it answers, else the kernel.
func (m *Machine) watchBattery(ctx context.Context) {
	b := m.beat(ctx)
	events, err := m.uevents(ctx, "power_supply")
	if err != nil {
		events = nil
	}
	bus := m.line(ctx, systemBus, propertiesOf(upower, upowerPath), propertiesOf(upower, upowerDisplay), ownerOf(upower))
	kernel := true
	for {
		select { // first for the bus, so that the kernel is not asked in vain
		case <-ctx.Done():
			return
		case <-bus.stir:
		case _, ok := <-events:
			if !ok {
				events = nil
			}
			if !kernel {
				continue
			}
		case <-b.struck:
		}
		conn, _, _ := bus.take()
		battery, source, ok := readUPower(ctx, conn)
		if kernel = !ok; kernel {
			battery, source = ReadBattery(m.root), ReadSource(m.root)
		}
		m.set(ctx, func(f *Facts) { f.Battery, f.Source = battery, source })
		every := batteryEvery
		if !kernel || !battery.Present && events != nil {
			every = 0 // UPower tells, and a battery that is put in announces itself
		}
		m.pace(b, every)
	}
}

// readUPower asks UPower; ok is false where it does not answer.
func readUPower(ctx context.Context, conn *dbus.Conn) (b Battery, s Source, ok bool) {
	if conn == nil {
		return Battery{}, "", false
	}
	manager := read(ctx, conn, upower, upowerPath, upower, 0)
	onBattery, ok := manager["OnBattery"].Value().(bool)
	if !ok {
		return Battery{}, "", false
	}
	s = OnMains
	if onBattery {
		s = OnBattery
	}
	d := read(ctx, conn, upower, upowerDisplay, upowerDevice, dbus.FlagNoAutoStart)
	if !get[bool](d, "IsPresent") {
		return Battery{}, s, true
	}
	charge := d.number("Percentage") / 100
	if math.IsNaN(charge) {
		return Battery{}, s, true
	}
	b = Battery{Present: true, Charge: min(1, max(0, charge))}
	switch int(d.number("State")) {
	case upowerCharging, upowerFull, upowerPendingCharge:
		b.Charging = true
		b.Full = seconds(d.number("TimeToFull"))
	default:
		b.Empty = seconds(d.number("TimeToEmpty"))
	}
	return b, s, true
}

// seconds is a time until something, 0 if it makes no sense.
func seconds(s float64) time.Duration {
	const sensible = 30 * 24 * 3600
	if !(s > 0 && s < sensible) {
		return 0
	}
	return time.Duration(s) * time.Second
}
