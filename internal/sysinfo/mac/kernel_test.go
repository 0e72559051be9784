package mac_test

import (
	"testing"
	"time"

	"perch/internal/sysinfo"
)

func TestKernelIsReadWhenAsked(t *testing.T) {
	r := start(t)
	const page = 16384
	playTicks(100, 50, 800, 50)
	playLoad(1.5, 2.25, 3)
	playMemory(1000*page, 500, 100, 200, 50, 4<<30, 1<<30)
	r.machine.Use(sysinfo.WantProcessor | sysinfo.WantLoad | sysinfo.WantMemory)
	f := r.machine.Facts()
	if want := (sysinfo.Processor{Present: true, Busy: 0.2}); f.Processor != want {
		t.Errorf("the processor is %+v", f.Processor)
	}
	if want := (sysinfo.Load{Present: true, One: 1.5, Five: 2.25, Fifteen: 3}); f.Load != want {
		t.Errorf("the load is %+v", f.Load)
	}
	if want := (sysinfo.Memory{Present: true, Total: 1000 * page, Available: 350 * page, SwapTotal: 4 << 30, SwapFree: 1 << 30}); f.Memory != want {
		t.Errorf("the memory is %+v", f.Memory)
	}
	playTicks(175, 50, 825, 50)
	r.machine.Sample(time.Now().Add(time.Minute))
	if busy := r.machine.Facts().Processor.Busy; busy != 0.75 {
		t.Errorf("the processor is %v busy", busy)
	}
	playTicks(3, 0, 5, 0) // the numbers began anew
	r.machine.Sample(time.Now().Add(2 * time.Minute))
	if p := r.machine.Facts().Processor; !p.Present || p.Busy != 0 {
		t.Errorf("the processor is %+v", p)
	}
	playMemory(0, 0, 0, 0, 0, 0, 0)
	r.machine.Sample(time.Now().Add(3 * time.Minute))
	if m := r.machine.Facts().Memory; m != (sysinfo.Memory{}) {
		t.Errorf("the memory is %+v", m)
	}
}

func TestDiskAndTemperature(t *testing.T) {
	r := start(t)
	r.machine.UseDisks("/")
	r.machine.Use(sysinfo.WantDisk | sysinfo.WantTemperature)
	r.until("the disk", func(f sysinfo.Facts) bool { return f.Disk.Present })
	if r.machine.Disk("/").Total == 0 {
		t.Error("the disk has no size")
	}
	if got := r.machine.Facts().Temperature; got.Present {
		t.Errorf("the temperature is %+v", got)
	}
}
