package mac

import (
	"bytes"
	"encoding/binary"
	"unsafe"

	"perch/internal/desktop/mac/dylib"
	"perch/internal/sysinfo"
)

// mach/mach_host.h, mach/mach_init.h, sys/sysctl.h and stdlib.h.
var (
	machHostSelf     func() uint32
	hostStatistics   func(host uint32, flavor int32, info *uint32, count *uint32) int32
	hostStatistics64 func(host uint32, flavor int32, info *vmStatistics64, count *uint32) int32
	hostPageSize     func(host uint32, size *uintptr) int32
	sysctl           func(name *int32, length uint32, old unsafe.Pointer, size *uintptr, new unsafe.Pointer, newSize uintptr) int32
	sysctlByName     func(name string, old unsafe.Pointer, size *uintptr, new unsafe.Pointer, newSize uintptr) int32
	getLoadAvg       func(loads *float64, count int32) int32

	host       uint32
	pageSize   uintptr
	kernelOnce dylib.Once
)

func loadKernel() error {
	return kernelOnce.Do(func(libraries []*dylib.Library) {
		l := libraries[0]
		l.Bind(&machHostSelf, "mach_host_self")
		l.Bind(&hostStatistics, "host_statistics")
		l.Bind(&hostStatistics64, "host_statistics64")
		l.Bind(&hostPageSize, "host_page_size")
		l.Bind(&sysctl, "sysctl")
		l.Bind(&sysctlByName, "sysctlbyname")
		l.Bind(&getLoadAvg, "getloadavg")
		if l.Err() == nil {
			host = machHostSelf() // a right to a port, which each call counts up
			if hostPageSize(host, &pageSize) != 0 {
				pageSize = 0
			}
		}
	}, "/usr/lib/libSystem.B.dylib")
}

// mach/host_info.h and mach/machine.h.
const (
	hostCPULoadInfo = 3
	hostVMInfo64    = 4

	cpuUser, cpuSystem, cpuIdle, cpuNice = 0, 1, 2, 3
)

// vmStatistics64 is vm_statistics64 of mach/vm_statistics.h in words, as far as
// all versions of macOS since 10.9 have it, and where in it numbers of pages are.
type vmStatistics64 [38]uint32

const (
	vmWired      = 3
	vmPurgeable  = 22
	vmCompressor = 32
	vmInternal   = 35
)

// Ticks are those of all processors together. They are numbers of 32 bits, which
// begin anew after weeks.
func (*system) Ticks() (sysinfo.Ticks, bool) {
	if loadKernel() != nil {
		return sysinfo.Ticks{}, false
	}
	var ticks [4]uint32
	count := uint32(len(ticks))
	if hostStatistics(host, hostCPULoadInfo, &ticks[0], &count) != 0 || count != uint32(len(ticks)) {
		return sysinfo.Ticks{}, false
	}
	busy := uint64(ticks[cpuUser]) + uint64(ticks[cpuSystem]) + uint64(ticks[cpuNice])
	return sysinfo.Ticks{Busy: busy, Total: busy + uint64(ticks[cpuIdle])}, true
}

// Memory counts as used what Activity Monitor does: that of programs which cannot
// be thrown away, what is wired, and what is compressed.
func (*system) Memory() (m sysinfo.Memory) {
	if loadKernel() != nil {
		return sysinfo.Memory{}
	}
	var pages vmStatistics64
	count := uint32(len(pages))
	if !named("hw.memsize", &m.Total) || m.Total == 0 || hostStatistics64(host, hostVMInfo64, &pages, &count) != 0 {
		return sysinfo.Memory{}
	}
	programs := uint64(pages[vmInternal]) - min(uint64(pages[vmInternal]), uint64(pages[vmPurgeable]))
	used := (programs + uint64(pages[vmWired]) + uint64(pages[vmCompressor])) * uint64(pageSize)
	m.Available = m.Total - min(m.Total, used)
	m.Present = true
	var swap struct { // xsw_usage
		total, available, used uint64
		pageSize               uint32
		encrypted              uint32
	}
	if named("vm.swapusage", &swap) {
		m.SwapTotal, m.SwapFree = swap.total, swap.available
	}
	return m
}

// named reads a value of the kernel's that has a name.
func named[T any](name string, value *T) bool {
	size := unsafe.Sizeof(*value)
	return sysctlByName(name, unsafe.Pointer(value), &size, nil, 0) == 0 && size == unsafe.Sizeof(*value)
}

// Load is the mean number of tasks that run.
func (*system) Load() sysinfo.Load {
	var loads [3]float64
	if loadKernel() != nil || getLoadAvg(&loads[0], int32(len(loads))) != int32(len(loads)) {
		return sysinfo.Load{}
	}
	return sysinfo.Load{Present: true, One: loads[0], Five: loads[1], Fifteen: loads[2]}
}

// Carried reads the kernel's list of interfaces, whose numbers have 64 bits;
// those of getifaddrs have 32 and begin anew after 4 GiB.
func (m *system) Carried() (name string, received, sent uint64) {
	at := m.primary.Load()
	if at == nil || *at == "" || loadKernel() != nil {
		return "", 0, 0
	}
	received, sent, ok := carried(interfaces(), *at)
	if !ok {
		return "", 0, 0
	}
	return *at, received, sent
}

// sys/socket.h and net/route.h.
const (
	ctlNet, pfRoute, netRTIflist2 = 4, 17, 6
	rtmIfinfo2                    = 0x12
)

// interfaces is the kernel's list, nil if it does not tell.
func interfaces() []byte {
	name := [6]int32{ctlNet, pfRoute, 0, 0, netRTIflist2, 0}
	for range 3 { // the list may grow in between
		var size uintptr
		if sysctl(&name[0], uint32(len(name)), nil, &size, nil, 0) != 0 || size == 0 {
			return nil
		}
		list := make([]byte, size)
		if sysctl(&name[0], uint32(len(name)), unsafe.Pointer(&list[0]), &size, nil, 0) == 0 {
			return list[:min(size, uintptr(len(list)))]
		}
	}
	return nil
}

// Where things are in an if_msghdr2 (net/if.h) with its if_data64 (net/if_var.h),
// and in the sockaddr_dl (net/if_dl.h) behind it, which has the name.
const (
	headerSize   = 160
	headerType   = 3
	bytesIn      = 96
	bytesOut     = 104
	nameLength   = headerSize + 5
	nameAt       = headerSize + 8
	leastMessage = 4
)

// carried finds an interface in the kernel's list, which is of messages that
// begin with their length.
func carried(list []byte, name string) (received, sent uint64, ok bool) {
	for len(list) >= leastMessage {
		length := int(binary.NativeEndian.Uint16(list))
		if length < leastMessage || length > len(list) {
			break
		}
		message := list[:length]
		list = list[length:]
		if message[headerType] != rtmIfinfo2 || length < nameAt || nameAt+int(message[nameLength]) > length {
			continue
		}
		if bytes.Equal(message[nameAt:nameAt+int(message[nameLength])], []byte(name)) {
			return binary.NativeEndian.Uint64(message[bytesIn:]), binary.NativeEndian.Uint64(message[bytesOut:]), true
		}
	}
	return 0, 0, false
}
