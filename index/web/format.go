package web

import (
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/pennypress/pennypress/extract"
)

// clip makes one line of text from outside: at most n code points, without
// control characters and without those that turn the direction of what follows.
func clip(text string, n int) string {
	var b strings.Builder
	count := 0
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case unicode.IsControl(r), isBidi(r), r == utf8.RuneError:
			continue
		}
		if count++; count > n {
			return strings.TrimRight(b.String(), " ") + "…"
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isBidi says whether a character changes the direction of text around it.
func isBidi(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0x061C
}

// What of a text is shown where there is little room.
const (
	maxTitle = 240
	maxName  = 60
)

// titleOf is what an article is called in lists.
func titleOf(title string) string {
	if t := strings.TrimSpace(clip(title, maxTitle)); t != "" {
		return t
	}
	return "Untitled"
}

// webURL is an address that a browser may be sent to, or "".
func webURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// day and minute write a time in UTC; "" when it is unknown.
func day(t time.Time) string    { return layout(t, "2 Jan 2006") }
func minute(t time.Time) string { return layout(t, "2 Jan 2006, 15:04") }
func machine(t time.Time) string {
	return layout(t, time.RFC3339)
}

func layout(t time.Time, form string) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(form)
}

// maxAgo is how long ago a time says more than a date.
const maxAgo = 60 * 24 * time.Hour

// ago says how long before now a time was, or how long after; of what is long past
// it says the day.
func ago(t, now time.Time) string {
	d := now.Sub(t)
	switch {
	case t.IsZero():
		return ""
	case d > maxAgo:
		return day(t)
	case d < 0:
		return "in " + long(-d)
	case d < time.Minute:
		return "just now"
	}
	return long(d) + " ago"
}

func long(d time.Duration) string {
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if n := int(d / unit.of); n > 0 {
			return plural(n, unit.name)
		}
	}
	return "a moment"
}

// plural writes a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	if stem, ok := strings.CutSuffix(thing, "y"); ok && !strings.HasSuffix(stem, "a") {
		thing = stem + "ie" // copies, but days
	}
	return count(n) + " " + thing + "s"
}

// count writes a number with its thousands apart.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// number writes a number as people do: thousands apart, at most four decimals.
func number(f float64) string {
	if math.Abs(f) >= 1e15 {
		return strconv.FormatFloat(f, 'g', 6, 64)
	}
	s := strconv.FormatFloat(math.Abs(f), 'f', 4, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	whole, rest, _ := strings.Cut(s, ".")
	n, _ := strconv.Atoi(whole) // digits only, fewer than 16
	s = count(n)
	if rest != "" {
		s += "." + rest
	}
	if f < 0 && s != "0" {
		s = "−" + s
	}
	return s
}

// exact writes a number as the query language reads it.
func exact(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// signed writes a change: always with its sign.
func signed(f float64) string {
	if f > 0 {
		return "+" + number(f)
	}
	return number(f)
}

// percentage writes a move.
func percentage(m extract.Move) string {
	if m.Low != nil && m.High != nil && *m.Low != *m.High {
		return signed(*m.Low) + " to " + signed(*m.High) + "%"
	}
	return signed(m.Percent) + "%"
}

// direction of a number, as a class and as a word.
func direction(f float64) string {
	switch {
	case f > 0:
		return extract.Up
	case f < 0:
		return extract.Down
	}
	return "flat"
}

// instrument names an instrument as the query language does.
func instrument(exchange, symbol string) string {
	if exchange == "" {
		return symbol
	}
	return exchange + ":" + symbol
}

// telling is the symbol of an instrument, or its name where the symbol is a
// number or a sign and a code, as in Hong Kong and of indices.
func telling(symbol, name string) string {
	if symbol != "" && (symbol[0] < 'A' || symbol[0] > 'Z') && name != "" {
		return clip(name, maxTelling)
	}
	return clip(symbol, maxTelling)
}

// maxTelling keeps chips and lists narrow.
const maxTelling = 24

// tickerURL is the page of an instrument.
func tickerURL(exchange, symbol string) string {
	return "/ticker/" + url.PathEscape(instrument(exchange, symbol))
}

// articleURL is the page of an article.
func articleURL(id string) string { return "/article/" + url.PathEscape(id) }

// modifiers are written before a value.
var modifiers = map[string]string{
	extract.ModifierOver: "over ", extract.ModifierUnder: "under ", extract.ModifierAbout: "about ",
	extract.ModifierAtLeast: "at least ", extract.ModifierUpTo: "up to ",
}

// units are written after a percentage.
var units = map[string]string{
	extract.UnitPercentagePoint: " percentage points", extract.UnitBasisPoint: " basis points",
}

// meaning writes what an entity was read as.
func meaning(e extract.Entity) string {
	switch e.Type {
	case extract.TypePercent:
		unit, ok := units[e.Unit]
		if !ok {
			unit = "%"
		}
		write := number
		if e.Direction != "" {
			write = signed
		}
		return modifiers[e.Modifier] + value(e, write) + unit
	case extract.TypeMoney:
		text := modifiers[e.Modifier] + e.Currency + " " + value(e, number)
		if e.Per != "" {
			text += " per " + e.Per
		}
		return clip(text, maxName)
	}
	text := instrument(e.Exchange, e.Symbol)
	if e.Name != "" && e.Name != e.Symbol {
		text = e.Name + ", " + text
	}
	return clip(text, maxName)
}

// value writes an entity's number or range.
func value(e extract.Entity, write func(float64) string) string {
	switch {
	case e.Value != nil:
		return write(*e.Value)
	case e.Low != nil && e.High != nil:
		return write(*e.Low) + " to " + write(*e.High)
	case e.Low != nil:
		return "from " + write(*e.Low)
	case e.High != nil:
		return "up to " + write(*e.High)
	}
	return "of unknown value"
}
