package export

import (
	"bytes"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// writerOf returns the function that writes the values of a type as JSON: numbers
// with all their digits, days and times as text, null for what JSON has no form of.
func writerOf(t parquet.Type) func([]byte, parquet.Value) []byte {
	var logical format.LogicalTypeValue
	if l := t.LogicalType(); l != nil {
		logical = l.Value
	}
	switch l := logical.(type) {
	case *format.DecimalType:
		return func(b []byte, v parquet.Value) []byte { return appendDecimal(b, v, int(l.Scale)) }
	case *format.DateType:
		return func(b []byte, v parquet.Value) []byte {
			return appendTime(b, time.Unix(int64(v.Int32())*24*60*60, 0), time.DateOnly)
		}
	case *format.TimestampType:
		unit := l.Unit.Value.Duration()
		return func(b []byte, v parquet.Value) []byte {
			return appendTime(b, sinceEpoch(v.Int64(), unit), time.RFC3339Nano)
		}
	case *format.UUIDType:
		return appendUUID
	case *format.Float16Type:
		return appendNull
	case *format.IntType:
		if !l.IsSigned {
			return func(b []byte, v parquet.Value) []byte {
				if v.Kind() == parquet.Int32 {
					return strconv.AppendUint(b, uint64(v.Uint32()), 10)
				}
				return strconv.AppendUint(b, v.Uint64(), 10)
			}
		}
	}
	return appendPlain
}

// appendPlain writes a value that has no other meaning than its physical type.
func appendPlain(b []byte, v parquet.Value) []byte {
	switch v.Kind() {
	case parquet.Boolean:
		return strconv.AppendBool(b, v.Boolean())
	case parquet.Int32:
		return strconv.AppendInt(b, int64(v.Int32()), 10)
	case parquet.Int64:
		return strconv.AppendInt(b, v.Int64(), 10)
	case parquet.Int96:
		return appendTime(b, int96Time(v.Int96()), time.RFC3339Nano)
	case parquet.Float:
		return appendFloat(b, float64(v.Float()), 32)
	case parquet.Double:
		return appendFloat(b, v.Double(), 64)
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return appendText(b, v.ByteArray())
	}
	return appendNull(b, v)
}

func appendNull(b []byte, _ parquet.Value) []byte { return append(b, "null"...) }

// appendText writes a JSON string. Bytes that are not UTF-8 stay, so that reading the
// record finds them.
func appendText[T string | []byte](b []byte, s T) []byte {
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < 0x20:
			b = fmt.Appendf(b, `\u%04x`, c)
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// appendFloat writes a number. JSON has no infinities and nothing that is no number.
func appendFloat(b []byte, f float64, bits int) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, f, 'g', -1, bits)
}

func appendTime(b []byte, t time.Time, layout string) []byte {
	b = t.UTC().AppendFormat(append(b, '"'), layout)
	return append(b, '"')
}

// sinceEpoch is the time that is n units after 1970. A time in nanoseconds alone
// would end in 2262.
func sinceEpoch(n int64, unit time.Duration) time.Time {
	each := int64(time.Second / unit)
	return time.Unix(n/each, n%each*int64(unit))
}

// julianEpoch is the Julian day of 1970-01-01.
const julianEpoch = 2440588

// int96Time reads the timestamps of Hive, Impala and older versions of Spark:
// nanoseconds of the day, and the Julian day.
func int96Time(v deprecated.Int96) time.Time {
	nanoseconds := int64(v[1])<<32 | int64(v[0])
	return time.Unix((int64(v[2])-julianEpoch)*24*60*60, nanoseconds)
}

// appendDecimal writes an unscaled integer with its point where the scale puts it.
func appendDecimal(b []byte, v parquet.Value, scale int) []byte {
	var n big.Int
	switch v.Kind() {
	case parquet.Int32:
		n.SetInt64(int64(v.Int32()))
	case parquet.Int64:
		n.SetInt64(v.Int64())
	default: // two's complement, the most significant byte first
		raw := v.ByteArray()
		n.SetBytes(raw)
		if len(raw) > 0 && raw[0] >= 0x80 {
			n.Sub(&n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(raw))))
		}
	}
	if n.Sign() < 0 {
		b = append(b, '-')
		n.Neg(&n)
	}
	digits := n.String()
	if scale <= 0 {
		return append(b, digits...)
	}
	if missing := scale + 1 - len(digits); missing > 0 {
		digits = string(slices.Repeat([]byte("0"), missing)) + digits
	}
	point := len(digits) - scale
	return append(append(append(b, digits[:point]...), '.'), digits[point:]...)
}

// appendUUID writes 16 bytes as people write a UUID.
func appendUUID(b []byte, v parquet.Value) []byte {
	raw := v.ByteArray()
	if len(raw) != 16 {
		return appendText(b, bytes.ToValidUTF8(raw, nil))
	}
	return fmt.Appendf(b, `"%x-%x-%x-%x-%x"`, raw[:4], raw[4:6], raw[6:8], raw[8:10], raw[10:])
}
