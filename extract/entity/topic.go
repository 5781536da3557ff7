package entity

// Who moved, in scripts that are written without spaces: the topic of the sentence, or of the one before.

// isWide reports whether f stands in a clause of a script without spaces.
func (d *doc) isWide(f *figure) bool {
	if g := d.figureAt(f.from - 2); d.isSign(f.from-1, '(') && f.cue == f.from && g != nil && g.typ == sum && d.toks[g.to-1].has(wide) { // "前日比31円高の1214円(+2.62%)"
		return true
	}
	return f.cue >= 0 && d.toks[f.cue].has(wide) || f.from > 0 && d.toks[f.from-1].has(wide)
}

// wideSubject finds who moved by f where the script has no spaces: the instrument before it
// in its sentence, unless a figure of the company stands between. Without a noun of
// price the cue must be one of prices: "腾讯上涨3%", not "腾讯增长3%".
func (d *doc) wideSubject(f *figure) subject {
	start := f.from
	if f.cue >= 0 && f.cue < start {
		start = f.cue
	}
	if t := d.adnominal(f); t >= 0 {
		return d.only(t, "what its clause describes")
	}
	if g := d.figureAt(f.from - 2); g != nil && g.typ == instrument && d.isSign(f.from-1, '(') && f.why == inList { // "테슬라(6.82%), 마이크론(7.99%)도"
		return d.only(int(d.cover[f.from-2]), "its turn in a list")
	}
	if d.isPriceCue(f.cue) && !d.metricBeforeWide(start) && !d.namesSubject(start) {
		if label := d.label(start); len(label) == 1 {
			return subject{tickers: label, found: true, why: "what its paragraph is headed by"}
		}
	}
	closes := f.cue >= 0 && d.toks[f.cue].r == '收' // "因上调销售指引，收涨5.8%"
	price, index, closing := false, false, false
	for k := start - 1; k >= max(0, start-maxSegment) && !d.breaks(k+1); k-- {
		if g := d.figureAt(k); g != nil {
			if g.typ == instrument && (price || d.isPriceCue(f.cue) || f.cue == f.from && k == start-1) {
				return subject{tickers: d.joined(int(d.cover[k]), 0), found: true, why: "the instrument before it"}
			}
			k = g.from
			continue
		}
		switch lx, _ := d.phraseAt(k); {
		case lx.is&cInstr != 0 && d.isPriceTarget(k):
			return nobodyFor("a figure of the company stands before it")
		case lx.is&cInstr != 0:
			price = true
			closing = closing || d.toks[k].r == '終'
		case !price && k >= start-2 && d.isStrangersTopic(k):
			return nobodyFor("a noun that is no instrument is its subject")
		case d.isThatWideIndex(k):
			price, index = true, true
		case lx.is&cMetric != 0 && !price && !closes:
			return nobodyFor("a figure of the company stands before it")
		}
	}
	if !price {
		if t := d.topicBefore(start); t >= 0 && d.isPriceCue(f.cue) && !d.metricBeforeWide(start) {
			return d.only(t, "the topic of the sentence before")
		}
		return nobodyFor("no instrument stands before it in its sentence")
	}
	if last := d.lastNamed(start, false, func(g *figure) bool { return closing || isIndex(g) == index }); last >= 0 && !d.without(memories) {
		return d.only(last, "what was spoken of before")
	}
	return nobodyFor("nothing was named that it may refer to")
}

// topicBefore returns the instrument that the sentence before that of token i begins with, where that ends soon
// behind its verb and the one of token i has no subject: "三菱重工業が軟調。前営業日比3%安の4297円で推移し". -1 for none.
func (d *doc) topicBefore(i int) int {
	from := i
	for stop := i - maxSegment; from > max(0, stop) && !d.breaks(from); from-- {
		if from < i && marksSubject(d.toks[from].r) && d.toks[from].r != '이' && d.toks[from].r != '가' {
			return -1
		}
	}
	if from == 0 || d.toks[from].has(parted) {
		return -1
	}
	first := from - 1
	for stop := first - maxTopic; first > max(0, stop) && !d.breaks(first); first-- {
	}
	for first < from && d.cover[first] < 0 { // "[東京 7日 ロイター] - "
		first++
	}
	g := d.figureAt(first)
	if first == from || g == nil || g.typ != instrument || isIndex(g) {
		return -1
	}
	k := g.to
	if d.isSign(k, '(') || d.isSign(k, '<') {
		for k < from && !d.toks[k].oneOf(")>") {
			k++
		}
		k++
	}
	if marksSubject(d.toks[min(k, len(d.toks)-1)].r) {
		return int(d.cover[first])
	}
	return -1
}

// marksSubject reports whether r is the particle of a subject or a topic.
func marksSubject(r rune) bool {
	switch r {
	case '은', '는', '이', '가', 'は', 'が', 'も':
		return true
	}
	return false
}

// maxTopic is how many tokens the sentence may have whose topic the next one goes on about.
const maxTopic = 24

// isPriceTarget reports whether the noun of price at token i ends one of a figure: "目標株価".
func (d *doc) isPriceTarget(i int) bool {
	for k := max(0, i-3); k < i; k++ {
		if lx, n := d.phraseAt(k); k+n > i && lx.is&cMetric != 0 {
			return true
		}
	}
	return false
}

// adnominal returns the instrument that the clause of f describes: "4.15% 올랐던 네이버", "上漲3%的台積電",
// "3%上げたトヨタ". -1 for none.
func (d *doc) adnominal(f *figure) int {
	for k := max(f.cue, f.to-1) + 1; k < min(max(f.cue, f.to)+5, len(d.toks)); k++ {
		if g := d.figureAt(k); g != nil {
			if g.typ != instrument || g.from != k {
				return -1
			}
			switch d.toks[k-1].r {
			case '던', '른', '한', '린', '뛴', '的', 'た':
				return int(d.cover[k])
			}
			return -1
		}
		if !d.toks[k].has(wide) || d.toks[k].has(parted) {
			return -1
		}
	}
	return -1
}

// metricBeforeWide reports whether a figure of a company is spoken of before token i in its sentence, behind any
// colon.
func (d *doc) metricBeforeWide(i int) bool {
	for k := i - 1; k > max(0, i-maxSegment) && !d.breaks(k+1); k-- {
		if d.isSign(k, ',') || d.toks[k].r == '、' || d.toks[k].r == '，' {
			return false
		}
		if lx, _ := d.phraseAt(k); d.cover[k] < 0 && lx.is&cMetric != 0 {
			return true
		}
	}
	return false
}

// namesSubject reports whether an instrument with the particle of a subject stands before token i in its sentence.
func (d *doc) namesSubject(i int) bool {
	for k := i - 1; k > max(0, i-maxSegment) && !d.breaks(k+1); k-- {
		if g := d.figureAt(k - 1); g == nil || g.typ != instrument || d.cover[k] >= 0 {
			continue
		}
		if marksSubject(d.toks[k].r) {
			return true
		}
	}
	return false
}

// isStrangersTopic reports whether token i is the particle of a topic that is no instrument and no time: "풍산은".
func (d *doc) isStrangersTopic(i int) bool {
	if i < 2 || d.toks[i].r != '은' && d.toks[i].r != '는' || !d.toks[i].glued() || d.toks[i+1].glued() || d.cover[i] >= 0 || d.cover[i-1] >= 0 {
		return false
	}
	switch d.toks[i-1].r {
	case '에', '서', '해', '날', '늘', '년', '월', '만', '일', '도', '려', '후', // times
		'가', '수', // 주가, 지수
		'있', '없', '하', '되', '르', '리', '지', '키', '치', '나', '보', '쓰', '로', '다': // verbs
		return false
	}
	return d.toks[i-1].has(wide)
}

// isThatWideIndex reports whether "the index" stands at token i and refers to one: "지수는 0.28% 오른", "指数は".
func (d *doc) isThatWideIndex(i int) bool {
	if i+2 >= len(d.toks) || d.cover[i] >= 0 || i > 0 && d.toks[i].glued() && !d.breaks(i) {
		return false
	}
	switch d.span(i, i+2) {
	case "지수", "指数", "指數":
		return d.toks[i+2].r == '는' || d.toks[i+2].r == 'は' || d.toks[i+2].r == '가' || d.toks[i+2].r == 'も'
	}
	return false
}

// isPriceCue reports whether a cue of what prices do stands at token i.
func (d *doc) isPriceCue(i int) bool {
	if i < 0 {
		return false
	}
	if d.toks[i].kind == symbol {
		return arrow(d.toks[i].r) != 0
	}
	lx, _ := d.phraseAt(i)
	return lx.is&cPrice != 0
}
