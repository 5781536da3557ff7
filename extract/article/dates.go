package article

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

//go:embed months.tsv
var monthTable string

var months = sync.OnceValue(func() map[string]time.Month {
	m := map[string]time.Month{}
	for line := range strings.Lines(monthTable) {
		number, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if n, err := strconv.Atoi(number); ok && err == nil {
			m[name] = time.Month(n)
		}
	}
	return m
})

var stampLayouts = []string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02T15:04:05Z07",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04Z0700",
	"2006-01-02T15:04:05.999999999",
	"2006-01-02T15:04",
	"2006-01-02 15:04:05 -0700",
	"2006-01-02 15:04:05 -07:00",
	"2006-01-02 15:04:05-07:00",
	"2006-01-02 15:04:05.999999999",
	"2006-01-02 15:04:05 MST",
	"2006-01-02 15:04",
	"2006-01-02T15:04:05 -0700",
	"2006-01-02T15:04:05 -07:00",
	"20060102T150405Z0700",
	"20060102150405",
	time.RFC1123Z,
	time.RFC1123,
	time.RFC850,
	time.UnixDate,
	time.RubyDate,
	time.ANSIC,
	"Mon, 2 Jan 2006 15:04:05 -0700",
	"Mon Jan 02 2006 15:04:05 GMT-0700",
	"January 2, 2006 3:04 PM",
	"Jan 2, 2006 3:04 PM",
	"2006/01/02 15:04:05",
	"2006-1-2",
}

// parseStamp reads a time that a machine wrote, as metadata holds it. A time
// without an offset is taken as UTC, and so is one whose offset is nought,
// wherever this runs.
func parseStamp(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 8 || len(s) > 60 {
		return time.Time{}, false
	}
	for _, layout := range stampLayouts {
		if t, err := time.ParseInLocation(layout, s, time.UTC); err == nil {
			if _, east := t.Zone(); east == 0 {
				t = t.UTC() // GMT is a zone of its own
			}
			return t, plausible(t)
		}
	}
	if isDigits(s) && (len(s) == 10 || len(s) == 13) {
		n, _ := strconv.ParseInt(s[:10], 10, 64)
		t := time.Unix(n, 0).UTC()
		return t, plausible(t)
	}
	if len(s) == 8 && isDigits(s) {
		t, err := time.Parse("20060102", s)
		return t, err == nil && plausible(t)
	}
	if len(s) > 10 && s[4] == '-' {
		if t, err := time.Parse(time.DateOnly, s[:10]); err == nil {
			return t, plausible(t)
		}
	}
	return findDate(s)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// plausible reports whether a story may be from then: the web began in 1991,
// and what is far ahead is a placeholder.
func plausible(t time.Time) bool { return t.Year() >= 1991 && t.Year() <= 2099 }

// A dateToken is a number or a word of a text in which a date is looked for.
type dateToken struct {
	n     int // number, -1 for a word
	digit int // digits written
	word  string
	sep   rune // character right after
	at    int  // where it begins, in bytes
}

// findDate finds the first date in a line of text: day, month and year in any
// order that names the month, or written with numbers, year first or last.
func findDate(s string) (time.Time, bool) {
	toks := dateTokens(s)
	for i := range toks {
		if t, ok := namedDate(toks, i); ok {
			return t, true
		}
		if t, ok := numericDate(toks, i); ok {
			return t, true
		}
	}
	return time.Time{}, false
}

// Bounds on what is looked at in a line, in bytes and in words and numbers.
const (
	dateWindow    = 400
	maxDateTokens = 60
)

func dateTokens(s string) (toks []dateToken) {
	if len(s) > dateWindow {
		s = s[:dateWindow]
	}
	if !strings.ContainsAny(s, "0123456789") { // no date is written without
		return nil
	}
	toks = make([]dateToken, 0, min(len(s)/4+1, maxDateTokens))
	for i := 0; i < len(s) && len(toks) < maxDateTokens; {
		r, size := utf8.DecodeRuneInString(s[i:])
		start := i
		switch {
		case r >= '0' && r <= '9':
			for i < len(s) && s[i] >= '0' && s[i] <= '9' {
				i++
			}
			n, _ := strconv.Atoi(s[start:min(i, start+9)])
			sep, _ := utf8.DecodeRuneInString(s[i:])
			toks = append(toks, dateToken{n: n, digit: i - start, sep: sep, at: start})
		case unicode.IsLetter(r) && !unicode.Is(unicode.Han, r):
			for i < len(s) {
				r, size = utf8.DecodeRuneInString(s[i:])
				if !unicode.IsLetter(r) && !unicode.IsMark(r) {
					break
				}
				i += size
			}
			toks = append(toks, dateToken{n: -1, word: strings.ToLower(s[start:i]), at: start})
		default:
			i += size
		}
	}
	return toks
}

func namedDate(toks []dateToken, i int) (time.Time, bool) {
	if toks[i].n >= 0 {
		return time.Time{}, false
	}
	month, ok := months()[toks[i].word]
	if !ok {
		return time.Time{}, false
	}
	prev, next := i-1, i+1
	for prev >= 0 && known().fillers[toks[prev].word] {
		prev--
	}
	for next < len(toks) && known().fillers[toks[next].word] {
		next++
	}
	day, year := 0, 0
	if prev >= 0 && toks[prev].digit <= 2 && toks[prev].n >= 1 && toks[prev].n <= 31 {
		day = toks[prev].n
		if next < len(toks) {
			year = yearOf(toks[next])
		}
	}
	if year == 0 && next < len(toks) && toks[next].digit <= 2 && toks[next].n >= 1 && toks[next].n <= 31 {
		day = toks[next].n
		for next++; next < len(toks) && known().fillers[toks[next].word]; {
			next++
		}
		if next < len(toks) {
			year = yearOf(toks[next])
		}
		if year == 0 && prev >= 0 {
			year = yearOf(toks[prev])
		}
	}
	return makeDate(year, int(month), day)
}

func yearOf(t dateToken) int {
	if t.digit == 4 && t.n >= 1991 && t.n <= 2099 {
		return t.n
	}
	return 0
}

func makeDate(year, month, day int) (time.Time, bool) {
	if year < 1991 || month < 1 || month > 12 || day < 1 || day > 31 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == day
}

// numericDate reads 2024-05-03, 2024/5/3, 2024年5月3日, 03.05.2024, 3/5/2024.
// With slashes and both readings possible the American one loses except for
// days above 12: more countries write the day first.
func numericDate(toks []dateToken, i int) (time.Time, bool) {
	if i+2 >= len(toks) {
		return time.Time{}, false
	}
	a, b, c := toks[i], toks[i+1], toks[i+2]
	if a.n < 0 || b.n < 0 || c.n < 0 {
		return time.Time{}, false
	}
	if yearOf(a) > 0 && b.digit <= 2 && c.digit <= 2 && strings.ContainsRune("-/.年년", a.sep) {
		return makeDate(a.n, b.n, c.n)
	}
	if a.digit > 2 || b.digit > 2 || !strings.ContainsRune("./-", a.sep) || a.sep != b.sep {
		return time.Time{}, false
	}
	year := yearOf(c)
	if year == 0 && c.digit == 2 && a.sep == '.' {
		year = 2000 + c.n
	}
	if b.n > 12 {
		return makeDate(year, a.n, b.n)
	}
	return makeDate(year, b.n, a.n)
}
