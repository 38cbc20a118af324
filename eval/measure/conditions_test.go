package measure

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestConditions(t *testing.T) {
	quiet := map[string]string{"proc/loadavg": "0.20 0.5 0.6 1/234 5678", "proc/self/cgroup": "0::/user/job\n", "sys/fs/cgroup/user/cpu.max": "max 100000",
		"sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "performance\n", "sys/class/power_supply/BAT0/status": "Charging", "proc/cpuinfo": "flags : fpu vme"}
	for _, c := range []struct {
		name, file, text, want string
		grave                  bool
	}{
		{name: "quiet"},
		{"load", "proc/loadavg", "3.10 0.5 0.6 1/234 5678", "load average is 3.1", true},
		{"quota of a parent", "sys/fs/cgroup/user/cpu.max", "150000 100000", "limits the CPU time to 1.5 cores, and a benchmark takes 2", true},
		{"quota that is enough", "sys/fs/cgroup/user/cpu.max", "200000 100000", "", false},
		{"governor", "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n", "governor is powersave", true},
		{"battery", "sys/class/power_supply/BAT0/status", "Discharging\n", "battery", true},
		{"virtual", "proc/cpuinfo", "flags : fpu hypervisor lahf_lm", "virtual machine", false},
		{"nonsense", "proc/loadavg", "a lot", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := fstest.MapFS{}
			for name, text := range quiet {
				root[name] = &fstest.MapFile{Data: []byte(text)}
			}
			if c.file != "" {
				root[c.file] = &fstest.MapFile{Data: []byte(c.text)}
			}
			got := Conditions(root, 4, 2)
			switch {
			case c.want == "" && len(got) > 0:
				t.Errorf("%+v, want nothing", got)
			case c.want != "" && (len(got) != 1 || !strings.Contains(got[0].Text, c.want) || got[0].Grave != c.grave):
				t.Errorf("%+v, want one with %q", got, c.want)
			}
		})
	}
	if got := Conditions(fstest.MapFS{}, 2, 2); got != nil {
		t.Errorf("nothing can be read, and %+v", got)
	}
	old := fstest.MapFS{"proc/self/cgroup": {Data: []byte("4:cpu,cpuacct:/a\n2:memory:/a\n")}, "sys/fs/cgroup/cpu/a/cpu.cfs_quota_us": {Data: []byte("50000")},
		"sys/fs/cgroup/cpu/a/cpu.cfs_period_us": {Data: []byte("100000")}}
	if got := Conditions(old, 2, 1); len(got) != 1 || !strings.Contains(got[0].Text, "0.5 cores") {
		t.Errorf("version 1 of control groups: %+v", got)
	}
}
