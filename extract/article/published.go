package article

import (
	"bytes"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// A dateChoice is a time and where it came from.
type dateChoice struct {
	at   time.Time
	from string
}

// choosePublished finds the time of publication and gives it the day that
// readers see.
func (d *doc) choosePublished(story linkedArticle, address string) dateChoice {
	d.month = monthInURL(firstOf(address, d.sig.canonical, d.sig.first("og:url")))
	shown := d.shownDates()
	c := d.published(story, shown, address)
	if day, ok := d.addressDay(address); ok && c.unsure() && c.at.Sub(day).Abs() > apart(c.from) {
		c = dateChoice{at: day, from: "address"}
	}
	c.at = d.localDay(c.at, shown, address)
	return c
}

// unsure reports whether a date may be of something else on the page: it is
// not from metadata.
func (c dateChoice) unsure() bool {
	return c.from == "time" || c.from == "text" || c.from == "text elsewhere" || c.from == "json-ld page"
}

// apart is by how much a date may differ from the one in the address: a day
// and its time zones where it was only read somewhere on the page, more beside the headline.
func apart(from string) time.Duration {
	if from == "text" {
		return 10 * day
	}
	return 2 * day
}

const day = 24 * time.Hour

// published follows the order of trust that the corpus showed: linked
// data, meta, the page's own time elements, a date in the text near the
// headline, the address.
func (d *doc) published(story linkedArticle, shown []shownDate, address string) dateChoice {
	if c := d.stampedDate(story); c.from != "" {
		return d.restamped(c, story, shown)
	}
	near, ok := nearest(shown)
	if ok && near.label == labelPublished {
		return near.choice()
	}
	s := d.sig
	if c := timeElement(s, near.at, false); c.from != "" {
		return c
	}
	if ok && near.label != labelModified {
		return near.choice()
	}
	if c := d.firstStamp(known().lists["date weak meta"]); c.from != "" {
		return c
	}
	if t, ok := parseStamp(s.page.published); ok {
		return dateChoice{at: t, from: "json-ld page"}
	}
	if ok {
		return near.choice()
	}
	if t, ok := d.addressDay(address); ok {
		return dateChoice{at: t, from: "address"}
	}
	if c := timeElement(s, near.at, true); c.from != "" {
		return c
	}
	if c := d.datedNote(); c.from != "" {
		return c
	}
	if c := d.anyDate(shown); c.from != "" {
		return c
	}
	if c := scriptDate(d.page.Body); c.from != "" {
		return c
	}
	return d.chooseModified(story)
}

// scriptDate finds the first time that a script of the page holds under a name
// for the publication.
func scriptDate(body []byte) dateChoice {
	for _, key := range known().lists["script date"] {
		_, rest, ok := bytes.Cut(body, []byte(`"`+key+`"`))
		if !ok {
			continue
		}
		rest = bytes.TrimLeft(rest[:min(len(rest), 80)], " :\"\\")
		end := bytes.IndexAny(rest, "\"\\,}")
		if end < 0 {
			continue
		}
		if t, ok := parseStamp(string(rest[:end])); ok {
			return dateChoice{at: t, from: "script " + key}
		}
	}
	return calledDate(body)
}

// calledDate finds a date that a script passes to a function of its own that writes
// it into the page: showDate("2020/04/17 01:43").
func calledDate(body []byte) dateChoice {
	const call = `Date("`
	for {
		at := bytes.Index(body, []byte(call))
		if at < 0 {
			return dateChoice{}
		}
		before := body[:at]
		body = body[at+len(call):]
		if end := bytes.IndexByte(body[:min(len(body), 40)], '"'); end > 0 && len(before) > 0 && isLetter(before[len(before)-1]) {
			if t, ok := findDate(string(body[:end])); ok {
				return dateChoice{at: t, from: "script call"}
			}
		}
	}
}

// stampedDate is what the page's metadata says plainly.
func (d *doc) stampedDate(story linkedArticle) dateChoice {
	if t, ok := parseStamp(story.published); ok {
		return dateChoice{at: t, from: "json-ld"}
	}
	return d.firstStamp(known().lists["date meta"])
}

func (d *doc) firstStamp(keys []string) dateChoice {
	for _, key := range keys {
		if t, ok := parseStamp(d.sig.first(key)); ok {
			return dateChoice{at: t, from: "meta " + key}
		}
	}
	return dateChoice{}
}

// restamped believes another day than the metadata's that the page shows to
// readers and in its markup, when it shows the metadata's nowhere; and an
// earlier day that it shows as its publication where the metadata was stamped
// anew, saying that the story was changed on the day it was published, or before.
func (d *doc) restamped(c dateChoice, story linkedArticle, shown []shownDate) dateChoice {
	near, ok := nearest(shown)
	if ok && near.bare && !isShown(shown, c.at) && d.markedDay(near.at) {
		return near.choice()
	}
	modified := d.chooseModified(story)
	if modified.from == "" || modified.at.Sub(c.at) > day {
		return c
	}
	if !ok || !near.bare || near.twofold || c.at.Sub(near.at) <= 2*day || d.inMonth(c.at) {
		return c
	}
	if near.label == labelPublished || near.label == labelNone && near.under && !isShown(shown, c.at) {
		return near.choice()
	}
	return c
}

// markedDay reports whether an element says that a day is the publication.
func (d *doc) markedDay(at time.Time) bool {
	for _, t := range d.sig.times {
		if day, ok := findDate(t.text); ok && day.Equal(at) && strings.Contains(t.class, "datepublished") {
			return true
		}
	}
	return false
}

// inMonth reports whether the page's address has the month of a time.
func (d *doc) inMonth(t time.Time) bool { return d.month != "" && t.Format("2006/01") == d.month }

// isShown reports whether the page shows a day, give or take a time zone.
func isShown(shown []shownDate, at time.Time) bool {
	for _, s := range shown {
		if at.Sub(s.at) > -day && at.Sub(s.at) < 2*day {
			return true
		}
	}
	return false
}

func (d *doc) addressDay(address string) (time.Time, bool) {
	return dateInURL(firstOf(address, d.sig.canonical, d.sig.first("og:url")))
}

// datedNote puts "today (January 27)" in the story and "January 27, 2025" in
// a note of the editors together. Neither says the day of publication alone.
func (d *doc) datedNote() dateChoice {
	for _, n := range d.notes() {
		toks := dateTokens(n)
		for i := range toks {
			t, ok := namedDate(toks, i)
			if ok && d.saysToday(t.Month(), t.Day()) {
				return dateChoice{at: t, from: "today in the text, its year in the note"}
			}
		}
	}
	return dateChoice{}
}

func (d *doc) saysToday(month time.Month, day int) bool {
	for i := range d.blocks {
		if !d.blocks[i].keep {
			continue
		}
		low := strings.ToLower(d.blocks[i].text)
		at := strings.Index(low, "today (")
		if at < 0 {
			continue
		}
		end := strings.IndexByte(low[at:], ')')
		if end < 0 {
			continue
		}
		toks := dateTokens(low[at : at+end])
		for j := 1; j+1 < len(toks); j++ {
			if months()[toks[j].word] == month && toks[j+1].n == day {
				return true
			}
		}
	}
	return false
}

// timeElement takes the time element that its class says is the publication,
// else the one that stands as text beside the headline, else the first after it. With
// loose set, any.
func timeElement(s *signals, near time.Time, loose bool) dateChoice {
	best, score := dateChoice{}, 0
	for i, t := range s.times {
		at, ok := parseStamp(t.stamp)
		if !ok {
			if at, ok = findDate(t.text); !ok {
				continue
			}
		}
		v := 1
		if t.after {
			v += 3
		}
		if containsAny(t.class, known().lists["time published"]) {
			v += 6
		}
		if !near.IsZero() && at.Sub(near).Abs() < day {
			v += 4
		}
		if containsAny(t.class, known().lists["time modified"]) {
			v -= 5
		}
		if containsAny(t.class, known().lists["time beside"]) {
			v -= 4
		}
		if i == 0 {
			v++
		}
		if v > score && (loose || v >= 4) {
			best, score = dateChoice{at, "time"}, v
		}
	}
	return best
}

// What the words before a date say it is.
type dateLabel uint8

const (
	labelNone dateLabel = iota
	labelPublished
	labelModified
	labelOther // of a person or an event
)

// A shownDate is a date in a short block.
type shownDate struct {
	at    time.Time
	label dateLabel
	near  bool // beside the headline
	under bool // in the few blocks right beneath it
	bare  bool // next to nothing else stands before it
	// Which number is the day is a guess.
	twofold bool
	block   int
}

func (s shownDate) choice() dateChoice {
	if s.label == labelPublished {
		return dateChoice{at: s.at, from: "text, labelled"}
	}
	return dateChoice{at: s.at, from: "text"}
}

// Bounds on the blocks in which dates are looked for.
const (
	datedWords = 25
	maxShown   = 60
	maxBefore  = 40 // bytes before a bare date: a name, a label
	maxUnder   = 6
)

// shownDates lists the dates that stand in short blocks and are no part of the
// headline, of captions or of links to other stories.
func (d *doc) shownDates() []shownDate {
	first, last := d.aroundHeadline()
	var out []shownDate
	for i := range d.blocks {
		b, f := &d.blocks[i], &d.facts[i]
		if b.words > datedWords || len(out) > maxShown || !strings.ContainsAny(b.text, "0123456789") {
			continue
		}
		near := i >= first && i < last
		if f.title >= 2 || i == d.titleAt || !near && linkShare(b.linkBytes, b.bytes) >= 60 {
			continue
		}
		if f.kind == kindCaption && b.words > 6 {
			continue
		}
		for n, s := range datesIn(b.text) {
			if n == 0 && s.label == labelNone {
				s.label = d.labelBefore(i)
			}
			s.near, s.block = near && (d.month == "" || d.inMonth(s.at)), i
			s.under = s.near && d.titleAt >= 0 && d.titleAt < last && i > d.titleAt && i <= d.titleAt+maxUnder
			out = append(out, s)
		}
	}
	return out
}

// aroundHeadline is the range of blocks from above the headline to the first of
// the story. What is below the story is no headline of it.
func (d *doc) aroundHeadline() (first, last int) {
	begin, end := d.keptRange()
	head := d.titleAt
	if begin >= 0 && head > end {
		head = begin
	}
	first, last = max(head-4, 0), len(d.blocks)
	if begin >= 0 {
		last = min(begin+2, len(d.blocks))
	}
	if head != d.titleAt {
		return first, last
	}
	return first, max(last, min(first+16, len(d.blocks)))
}

// labelBefore is what a block of at most three words right before says of a date.
func (d *doc) labelBefore(i int) dateLabel {
	if i == 0 || d.blocks[i-1].words > 3 {
		return labelNone
	}
	return labelOf(d.blocks[i-1].text)
}

// datesIn finds the dates of a line and what the words before each say.
func datesIn(text string) []shownDate {
	toks := dateTokens(text)
	var out []shownDate
	from := 0
	for i := 0; i < len(toks) && len(out) < 4; i++ {
		t, ok := namedDate(toks, i)
		width := 2
		if !ok {
			if t, ok = numericDate(toks, i); !ok {
				continue
			}
			width = 3
		}
		start := toks[i].at
		before := text[min(from, start):start]
		label := labelOf(before)
		out = append(out, shownDate{at: t, label: label, bare: len(before) <= maxBefore && !glued(before), twofold: width == 3 && twofold(toks[i:])})
		i = min(i+width-1, len(toks)-1)
		from = toks[i].at
	}
	return out
}

// glued reports whether a text ends in the middle of a word.
func glued(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return unicode.IsLetter(r) && !cjk(r) && !unicode.Is(unicode.Hangul, r)
}

// twofold reports whether a numeric date reads as two different days.
func twofold(toks []dateToken) bool {
	a, b := toks[0], toks[1]
	return a.digit <= 2 && a.sep == '/' && a.n <= 12 && b.n <= 12 && a.n != b.n
}

// labelOf tells what the last label in the words before a date says of it.
func labelOf(text string) dateLabel {
	if text == "" {
		return labelNone
	}
	if len(text) > dateWindow {
		text = text[len(text)-dateWindow:]
	}
	folded := " " + string(foldWords(nil, text, dateWindow)) + " "
	best, at := labelNone, -1
	labelWords().each(folded, func(list, end int) {
		if end > at || end == at && dateLabel(list) < best {
			best, at = dateLabel(list), end
		}
	})
	return best
}

// labelWords finds the words that say what a date is; those of scripts without
// spaces anywhere, others as words.
var labelWords = sync.OnceValue(func() *finder {
	k := known()
	lists := make([][]string, labelOther+1)
	for label, kind := range map[dateLabel]string{labelPublished: "label published", labelModified: "label modified", labelOther: "label other"} {
		for _, w := range k.lists[kind] {
			r, _ := utf8.DecodeRuneInString(w)
			if !cjk(r) && !unicode.Is(unicode.Hangul, r) {
				w = " " + w + " "
			}
			lists[label] = append(lists[label], w)
		}
	}
	return newFinder(lists...)
})

// nearest is the date that most likely is the page's: the first right beneath
// the headline that stands by itself, else one beside it, else the only one
// anywhere that is called the publication, else any beside the headline.
func nearest(shown []shownDate) (shownDate, bool) {
	for _, want := range []func(shownDate) bool{
		func(s shownDate) bool { return s.under && s.bare && s.label <= labelPublished },
		func(s shownDate) bool { return s.near && s.bare && s.label == labelPublished },
		func(s shownDate) bool { return s.near && s.bare && s.label == labelNone },
		func(s shownDate) bool { return s.near && s.label == labelPublished },
		func(s shownDate) bool { return s.label == labelPublished && alone(shown, s) },
		func(s shownDate) bool { return s.near && s.label == labelNone },
		func(s shownDate) bool { return s.near && s.label == labelModified },
	} {
		for _, s := range shown {
			if want(s) {
				return s, true
			}
		}
	}
	return shownDate{}, false
}

// alone reports whether no other day is called the publication.
func alone(shown []shownDate, one shownDate) bool {
	for _, s := range shown {
		if s.label == labelPublished && !s.at.Equal(one.at) {
			return false
		}
	}
	return true
}

// anyDate is the last resort: a date anywhere that is called the publication,
// then any other, then the beginning of the story.
func (d *doc) anyDate(shown []shownDate) dateChoice {
	for _, label := range []dateLabel{labelPublished, labelNone} {
		for _, s := range shown {
			if s.label == label {
				return dateChoice{at: s.at, from: "text elsewhere"}
			}
		}
	}
	begun := 0
	for i := 0; i < len(d.blocks) && begun < 3; i++ {
		b := &d.blocks[i]
		if b.keep || b.why == dateLine && labelOf(b.text) != labelOther {
			begun++
			if t, ok := findDate(b.text[:min(len(b.text), 24)]); ok {
				return dateChoice{at: t, from: "beginning of the text"}
			}
		}
	}
	return dateChoice{}
}

// dateInURL reads /2024/05/03/ or 2024-05-03 or 20240503 from an address.
func dateInURL(address string) (time.Time, bool) {
	u, err := url.Parse(address)
	if err != nil {
		return time.Time{}, false
	}
	digits := strings.FieldsFunc(u.Path, func(r rune) bool { return r < '0' || r > '9' })
	for i, f := range digits {
		if len(f) == 8 {
			if t, err := time.Parse("20060102", f); err == nil && plausible(t) {
				return t, true
			}
		}
		if i+2 < len(digits) && len(f) == 4 && len(digits[i+1]) <= 2 && len(digits[i+2]) <= 2 {
			joined := strings.Join(digits[i:i+3], "-")
			if t, err := time.Parse("2006-1-2", joined); err == nil && plausible(t) && strings.ContainsAny(u.Path, "/-") {
				return t, true
			}
		}
	}
	return time.Time{}, false
}

// monthInURL reads /2024/05/ from an address, as 2024/05.
func monthInURL(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	parts := strings.Split(u.Path, "/")
	for i := 0; i+1 < len(parts); i++ {
		if len(parts[i]) != 4 || len(parts[i+1]) != 2 {
			continue
		}
		if t, err := time.Parse("2006/01", parts[i]+"/"+parts[i+1]); err == nil && plausible(t) {
			return t.Format("2006/01")
		}
	}
	return ""
}

func (d *doc) chooseModified(story linkedArticle) dateChoice {
	if t, ok := parseStamp(story.modified); ok {
		return dateChoice{at: t, from: "json-ld"}
	}
	return d.firstStamp(known().lists["modified meta"])
}
