package discover

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Precision says how much of a time its text states.
type Precision string

// The precisions. The zero value goes with the zero time.
const (
	Second Precision = "second"
	Minute Precision = "minute"
	Local  Precision = "local" // to the minute or second, but no zone is given: the time is read as UTC
	Day    Precision = "day"   // no time of day: the time is midnight UTC
)

// PublishedText gives the time as RFC 3339 with the offset that was stated; a
// day as a bare date; "" when unknown.
func (l Link) PublishedText() string {
	switch {
	case l.Published.IsZero():
		return ""
	case l.Precision == Day:
		return l.Published.Format(time.DateOnly)
	}
	return l.Published.Format(time.RFC3339)
}

// Times outside these years are mistakes.
const (
	minYear = 1600
	maxYear = 2200
)

const (
	maxTimeBytes  = 200
	maxTimeTokens = 40
)

// ParseTime reads a time in the forms that feeds use: RFC 822 and 3339 and
// their relatives, month names of many languages, numeric dates whose order is
// clear, zone names, seconds since 1970. Weekdays are not checked. ok is false
// for anything else; nothing is guessed from the present time.
func ParseTime(s string) (t time.Time, p Precision, ok bool) {
	s = strings.TrimFunc(s, isSpace)
	if len(s) < 4 || len(s) > maxTimeBytes {
		return time.Time{}, "", false
	}
	r := timeReader{toks: timeTokens(withoutComments(s))}
	r.read()
	return r.result()
}

// withoutComments drops the comments that RFC 822 allows in parentheses. An
// unbalanced one is left.
func withoutComments(s string) string {
	if strings.IndexByte(s, '(') < 0 {
		return s
	}
	var b strings.Builder
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && depth > 0:
			i++
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
			b.WriteByte(' ')
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// A timeToken is a run of digits, a run of letters or one sign.
type timeToken struct {
	text  string
	n     int  // value of digits, -1 otherwise
	glued bool // no space before it
}

func (t timeToken) number() bool { return t.n >= 0 }
func (t timeToken) is(sign string) bool {
	return t.n < 0 && t.text == sign
}

func timeTokens(s string) []timeToken {
	toks := make([]timeToken, 0, 16)
	glued := false
	for len(s) > 0 && len(toks) < maxTimeTokens {
		r, size := utf8.DecodeRuneInString(s)
		if isSpace(r) || r == ',' {
			s, glued = s[size:], false
			continue
		}
		n := tokenLength(s, r, size)
		t := timeToken{text: s[:n], n: -1, glued: glued}
		if '0' <= r && r <= '9' {
			if v, err := strconv.Atoi(t.text); err == nil {
				t.n = v
			}
		} else if n > 1 || unicode.IsLetter(r) {
			t.text = strings.ToLower(t.text)
		}
		toks = append(toks, t)
		s, glued = s[n:], true
	}
	return toks
}

func tokenLength(s string, r rune, size int) int {
	in := unicode.IsLetter
	switch {
	case '0' <= r && r <= '9':
		in = func(r rune) bool { return '0' <= r && r <= '9' }
	case !unicode.IsLetter(r):
		return size
	}
	for i, c := range s {
		if !in(c) && !unicode.IsMark(c) {
			return i
		}
	}
	return len(s)
}

// A timeReader gathers the parts of a time from tokens, in whatever order.
type timeReader struct {
	toks []timeToken
	i    int

	year, month, day     int
	hour, minute, second int
	nanos                int
	hasDay, hasTime      bool
	hasSecond, pm, am    bool
	offset               int // seconds east of UTC
	hasZone              bool
	bad                  bool
	epoch                time.Time
}

func (r *timeReader) peek(n int) timeToken {
	if r.i+n < len(r.toks) {
		return r.toks[r.i+n]
	}
	return timeToken{n: -1}
}

func (r *timeReader) read() {
	for r.i < len(r.toks) && !r.bad {
		t := r.peek(0)
		switch {
		case t.number():
			r.number(t)
		case (t.text == "+" || t.text == "-" || t.text == "\u2212") && r.hasTime && r.peek(1).number():
			r.numericZone()
		default:
			r.word(t.text)
			r.i++
		}
	}
}

// number reads what begins with digits: a time of day, a date written in
// digits, or one part of a date.
func (r *timeReader) number(t timeToken) {
	sep := r.peek(1)
	switch {
	case sep.is(":") && r.peek(2).number() && !r.hasTime:
		r.clock()
	case r.numericDate(t, sep):
	case len(t.text) == 8 && r.year == 0:
		r.setDate(t.n/10000, t.n/100%100, t.n%100)
		r.i++
	case len(t.text) == 14 && r.year == 0:
		r.setDate(t.n/1e10, t.n/1e8%100, t.n/1e6%100)
		r.setClock(t.n/1e4%100, t.n/100%100, t.n%100, true)
		r.i++
	case len(t.text) == 6 && r.hasDay && !r.hasTime:
		r.setClock(t.n/10000, t.n/100%100, t.n%100, true)
		r.i++
	case len(r.toks) == 1 && (len(t.text) == 9 || len(t.text) == 10):
		r.epoch = time.Unix(int64(t.n), 0).UTC()
		r.i++
	case len(r.toks) == 1 && len(t.text) == 13:
		r.epoch = time.UnixMilli(int64(t.n)).UTC()
		r.i++
	default:
		r.part(t)
		r.i++
	}
}

// numericDate reads y-m-d, d.m.y and m/d/y. Of two small numbers before a year,
// one above 12 or a dot decides; else the day comes first, as in most places,
// unless the time of day has AM or PM.
func (r *timeReader) numericDate(t, sep timeToken) bool {
	if !(sep.is("-") || sep.is("/") || sep.is(".")) || r.year != 0 || r.hasDay {
		return false
	}
	b, sep2, c := r.peek(2), r.peek(3), r.peek(4)
	if !b.number() || !b.glued {
		return false
	}
	if !sep2.is(sep.text) || !c.number() || !c.glued {
		if len(t.text) == 4 && sep.is("-") && len(b.text) <= 2 && len(r.toks) == 3 {
			r.setDate(t.n, b.n, 1)
			r.i += 3
			return true
		}
		return false
	}
	r.i += 5
	switch {
	case len(t.text) == 4:
		r.setDate(t.n, b.n, c.n)
	case t.n > 12 || sep.is("."):
		r.setDate(fullYear(c), b.n, t.n)
	case b.n > 12 || r.halfDay():
		r.setDate(fullYear(c), t.n, b.n)
	default:
		r.setDate(fullYear(c), b.n, t.n)
	}
	return true
}

func (r *timeReader) halfDay() bool {
	for _, t := range r.toks {
		if t.text == "am" || t.text == "pm" {
			return true
		}
	}
	return false
}

func (r *timeReader) setDate(year, month, day int) {
	r.year, r.month, r.day, r.hasDay = year, month, day, true
}

func (r *timeReader) setClock(hour, minute, second int, hasSecond bool) {
	r.hour, r.minute, r.second, r.hasSecond, r.hasTime = hour, minute, second, hasSecond, true
	r.bad = r.bad || hour > 24 || minute > 59 || second > 60
}

// clock reads 15:04, 15:04:05 and 15:04:05.678.
func (r *timeReader) clock() {
	hour, minute := r.peek(0).n, r.peek(2).n
	r.i += 3
	second, has := 0, false
	if r.peek(0).is(":") && r.peek(1).number() {
		second, has = r.peek(1).n, true
		r.i += 2
		if r.peek(0).is(".") && r.peek(1).number() && r.peek(1).glued {
			r.nanos = nanos(r.peek(1).text)
			r.i += 2
		}
	}
	r.setClock(hour, minute, second, has)
}

func nanos(digits string) int {
	digits = (digits + "000000000")[:9]
	n, _ := strconv.Atoi(digits)
	return n
}

// part reads a lone number: a day, a year, or a time of day without colon.
func (r *timeReader) part(t timeToken) {
	switch {
	case r.hasDay && r.year != 0 && r.month != 0 && !r.hasTime && len(t.text) == 4:
		r.setClock(t.n/100, t.n%100, 0, false)
	case !r.hasDay && len(t.text) <= 2 && t.n >= 1 && t.n <= 31:
		r.day, r.hasDay = t.n, true
	case r.year == 0 && (len(t.text) == 4 || len(t.text) == 2 && r.month != 0):
		r.year = fullYear(t)
	}
}

// fullYear reads years of two digits as RFC 2822 does.
func fullYear(t timeToken) int {
	if len(t.text) > 2 {
		return t.n
	}
	if t.n < 50 {
		return 2000 + t.n
	}
	return 1900 + t.n
}

// word reads a month, a zone, AM or PM, or the unit behind a number in
// Chinese and Japanese. Other words, weekdays among them, say nothing.
func (r *timeReader) word(w string) {
	switch w {
	case "pm", "下午", "午後", "오후":
		r.pm = true
		return
	case "am", "上午", "午前", "오전":
		r.am = true
		return
	case "p", "a": // p.m.
		if r.peek(1).is(".") && r.peek(2).is("m") {
			r.pm, r.am = w == "p", w == "a"
			r.i += 2
			return
		}
	case "年", "月", "日", "년", "월", "일":
		r.unit(w)
		return
	}
	// Of several names that may be months the last counts: "mar" before it was
	// a French or Italian Tuesday.
	if m := months()[w]; m != 0 && !r.hasTime || m != 0 && r.month == 0 {
		r.month = m
		return
	}
	// A single letter is a zone only at the end: elsewhere it is a word.
	if len(w) == 1 && w != "z" && r.i < len(r.toks)-1 {
		return
	}
	if offset, ok := zones()[w]; ok && r.hasTime && !r.hasZone {
		r.offset, r.hasZone = offset, true
	}
}

func (r *timeReader) unit(w string) {
	if r.i == 0 || !r.toks[r.i-1].number() {
		return
	}
	n := r.toks[r.i-1]
	switch w {
	case "年", "년":
		r.year = fullYear(n)
		r.hasDay = false
	case "月", "월":
		r.month = n.n
		r.hasDay = false
	default:
		r.day, r.hasDay = n.n, true
	}
}

// numericZone reads +0100, +01:00, +1 and -0234. It overrules a name before it:
// "GMT+2" is two hours east.
func (r *timeReader) numericZone() {
	sign := 1
	if !r.peek(0).is("+") {
		sign = -1
	}
	digits := r.peek(1)
	hours, minutes := digits.n, 0
	r.i += 2
	switch {
	case len(digits.text) > 4:
		r.bad = true
	case len(digits.text) > 2:
		hours, minutes = digits.n/100, digits.n%100
	case r.peek(0).is(":") && r.peek(1).number():
		minutes = r.peek(1).n
		r.i += 2
	}
	if hours > 15 || minutes > 59 {
		return // no zone on earth: as if none were given
	}
	r.offset, r.hasZone = sign*(hours*3600+minutes*60), true
}

func (r *timeReader) result() (time.Time, Precision, bool) {
	if !r.epoch.IsZero() {
		if !inRange(r.epoch) {
			return time.Time{}, "", false
		}
		return r.epoch, Second, true
	}
	if r.year != 0 && r.month == 0 && len(r.toks) == 1 {
		r.month, r.day = 1, 1
	}
	if r.pm && r.hour < 12 {
		r.hour += 12
	} else if r.am && r.hour == 12 {
		r.hour = 0
	}
	midnight := time.Date(r.year, time.Month(r.month), r.day, 0, 0, 0, 0, time.UTC)
	if r.bad || r.month < 1 || r.month > 12 || r.day < 1 || midnight.Day() != r.day || !inRange(midnight) {
		return time.Time{}, "", false
	}
	if !r.hasTime {
		return midnight, Day, true
	}
	zone := time.UTC
	if r.offset != 0 {
		zone = time.FixedZone("", r.offset)
	}
	t := time.Date(r.year, time.Month(r.month), r.day, r.hour, r.minute, min(r.second, 59), r.nanos, zone)
	switch {
	case !r.hasZone:
		return t, Local, true
	case !r.hasSecond:
		return t, Minute, true
	}
	return t, Second, true
}

func inRange(t time.Time) bool { return t.Year() >= minYear && t.Year() <= maxYear }

//go:embed months.tsv
var monthsTSV string

//go:embed zones.tsv
var zonesTSV string

// months maps names of months to 1..12.
var months = sync.OnceValue(func() map[string]int {
	m := make(map[string]int)
	for _, row := range tsv(monthsTSV) {
		n, _ := strconv.Atoi(row[0])
		for _, name := range row[1:] {
			m[name] = n
		}
	}
	return m
})

// zones maps names of time zones to seconds east of UTC.
var zones = sync.OnceValue(func() map[string]int {
	m := make(map[string]int)
	for _, row := range tsv(zonesTSV) {
		at, err := time.Parse("-07:00", row[1])
		if err == nil {
			_, m[row[0]] = at.Zone()
		}
	}
	return m
})
