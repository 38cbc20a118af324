package export

import (
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
)

// TestParquetValues: what each type is as JSON.
func TestParquetValues(t *testing.T) {
	bytes := func(b ...byte) parquet.Value { return parquet.FixedLenByteArrayValue(b) }
	for _, c := range []struct {
		name  string
		node  parquet.Node
		value parquet.Value
		want  string
	}{
		{"text", parquet.String(), parquet.ByteArrayValue([]byte("a\"b\\\n\x01é")), `"a\"b\\\u000a\u0001é"`},
		{"bytes", parquet.Leaf(parquet.ByteArrayType), parquet.ByteArrayValue([]byte("plain")), `"plain"`},
		{"truth", parquet.Leaf(parquet.BooleanType), parquet.BooleanValue(true), "true"},
		{"integer", parquet.Leaf(parquet.Int64Type), parquet.Int64Value(-9223372036854775808), "-9223372036854775808"},
		{"small integer", parquet.Int(16), parquet.Int32Value(-7), "-7"},
		{"unsigned", parquet.Uint(64), parquet.Int64Value(-1), "18446744073709551615"},
		{"small unsigned", parquet.Uint(32), parquet.Int32Value(-1), "4294967295"},
		{"float", parquet.Leaf(parquet.FloatType), parquet.FloatValue(0.1), "0.1"},
		{"whole double", parquet.Leaf(parquet.DoubleType), parquet.DoubleValue(7), "7"},
		{"not a number", parquet.Leaf(parquet.DoubleType), parquet.DoubleValue(-1 / zero()), "null"},
		{"day", parquet.Date(), parquet.Int32Value(20255), `"2025-06-16"`},
		{"day before 1970", parquet.Date(), parquet.Int32Value(-1), `"1969-12-31"`},
		{"milliseconds", parquet.Timestamp(parquet.Millisecond), parquet.Int64Value(1750032000123), `"2025-06-16T00:00:00.123Z"`},
		{"nanoseconds", parquet.Timestamp(parquet.Nanosecond), parquet.Int64Value(1750032000000000000), `"2025-06-16T00:00:00Z"`},
		{"96 bits", parquet.Leaf(parquet.Int96Type), parquet.Int96Value(deprecated.Int96{0, 0, 2440588 + 20255}), `"2025-06-16T00:00:00Z"`},
		{"decimal", parquet.Decimal(2, 9, parquet.Int32Type), parquet.Int32Value(-1250), "-12.50"},
		{"small decimal", parquet.Decimal(3, 18, parquet.Int64Type), parquet.Int64Value(5), "0.005"},
		{"no decimals", parquet.Decimal(0, 18, parquet.Int64Type), parquet.Int64Value(1729583746120937472), "1729583746120937472"},
		{"wide decimal", parquet.Decimal(0, 38, parquet.FixedLenByteArrayType(16)), bytes(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0), "18446744073709551616"},
		{"negative decimal", parquet.Decimal(1, 38, parquet.FixedLenByteArrayType(2)), bytes(0xff, 0xf6), "-1.0"},
		{"UUID", parquet.UUID(), bytes(0x55, 0x0e, 0x84, 0x00, 0xe2, 0x9b, 0x41, 0xd4, 0xa7, 0x16, 0x44, 0x66, 0x55, 0x44, 0x00, 0x00), `"550e8400-e29b-41d4-a716-446655440000"`},
	} {
		if got := string(writerOf(c.node.Type())(nil, c.value)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func zero() float64 { return 0 }
