package shim

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

type netCounters struct {
	RxBytes   uint64 `json:"rxBytes"`
	RxPackets uint64 `json:"rxPackets"`
	RxErrors  uint64 `json:"rxErrors"`
	RxDropped uint64 `json:"rxDropped"`
	TxBytes   uint64 `json:"txBytes"`
	TxPackets uint64 `json:"txPackets"`
	TxErrors  uint64 `json:"txErrors"`
	TxDropped uint64 `json:"txDropped"`
}

type stats struct {
	Read        time.Time              `json:"read"`
	CPUTotal    uint64                 `json:"cpuTotal"` // nanoseconds, as the next three
	CPUUser     uint64                 `json:"cpuUser"`
	CPUKernel   uint64                 `json:"cpuKernel"`
	CPUSystem   uint64                 `json:"cpuSystem"`
	OnlineCPUs  int                    `json:"onlineCpus"`
	MemoryUsage uint64                 `json:"memoryUsage"` // bytes
	MemoryMax   uint64                 `json:"memoryMax"`
	MemoryLimit uint64                 `json:"memoryLimit"`
	Memory      map[string]uint64      `json:"memory"`
	Pids        uint64                 `json:"pids"`
	PidsLimit   uint64                 `json:"pidsLimit"`
	Networks    map[string]netCounters `json:"networks"`
}

const cgroups = "/sys/fs/cgroup/"

// readStats asks the control group, where /sys/fs/cgroup is the container's own; else it adds up its processes.
func readStats() (any, error) {
	s := &stats{Read: time.Now().UTC(), OnlineCPUs: runtime.NumCPU(), Networks: networks(), CPUSystem: systemCPU()}
	if total := fields("/proc/meminfo")["MemTotal:"]; total > 0 {
		s.MemoryLimit = total << 10
	}
	if err := s.processes(); err != nil {
		return nil, err
	}
	if os.Getpid() != 1 { // other processes are in our group, too
		return s, nil
	}
	if usage, ok := number(cgroups + "memory.current"); ok { // v2
		s.MemoryUsage = usage
		s.Memory = fields(cgroups + "memory.stat")
		s.MemoryMax, _ = number(cgroups + "memory.peak")
		s.limit(cgroups + "memory.max")
		s.PidsLimit, _ = number(cgroups + "pids.max")
		if cpu := fields(cgroups + "cpu.stat"); cpu["usage_usec"] > 0 {
			s.CPUTotal, s.CPUUser, s.CPUKernel = 1000*cpu["usage_usec"], 1000*cpu["user_usec"], 1000*cpu["system_usec"]
		}
	} else if usage, ok := number(cgroups + "memory/memory.usage_in_bytes"); ok { // v1
		s.MemoryUsage = usage
		s.Memory = fields(cgroups + "memory/memory.stat")
		s.MemoryMax, _ = number(cgroups + "memory/memory.max_usage_in_bytes")
		s.limit(cgroups + "memory/memory.limit_in_bytes")
		if total, ok := number(cgroups + "cpuacct/cpuacct.usage"); ok {
			s.CPUTotal = total
		}
	}
	return s, nil
}

func (s *stats) limit(file string) {
	if limit, ok := number(file); ok && limit < s.MemoryLimit {
		s.MemoryLimit = limit
	}
}

// processes adds up what runs now.
func (s *stats) processes() error {
	all, err := descendants()
	if err != nil {
		return err
	}
	const nanos = uint64(time.Second) / ticks
	page := uint64(os.Getpagesize())
	for _, p := range all {
		s.CPUUser += p.user * nanos
		s.CPUKernel += p.kernel * nanos
		s.MemoryUsage += p.rss * page
	}
	s.CPUTotal, s.Pids = s.CPUUser+s.CPUKernel, uint64(len(all))
	s.Memory = map[string]uint64{"anon": s.MemoryUsage}
	return nil
}

func systemCPU() uint64 {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(text), "\n")
	sum := uint64(0)
	for i, f := range strings.Fields(line) {
		if n, err := strconv.ParseUint(f, 10, 64); err == nil && i <= 7 { // guest time is in user time
			sum += n
		}
	}
	return sum * (uint64(time.Second) / ticks)
}

func number(file string) (uint64, bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	return n, err == nil
}

// fields reads lines of a name and a number.
func fields(file string) map[string]uint64 {
	text, err := os.ReadFile(file)
	found := map[string]uint64{}
	if err != nil {
		return found
	}
	for _, line := range strings.Split(string(text), "\n") {
		f := strings.Fields(line)
		if len(f) >= 2 {
			if n, err := strconv.ParseUint(f[1], 10, 64); err == nil {
				found[f[0]] = n
			}
		}
	}
	return found
}

func networks() map[string]netCounters {
	text, err := os.ReadFile("/proc/self/net/dev")
	found := map[string]netCounters{}
	if err != nil {
		return found
	}
	for _, line := range strings.Split(string(text), "\n") {
		name, rest, is := strings.Cut(line, ":")
		f := strings.Fields(rest)
		name = strings.TrimSpace(name)
		if !is || len(f) < 12 || name == "lo" {
			continue
		}
		n := make([]uint64, len(f))
		for i := range f {
			n[i], _ = strconv.ParseUint(f[i], 10, 64) // the kernel's own numbers
		}
		found[name] = netCounters{n[0], n[1], n[2], n[3], n[8], n[9], n[10], n[11]}
	}
	return found
}

func cgroupOOM() bool {
	return os.Getpid() == 1 && oomKilled([]string{cgroups + "memory.events", cgroups + "memory/memory.oom_control"})
}
