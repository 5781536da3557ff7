package entity

// addWide adds the smaller parts of a number written with several magnitudes, as
// Japanese and Korean do: "1兆2000億円", "1조 2000억 원".
func (d *doc) addWide(q quantity) quantity {
	for q.scaled && q.scale >= 4 && d.isClass(q.to-1, cMagnitude) && d.toks[q.to-1].has(wide) {
		if q.to >= len(d.toks) || d.toks[q.to].kind != number || d.toks[q.to].has(lined) {
			return q
		}
		part, ok := d.digitsAt(q.to)
		if !ok || part.exp != 0 {
			return q
		}
		part = d.scale(part, false)
		if part.to < len(d.toks) && !part.scaled && !d.toks[part.to].has(wide) || part.scale >= q.scale || q.exp < part.exp || q.exp-part.exp > 12 || q.mant > 1e6 {
			return q
		}
		q.mant = q.mant*pow(10, q.exp-part.exp) + part.mant
		q.exp, q.scale, q.to = part.exp, part.scale, part.to
	}
	return q
}

// wideCue looks for a cue beside f where the script has no spaces: after it
// ("3%上昇", "3% 상승"), or right before it ("上涨3%").
func (d *doc) wideCue(f *figure) bool {
	i := f.to
	for n := 0; n < 2 && i < len(d.toks) && d.toks[i].oneOf("の(（"); n++ {
		i++
	}
	for k := i; k < min(i+3, len(d.toks)) && d.toks[k].has(wide) && !d.toks[k].has(parted); k++ {
		if lx, _ := d.phraseAt(k); lx.is&cAfter != 0 {
			return f.point(lx, k)
		}
	}
	for k := max(0, f.from-4); k < f.from; k++ {
		if !d.toks[k].has(wide) {
			continue
		}
		if lx, n := d.phraseAt(k); k+n <= f.from && f.from-k-n <= 2 && lx.is&cNoun != 0 {
			return f.point(lx, k)
		}
	}
	return false
}

// point sets the direction of a cue.
func (f *figure) point(lx *lexeme, i int) bool {
	f.direction, f.cue, f.why = 1, i, "a cue beside it"
	if lx.is&cDown != 0 {
		f.direction = -1
	}
	return true
}
