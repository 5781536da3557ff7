package article

import (
	"net/url"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"
)

// A choice is one field's value and where it came from.
type choice struct{ value, from string }

// A dateChoice is a time and where it came from.
type dateChoice struct {
	at   time.Time
	from string
}

var publishedKeys = []string{"article:published_time", "itemprop:datepublished", "datepublished", "article:published", "og:article:published_time",
	"parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "dc.date.created", "dcterms.date", "dcterms.issued",
	"pubdate", "publishdate", "publish_date", "publish-date", "publication_date", "publicationdate", "citation_publication_date", "date.release", "ptime", "article_date_original",
	"og:published_time", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "last-publication-date", "article.published", "originalpublicationdate", "rnews:datepublished", "itemprop:datecreated", "article.created",
	"vr:published_time", "published", "published_at", "published-date", "published_date", "date-published", "date_published", "publish_time", "article-date", "postdate", "dateposted", "sailthru.publish-date", "bt:pubdate", "date", "created", "creation_date", "article:created", "displaydate", "timestamp", "news_publication_date"}

var modifiedKeys = []string{"article:modified_time", "og:updated_time", "itemprop:datemodified", "dc.date.modified", "dcterms.modified",
	"last-modified", "lastmod", "datemodified", "article:modified", "revision_date", "updated", "modified"}

// choosePublished finds the time of publication and gives it the day that
// readers see.
func (d *doc) choosePublished(story linkedArticle, address string) dateChoice {
	c := d.published(story, address)
	if day, ok := dateInURL(firstOf(address, d.sig.canonical, d.sig.first("og:url"))); ok && c.unsure() && c.at.Sub(day).Abs() > 10*24*time.Hour {
		c = dateChoice{day, "address"}
	}
	c.at = d.localDay(c.at, address)
	return c
}

// unsure reports whether a date may be of something else on the page: it is
// not from metadata.
func (c dateChoice) unsure() bool {
	return c.from == "time" || c.from == "text" || c.from == "text elsewhere" || c.from == "json-ld page"
}

// zones of the languages that are written in one time zone, by hours east.
var zones = map[string]int{"ja": 9, "ko": 9, "zh": 8, "th": 7, "vi": 7}

// localDay puts a time into the zone of the page. A day without a clock is a
// day where the language is written. A time in UTC whose neighbouring day
// stands beside the headline or in the address keeps its instant, in the
// nearest zone that has that day.
func (d *doc) localDay(at time.Time, address string) time.Time {
	if at.IsZero() || at.Location() != time.UTC {
		return at
	}
	if at.Equal(at.Truncate(24 * time.Hour)) {
		lang, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(d.sig.lang), "_", "-"), "-")
		if east := zones[lang]; east != 0 {
			return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.FixedZone("", east*3600))
		}
		return at
	}
	if local, ok := inDay(at, d.dateText().at); ok {
		return local
	}
	if day, ok := dateInURL(firstOf(address, d.sig.canonical, d.sig.first("og:url"))); ok {
		if local, ok := inDay(at, day); ok {
			return local
		}
	}
	return at
}

// inDay moves an instant into the nearest zone of whole hours in which it falls
// on a neighbouring day, when the earth has such a zone.
func inDay(at, day time.Time) (time.Time, bool) {
	if day.IsZero() {
		return at, false
	}
	day = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	utc := at.UTC().Truncate(24 * time.Hour)
	var hours int
	switch {
	case day.AddDate(0, 0, 1).Equal(utc):
		hours = -(int(at.Sub(utc)/time.Hour) + 1)
	case utc.AddDate(0, 0, 1).Equal(day):
		hours = int((day.Sub(at) + time.Hour - 1) / time.Hour)
	}
	if hours == 0 || hours < -12 || hours > 14 {
		return at, false
	}
	return at.In(time.FixedZone("", hours*3600)), true
}

// published follows the order of trust that the corpus showed: linked
// data, meta, the page's own time elements, a date in the text near the
// headline, the address.
func (d *doc) published(story linkedArticle, address string) dateChoice {
	if t, ok := parseStamp(story.published); ok {
		return dateChoice{t, "json-ld"}
	}
	s := d.sig
	for _, key := range publishedKeys {
		if t, ok := parseStamp(s.first(key)); ok {
			return dateChoice{t, "meta " + key}
		}
	}
	if c := timeElement(s, false); c.from != "" {
		return c
	}
	if t, ok := parseStamp(s.page.published); ok {
		return dateChoice{t, "json-ld page"}
	}
	if c := d.dateText(); c.from != "" {
		return c
	}
	if t, ok := dateInURL(firstOf(address, s.canonical, s.first("og:url"))); ok {
		return dateChoice{t, "address"}
	}
	if c := timeElement(s, true); c.from != "" {
		return c
	}
	if c := d.datedNote(); c.from != "" {
		return c
	}
	return d.anyDate()
}

// datedNote puts "today (January 27)" in the story and "January 27, 2025" in
// a note of the editors together. Neither says the day of publication alone.
func (d *doc) datedNote() dateChoice {
	for _, n := range d.notes() {
		toks := dateTokens(n)
		for i := range toks {
			t, ok := namedDate(toks, i)
			if ok && d.saysToday(t.Month(), t.Day()) {
				return dateChoice{t, "today in the text, its year in the note"}
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

var modifiedWords = []string{"modified", "updated", "update", "aktualisiert", "lastmod"}

// timeElement takes the time element that its class says is the publication,
// else the first after the headline. With loose set, any.
func timeElement(s *signals, loose bool) dateChoice {
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
		if containsAny(t.class, []string{"datepublished", "published", "pubdate", "publish", "posted", "entry-date"}) {
			v += 6
		}
		if containsAny(t.class, modifiedWords) {
			v -= 5
		}
		if containsAny(t.class, []string{"related", "card", "teaser", "comment", "sidebar", "recommend", "promo", "widget"}) {
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

// dateText looks for a date in the short blocks around the headline.
func (d *doc) dateText() dateChoice {
	first := max(d.titleAt-4, 0)
	last := len(d.blocks)
	for i := range d.blocks {
		if d.blocks[i].keep {
			last = min(i+2, len(d.blocks))
			break
		}
	}
	last = max(last, min(first+16, len(d.blocks)))
	var modified dateChoice
	for i := first; i < last; i++ {
		b := &d.blocks[i]
		if b.words > 25 {
			continue
		}
		t, ok := findDate(b.text)
		if !ok {
			continue
		}
		if containsAny(strings.ToLower(b.text), modifiedWords) && !strings.Contains(strings.ToLower(b.text), "publi") {
			if modified.from == "" {
				modified = dateChoice{t, "text"}
			}
			continue
		}
		return dateChoice{t, "text"}
	}
	return modified
}

func (d *doc) anyDate() dateChoice {
	for i := range d.blocks {
		if d.blocks[i].words > 25 {
			continue
		}
		if t, ok := findDate(d.blocks[i].text); ok {
			return dateChoice{t, "text elsewhere"}
		}
	}
	for _, key := range modifiedKeys {
		if t, ok := parseStamp(d.sig.first(key)); ok {
			return dateChoice{t, "meta " + key}
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

func (d *doc) chooseModified(story linkedArticle) dateChoice {
	if t, ok := parseStamp(story.modified); ok {
		return dateChoice{t, "json-ld"}
	}
	for _, key := range modifiedKeys {
		if t, ok := parseStamp(d.sig.first(key)); ok {
			return dateChoice{t, "meta " + key}
		}
	}
	return dateChoice{}
}

// chooseLanguage believes the page's label unless the text is plainly in another language.
func (d *doc) chooseLanguage(story linkedArticle, text string) choice {
	seen := detectLanguage(text)
	for _, c := range []choice{{d.sig.lang, "html lang"}, {d.sig.first("content-language", "language", "dc.language"), "meta"}, {story.language, "json-ld"}, {d.sig.first("og:locale"), "og:locale"}} {
		tag, err := language.Parse(strings.ReplaceAll(strings.TrimSpace(c.value), "_", "-"))
		if err != nil || c.value == "" {
			continue
		}
		base, _ := tag.Base()
		if seen.sure && seen.code != base.String() && !(seen.code == "no" && (base.String() == "nb" || base.String() == "nn")) {
			return choice{seen.code, "text"}
		}
		return choice{tag.String(), c.from}
	}
	if seen.code != "" {
		return choice{seen.code, "text"}
	}
	return choice{}
}

// absolute resolves an address of the page; what is not http(s) is dropped.
func absolute(base, ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" {
		return ""
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if b, err := url.Parse(base); err == nil && base != "" {
		u = b.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

func splitTags(s string) []string {
	var out []string
	for _, t := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '、' }) {
		if t = strings.TrimSpace(t); t != "" && len(t) < 80 && len(out) < 60 {
			out = append(out, t)
		}
	}
	return out
}

// printable drops what no field of an article may hold.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || invisible(r) {
			return -1
		}
		return r
	}, s)
}
