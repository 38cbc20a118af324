package exact

// matrix is 8-bit weights [in, out] that are ready to be multiplied with: signed, in
// panels of 16 outputs [in/4][16][4], with zeros behind the last input and output.
type matrix struct {
	in, out int
	panels  []int8
	zero    []int32 // of each output
	sums    []int32 // of each output's weights
}

// pack lays weights out.
func pack(w, zeros *value) *matrix {
	p := &matrix{in: w.dims[0], out: w.dims[1]}
	quads := (p.in + 3) / 4
	panels := (p.out + 15) / 16
	p.panels = make([]int8, panels*quads*64)
	p.zero, p.sums = make([]int32, panels*16), make([]int32, panels*16)
	shift := 0 // unsigned weights become signed ones
	if w.kind == u8 {
		shift = 128
	}
	for o := range p.out {
		if zeros != nil {
			p.zero[o] = int32(number(zeros, o%zeros.len()))
		}
		p.zero[o] -= int32(shift)
		for i := range p.in {
			x := number(w, i*p.out+o) - shift
			p.panels[(o/16*quads+i/4)*64+o%16*4+i%4] = int8(x)
			p.sums[o] += int32(x)
		}
	}
	return p
}

// multiplyPlain is multiply in Go.
func (p *matrix) multiplyPlain(o []int32, a []byte, rows int, zero int32) {
	quads := (p.in + 3) / 4
	for r := range rows {
		row := a[r*p.in:][:p.in]
		all := int32(0)
		for _, x := range row {
			all += int32(x)
		}
		for c := range p.out {
			w := p.panels[c/16*quads*64+c%16*4:]
			sum := int32(0)
			for i, x := range row {
				sum += int32(x) * int32(w[i/4*64+i%4])
			}
			o[r*p.out+c] = p.corrected(sum, all, zero, c)
		}
	}
}

// corrected is Σ(a − zero)(w − zero of w), of Σaw, Σa and Σw.
func (p *matrix) corrected(sum, all, zero int32, output int) int32 {
	z := p.zero[output]
	return sum - zero*p.sums[output] - z*all + int32(p.in)*zero*z
}
