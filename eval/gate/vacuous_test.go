package gate

import (
	"strings"
	"testing"
)

// A rule that cannot fail proves nothing, and one that cannot pass stops every release:
// both are refused, with what was probably meant.
func TestVacuousRules(t *testing.T) {
	for _, c := range []struct{ rule, want string }{
		{"exact_match >= 0", "cannot fail: exact_match is from 0 to 1"},
		{"exact_match > -0.1", "cannot fail"},
		{"exact_match >= 90", "cannot pass: exact_match is from 0 to 1: write 0.9 or 90 %"},
		{"exact_match > 1", "cannot pass: exact_match is from 0 to 1"},
		{"exact_match <= 1", "cannot fail"},
		{"exact_match < 1.5", "cannot fail: exact_match is from 0 to 1: write 0.015 or 1.5 %"},
		{"exact_match == 2", "cannot pass"},
		{"invalid_rate < 0", "cannot pass"},
		{"invalid_rate <= 5", "cannot fail: invalid_rate is from 0 to 1: write 0.05 or 5 %"},
		{"low(exact_match) >= 0", "cannot fail"},
		{"high(invalid_rate) <= 1", "cannot fail"},
		{"exact_match_delta >= -1", "cannot fail: exact_match_delta is from -1 to 1: for a change in points write -0.01 or -1 %"},
		{"exact_match_delta >= -2", "write -0.02 or -2 %"},
		{"exact_match_delta > 1", "cannot pass"},
		{"latency_p95_ms >= 0", "cannot fail: latency_p95_ms is above 0"},
		{"latency_p95_ms <= 0", "cannot pass"},
		{"size_mb < -1", "cannot pass"},
		{"regressions >= 0", "cannot fail: regressions is 0 or more"},
		{"regressions < 0", "cannot pass"},
		{"exact_match >= baseline - 1", "cannot fail: exact_match is from 0 to 1: for a margin in points write 0.01 or 1 %"},
		{"exact_match >= baseline - 5", "for a margin in points write 0.05 or 5 %"},
		{"exact_match > baseline - 1", "cannot fail"},
		{"exact_match >= baseline + 1", "cannot pass"},
		{"exact_match >= 0 * baseline", "cannot fail"},
		{"exact_match >= 0 * baseline + 2", "cannot pass"},
		{"exact_match >= 0.5 * baseline - 0.5", "cannot fail"},
		{"exact_match >= -1 * baseline", "cannot fail"},
		{"invalid_rate <= baseline + 1", "cannot fail"},
		{"invalid_rate <= baseline - 1", "cannot pass"},
		{"latency_p95_ms <= -1 * baseline", "cannot pass"},
		{"latency_p95_ms >= -1 * baseline", "cannot fail"},

		{"exact_match >= 1", ""},
		{"exact_match > 0", ""},
		{"exact_match == 1", ""},
		{"exact_match == 0", ""},
		{"invalid_rate <= 0", ""},
		{"exact_match < 1", ""},
		{"exact_match_delta >= -0.01", ""},
		{"exact_match_delta >= 0", ""},
		{"regressions <= 0", ""},
		{"regressions == 0", ""},
		{"regressions < 1", ""},
		{"latency_p95_ms <= 100", ""},
		{"exact_match >= baseline", ""},
		{"exact_match >= baseline - 0.01", ""},
		{"exact_match >= baseline - 99 %", ""},
		{"exact_match >= 2 * baseline", ""},
		{"exact_match > baseline", ""},
		{"exact_match == baseline", ""},
		{"invalid_rate <= baseline + 2 %", ""},
		{"latency_p95_ms <= 1.1 * baseline", ""},
		{"latency_p95_ms <= baseline - 1", ""},
		{"size_mb <= baseline + 0.5", ""},
	} {
		_, err := ParseRule(c.rule)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: error %v, want %q", c.rule, err, c.want)
		}
	}
}
