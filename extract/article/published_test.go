package article

import (
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// TestPublishedByWitnesses checks which of several dates of a page is believed.
func TestPublishedByWitnesses(t *testing.T) {
	const h1 = `<h1>Two cranes stand still</h1>`
	meta := func(published, modified string) string {
		return `<meta property="article:published_time" content="` + published + `"><meta property="article:modified_time" content="` + modified + `">`
	}
	for name, c := range map[string]struct{ head, top, want string }{
		"metadata stamped anew, the page says when it was published": {
			meta("2025-08-21T09:00:00Z", "2025-08-21T09:00:00Z"), h1 + `<p>Published Apr 26, 2023</p><p>Updated Aug 21, 2025</p>`, "2023-04-26"},
		"metadata stamped anew, another date beneath the headline": {
			meta("2025-08-21T09:00:00Z", "2025-08-21T09:00:00Z"), h1 + `<p>April 26, 2023</p>`, "2023-04-26"},
		"stories change: an update shown is no publication": {
			meta("2024-03-06T02:16:49Z", "2025-11-19T12:00:00Z"), h1 + `<p>Last updated on November 19, 2025</p>`, "2024-03-06"},
		"a day in figures may be a month": {
			meta("2020-06-01T21:53:12Z", "2020-06-01T21:53:12Z"), h1 + `<p>Posted on 6/1/2020</p>`, "2020-06-01"},
		"vague metadata loses to the day beneath the headline": {
			`<meta name="date" content="2021-10-15">`, h1 + `<p>13.10.2021</p>`, "2021-10-13"},
		"markup and text agree against metadata": {
			meta("2022-10-24T12:40:59Z", "2022-12-02T08:16:16Z"), h1 + `<p><span itemprop="datePublished">8 October 2022</span></p>`, "2022-10-08"},
		"date of a caption": {
			``, h1 + `<p>Bystanders at the closed gate of the container terminal, 24 April 2023</p><ul><li>Datum 28.04.2023</li></ul>`, "2023-04-28"},
		"date of a registration": {
			``, h1 + `<p>Registered: 18.09.2008, 05:56</p><p>by quayman » 21.01.2009, 05:42</p>`, "2009-01-21"},
		"month of the address": {
			`<link rel="canonical" href="https://quayside.example/2017/09/cranes.html">`, `<p>Saturday, 9 September 2017</p>` + h1 + `<p>Book out on 14.08.2017</p>`, "2017-09-09"},
		"day of the address beside times of other stories": {
			`<link rel="canonical" href="https://quayside.example/2023-12-19/cranes">`, h1 + `<ul><li><time datetime="2023-12-24T13:05:00Z">Dec 24</time> <a href="/x">Another story of this week</a></li></ul>`, "2023-12-19"},
		"day in the time element": {
			meta("2023-12-22T04:00:41+00:00", ""), h1 + `<p><time datetime="2023-12-22T04:00:41+00:00">Dec. 21, 2023 11:00 pm EST</time></p>`, "2023-12-21"},
		"label in the block before": {
			``, h1 + `<dl><dt>Updated</dt><dd>9 May 2024</dd><dt>Published</dt><dd>3 May 2024</dd></dl>`, "2024-05-03"},
		"dates with labels in one line": {
			``, h1 + `<p>Updated: 9 May 2024 | Published: 3 May 2024</p>`, "2024-05-03"},
		"name and date glued together are no date of their own": {
			meta("2022-12-25T11:00:02Z", "2022-12-25T11:00:02Z"), h1 + `<p>Ines Kolar2022-12-07T10:10:52+01:00 25 December 2022</p>`, "2022-12-25"},
		"only a script knows": {
			``, h1 + `<script type="application/json">{"review":{"publishedDate":"2016-11-04T20:37:27Z"}}</script>`, "2016-11-04"},
		"a script writes the date": {
			``, h1 + `<script>var t = new Date("2019-01-02"); document.write(showDate("2016/11/04 09:12"))</script>`, "2016-11-04"},
		"midnight of the language in UTC": {
			meta("2022-11-06T23:00:00Z", ""), `<h1>Der Hafen bleibt am Montag wieder zu, und die Kräne stehen weiter still</h1>`, "2022-11-07"},
		"evening in America, GMT in the metadata": {
			meta("Wed, 04 May 2022 02:41:00 GMT", ""), h1 + `<p>Ines Kolar 3/5/2022 22:41</p>`, "2022-05-03"},
		"byline and date in one line": {
			``, h1 + `<div>Ines Kolar, Sep 22, 2024 / 04:15 PM</div>`, "2024-09-22"},
	} {
		page := "<html><head>" + c.head + "</head><body><main><article>" + c.top + storyText + "</article></main></body></html>"
		a, err := Read(extract.Page{Body: []byte(page)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Published.Format(time.DateOnly); got != c.want {
			t.Errorf("%s: published %s, want %s", name, got, c.want)
		}
	}
}

// TestStampsReadTheSameEverywhere checks that an offset of nought is UTC, whatever
// the zone of the machine.
func TestStampsReadTheSameEverywhere(t *testing.T) {
	was := time.Local
	time.Local = time.FixedZone("here", 0)
	defer func() { time.Local = was }()
	at, ok := parseStamp("2024-05-04T01:10:00+00:00")
	if !ok || at.Location() != time.UTC {
		t.Errorf("parseStamp in zone %v: location %v, want UTC", time.Local, at.Location())
	}
}

// TestLabelOf checks what the words before a date say of it.
func TestLabelOf(t *testing.T) {
	for text, want := range map[string]dateLabel{
		"":                              labelNone,
		"By Ines Kolar |":               labelNone,
		"Published":                     labelPublished,
		"Updated 3 May, published":      labelPublished,
		"Originally published, updated": labelModified,
		"Zuletzt aktualisiert am":       labelModified,
		"Mis à jour le":                 labelModified,
		"最終更新日：":                        labelModified,
		"公開日：":                          labelPublished,
		"Registered:":                   labelOther,
		"Validate":                      labelNone,
	} {
		if got := labelOf(text); got != want {
			t.Errorf("labelOf(%q) = %d, want %d", text, got, want)
		}
	}
}

// A headline below the story is the site's, so that dates beside it are of other stories.
func TestPublishedAboveTheStory(t *testing.T) {
	page := `<html><head><title>Harbour Courier</title></head><body><div><p>2021-10-16 | Harbour</p><h4>Cranes stand still for a third day</h4>` +
		storyText + `</div><h1>Harbour Courier</h1><ul><li>19.11.2021 <a href="/a">Ferry is late again</a></li></ul></body></html>`
	a, err := Read(extract.Page{Body: []byte(page)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Published.Format(time.DateOnly); got != "2021-10-16" {
		t.Errorf("published %s, want 2021-10-16", got)
	}
}

func TestSummerTime(t *testing.T) {
	for day, want := range map[string]string{
		"2022-03-26": "+01:00", "2022-03-28": "+02:00", "2022-10-29": "+02:00", "2022-10-31": "+01:00", "2024-01-15": "+01:00", "2024-07-01": "+02:00",
	} {
		at, _ := time.Parse(time.DateOnly, day)
		if got := at.In(zone{1, true}.on(at)).Format("-07:00"); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}
