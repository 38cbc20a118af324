package measure

import (
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// Condition is something about a machine that may disturb times.
type Condition struct {
	Text  string
	Grave bool // it is worth a warning
}

// Conditions reads from the files of Linux what may disturb times on a machine with some
// cores, of which a benchmark uses some threads: other programs, a limit of the CPU
// time, a clock that changes, a battery, a virtual machine. Root is the root of the file
// system. What cannot be read is not said; on other systems that is all.
func Conditions(root fs.FS, cores, threads int) []Condition {
	var out []Condition
	say := func(grave bool, format string, args ...any) {
		out = append(out, Condition{fmt.Sprintf(format, args...), grave})
	}
	if load, ok := firstNumber(root, "proc/loadavg"); ok && load > float64(cores)/2 {
		say(true, "other programs compete for %s: the load average is %.1f", report.FormatCount(cores, "cores"), load)
	}
	if quota, ok := cpuQuota(root); ok && quota < float64(threads) {
		say(true, "a control group limits the CPU time to %s cores, and a benchmark takes %d", report.Short(quota), threads)
	}
	if governor, ok := text(root, "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"); ok && governor != "performance" {
		say(true, "the clock of the processor changes with its load: the frequency governor is %s", governor)
	}
	if discharging(root) {
		say(true, "the machine runs on a battery")
	}
	if info, ok := text(root, "proc/cpuinfo"); ok && strings.Contains(info, " hypervisor") {
		say(false, "the processor is that of a virtual machine, whose host may run others")
	}
	return out
}

func text(root fs.FS, name string) (string, bool) {
	data, err := fs.ReadFile(root, name)
	return strings.TrimSpace(string(data)), err == nil
}

// firstNumber is the first number in a file.
func firstNumber(root fs.FS, name string) (float64, bool) {
	s, _ := text(root, name)
	fields := strings.Fields(s)
	if len(fields) == 0 {
		return 0, false
	}
	v, err := strconv.ParseFloat(fields[0], 64)
	return v, err == nil
}

// cpuQuota is the smallest limit, in cores, of the control groups of this process.
func cpuQuota(root fs.FS) (cores float64, ok bool) {
	least := func(quota, period float64) {
		if quota > 0 && period > 0 && (!ok || quota/period < cores) {
			cores, ok = quota/period, true
		}
	}
	groups, _ := text(root, "proc/self/cgroup")
	for _, line := range strings.Split(groups, "\n") {
		fields := strings.SplitN(line, ":", 3)
		if len(fields) < 3 {
			continue
		}
		second := fields[1] == "" // version 2 of control groups
		for dir := path.Join("/", fields[2]); ; dir = path.Dir(dir) {
			if max, found := text(root, path.Join("sys/fs/cgroup", dir, "cpu.max")); second && found {
				var quota, period float64
				if n, _ := fmt.Sscan(max, &quota, &period); n == 2 {
					least(quota, period)
				}
			}
			if strings.Contains(","+fields[1]+",", ",cpu,") {
				group := path.Join("sys/fs/cgroup/cpu", dir)
				quota, _ := firstNumber(root, group+"/cpu.cfs_quota_us")
				period, _ := firstNumber(root, group+"/cpu.cfs_period_us")
				least(quota, period)
			}
			if dir == "/" {
				break
			}
		}
	}
	return cores, ok
}

// discharging reports whether a battery supplies the machine.
func discharging(root fs.FS) bool {
	states, _ := fs.Glob(root, "sys/class/power_supply/*/status")
	for _, name := range states {
		if state, _ := text(root, name); state == "Discharging" {
			return true
		}
	}
	return false
}
