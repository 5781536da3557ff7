package discover

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	tests := []struct {
		in, want string
		p        Precision
	}{
		// RFC 822 and its relatives.
		{"Tue, 05 Mar 2024 08:09:10 GMT", "2024-03-05T08:09:10Z", Second},
		{"5 Mar 24 08:09:10 UT", "2024-03-05T08:09:10Z", Second},
		{"5 Mar 99 08:09 Z", "1999-03-05T08:09:00Z", Minute},
		{"Tue,5 Mar 2024 8:9:1 GMT+9", "2024-03-05T08:09:01+09:00", Second},
		{"Tue, 05 Mar 2024 08:09:10 -0234", "2024-03-05T08:09:10-02:34", Second},
		{"Tue, 05 Mar 2024 08:09:10 EST-0500", "2024-03-05T08:09:10-05:00", Second},
		{"Tue, 05-Mar-2024 08:09:10 pDt", "2024-03-05T08:09:10-07:00", Second},
		{"Tuesday, 5 March 2024 at 08:09", "2024-03-05T08:09:00Z", Local},
		{"Tue(day), 5(th) Mar(ch (the)) 2024 08:09:10 +0000(GMT)", "2024-03-05T08:09:10Z", Second},
		{"05 Mar 24 0809 GMT", "2024-03-05T08:09:00Z", Minute},
		{"Tue Mar  5 08:09:10 EST 2024", "2024-03-05T08:09:10-05:00", Second},
		{"Tue, 05 Mar 2024 08:09:10 G", "2024-03-05T08:09:10-07:00", Second},
		{"Tue, 05 Mar 2024 24:00:00 GMT", "2024-03-06T00:00:00Z", Second},
		{"Tue, 05 Mar 2024 08:09:60 GMT", "2024-03-05T08:09:59Z", Second},
		{"Tue, 05 Mar 2024 08:09:10 +9900", "2024-03-05T08:09:10Z", Local},
		{"Tue, 05 Mar 2024 08:09:10 XYZ", "2024-03-05T08:09:10Z", Local},
		// Half days.
		{"March 5, 2024 12:30 am EST", "2024-03-05T00:30:00-05:00", Minute},
		{"March 5, 2024, 3:04 p.m.", "2024-03-05T15:04:00Z", Local},
		{"2024-05-25 오후 11:23:17", "2024-05-25T23:23:17Z", Local},
		// RFC 3339 and its relatives.
		{"2024-03-05T08:09:10.5+01:00", "2024-03-05T08:09:10+01:00", Second},
		{"2024-03-05T08:09:10+0100", "2024-03-05T08:09:10+01:00", Second},
		{"2024-03-05T08:09:10+00:0", "2024-03-05T08:09:10Z", Second},
		{"2024-03-05 08:09:10 UTC", "2024-03-05T08:09:10Z", Second},
		{"2024-3-5", "2024-03-05", Day},
		{"2024/3/5 8:09:10", "2024-03-05T08:09:10Z", Local},
		{"20240305T080910Z", "2024-03-05T08:09:10Z", Second},
		{"20240305", "2024-03-05", Day},
		{"20240305080910", "2024-03-05T08:09:10Z", Local},
		{"2024-03", "2024-03-01", Day},
		{"2024", "2024-01-01", Day},
		{"2024-július-13T9:15-05:00", "2024-07-13T09:15:00-05:00", Minute},
		// Digits in other orders.
		{"22.11.2022 12:16:00", "2022-11-22T12:16:00Z", Local},
		{"03.04.2024", "2024-04-03", Day},
		{"25/12/2023", "2023-12-25", Day},
		{"12/25/2023", "2023-12-25", Day},
		{"1/2/2024 3:04 PM", "2024-01-02T15:04:00Z", Local},
		// Languages.
		{"mar, 16 nov 2022 00:38:15 +0100", "2022-11-16T00:38:15+01:00", Second},
		{"jeu., 04 avr. 2024 06:25:29 +0000", "2024-04-04T06:25:29Z", Second},
		{"5 de marzo de 2024", "2024-03-05", Day},
		{"5. října 2024 8:09", "2024-10-05T08:09:00Z", Local},
		{"Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T12:00:00-05:00", Second},
		{"2024年3月5日 8:09", "2024-03-05T08:09:00Z", Local},
		// Seconds and milliseconds since 1970.
		{"1518478934", "2018-02-12T23:42:14Z", Second},
		{"1518478934000", "2018-02-12T23:42:14Z", Second},
		// None.
		{"", "", ""},
		{"yesterday evening", "", ""},
		{"30 Feb 2024", "", ""},
		{"0001-01-01T00:00:00Z", "", ""},
		{"Tue, 05 Mar 2024 25:00:00 GMT", "", ""},
		{"5 Mar", "", ""},
		{"9242429242442", "", ""},
		{strings.Repeat("5 Mar 2024 ", 50), "", ""},
	}
	for _, tt := range tests {
		got, p, ok := ParseTime(tt.in)
		text := Link{Published: got, Precision: p}.PublishedText()
		if text != tt.want || p != tt.p || ok != (tt.want != "") {
			t.Errorf("ParseTime(%q) = %q, %q, %v, want %q, %q", tt.in, text, p, ok, tt.want, tt.p)
		}
	}
}

func FuzzParseTime(f *testing.F) {
	f.Add("Tue, 05 Mar 2024 08:09:10 GMT")
	f.Add("2024年3月5日 8:09 p.m. +09:00")
	f.Fuzz(func(t *testing.T, s string) {
		at, p, ok := ParseTime(s)
		if ok != (p != "") || ok == at.IsZero() {
			t.Fatalf("ParseTime(%q) = %v, %q, %v", s, at, p, ok)
		}
		if !ok || p != Second {
			return
		}
		again, _, ok := ParseTime(at.Format(time.RFC3339))
		if !ok || !again.Equal(at.Truncate(time.Second)) {
			t.Errorf("ParseTime(%q) = %v, read again %v", s, at, again)
		}
	})
}

func TestGuessedText(t *testing.T) {
	for in, want := range map[string]string{
		"  two\n lines ":                       "two lines",
		"<b>bold</b> &amp; plain":              "bold & plain",
		"1 < 2 and 3 > 2":                      "1 < 2 and 3 > 2",
		"the <gorilla> tag":                    "the <gorilla> tag",
		"line<br/>break":                       "line break",
		"<!-- note -->seen":                    "seen",
		"a<script>b()</script>c":               "ac",
		"a<script>b()":                         "a",
		"&#x41;&#66;&eacute;":                  "ABé",
		"?a=1&copy=2":                          "?a=1&copy=2",
		"&nosuch; &#; &#1; &":                  "&nosuch; &#;  &",
		"&CounterClockwiseContourIntegral; ok": "∳ ok",
	} {
		want = strings.Join(strings.Fields(want), " ")
		if got := guessedText(in); got != want {
			t.Errorf("guessedText(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestAuthorName(t *testing.T) {
	for in, want := range map[string]string{
		"Ana Prins":                         "Ana Prins",
		"By Ana Prins":                      "Ana Prins",
		"by  Ana\nPrins":                    "Ana Prins",
		"desk@a.example (Ana Prins)":        "Ana Prins",
		"Ana Prins (ana@a.example)":         "Ana Prins",
		"Ana Prins &lt;ana@a.example&gt;":   "Ana Prins",
		"mailto:ana@a.example":              "",
		"ana@a.example":                     "",
		"https://a.example/ana":             "",
		"Ana &amp; Olu":                     "Ana & Olu",
		"@ana":                              "@ana",
		"Byron Smith":                       "Byron Smith",
		"":                                  "",
		"Ana Prins, ana@a.example":          "Ana Prins",
		"Ana Prins <a href='x'>profile</a>": "Ana Prins profile",
	} {
		if got := authorName(in); got != want {
			t.Errorf("authorName(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestResolve(t *testing.T) {
	tests := []struct{ base, ref, want string }{
		{"https://a.example/x/y", "z", "https://a.example/x/z"},
		{"https://a.example/x/y", "/z?q=1#f", "https://a.example/z?q=1#f"},
		{"https://a.example/x", "//b.example/", "https://b.example/"},
		{"https://a.example/x", "HTTP://b.example/", "HTTP://b.example/"},
		{"", "https://a.example/a b", "https://a.example/a%20b"},
		{"", "\n https://a.example/\n1 ", "https://a.example/1"},
		{"", "https://a.example/5%", "https://a.example/5%25"},
		{"", "z", ""},
		{"https://a.example/", "mailto:x@a.example", ""},
		{"https://a.example/", "javascript:void(0)", ""},
		{"https://a.example/", "", ""},
		{"", "https:///x", ""},
		{"file:///etc/", "passwd", ""},
		{"https://a.example/", "x" + strings.Repeat("y", maxURLBytes), ""},
	}
	for _, tt := range tests {
		if got := resolve(tt.base, tt.ref); got != tt.want {
			t.Errorf("resolve(%q, %q) = %q, want %q", tt.base, tt.ref, got, tt.want)
		}
	}
}

func TestScanner(t *testing.T) {
	tests := []struct{ in, want string }{
		{"<a>b</a>", "<a> 'b' </a>"},
		{"<a/>", "<a/>"},
		{"<a b='>' c=\"/\">", "<a>"},
		{"1 < 2 <3>", "'1 ' '< 2 ' '<3>'"},
		{"<!-- <a> -->b", "'b'"},
		{"<![CDATA[<a>]]>b", "[<a>] 'b'"},
		{"<![CDATA[open", "[open]"},
		{"<?xml v?><!DOCTYPE a [<!ENTITY b 'c>'>]><d>", "<d>"},
		{"</a", "</a>"},
		{"</a<b>", "</a> <b>"},
		{"<a b=\"c", ""},
		{"<a<b>", "<a> <b>"},
	}
	for _, tt := range tests {
		s := scanner{text: tt.in}
		var got []string
		for tag := s.next(); tag.kind != endOfText; tag = s.next() {
			switch tag.kind {
			case startTag:
				end := ">"
				if tag.empty {
					end = "/>"
				}
				got = append(got, "<"+tag.name+end)
			case endTag:
				got = append(got, "</"+tag.name+">")
			case cdata:
				got = append(got, "["+tag.text+"]")
			default:
				got = append(got, "'"+tag.text+"'")
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("scan %q = %v, want %v", tt.in, got, tt.want)
		}
	}
}

func TestAttributes(t *testing.T) {
	for attrs, want := range map[string]string{
		` a="1" b='2' c=3 d`:     "a=1;b=2;c=3;d=;",
		` a = "1"b="2"`:          "a=1;b=2;",
		` a="x &amp; y" `:        "a=x & y;",
		` a="never closed b=2`:   "a=never;closed=;b=2;",
		` ="no name" / x:y="z"/`: "no=;name=;x:y=z;",
	} {
		got := ""
		attributes(attrs, func(name, value string) bool {
			got += name + "=" + value + ";"
			return true
		})
		if got != want {
			t.Errorf("attributes(%q) = %q, want %q", attrs, got, want)
		}
	}
}

// TestJudgeAddress checks what addresses alone say. Points from storyScore on
// make a story without any other witness.
func TestJudgeAddress(t *testing.T) {
	home := mustParse(t, "https://www.ledger.example/")
	tests := []struct {
		address string
		story   bool // by its address alone
		never   bool // whatever the link says
	}{
		{address: "https://www.ledger.example/2024/03/05/chip-maker", story: true},
		{address: "https://ledger.example/markets/2024-03-05-chips", story: true},
		{address: "https://ledger.example/news/2024/mar/05/chips/", story: true},
		{address: "https://ledger.example/chip-maker-lifts-outlook-12345678", story: true},
		{address: "https://ledger.example/a-port-reopens-after-strike/articleshow/75026800.cms", story: true},
		{address: "https://blog.ledger.example/2024/03/chips", story: true},
		{address: "https://ledger.example/ideas/archive/2024/03/why-chips-matter-now/676920/", story: true},
		{address: "https://ledger.example/markets"},
		{address: "https://ledger.example/markets/rates"},
		{address: "https://ledger.example/2024/03"},
		{address: "https://ledger.example/tag/central-banks-of-europe"},
		{address: "https://ledger.example/story?id=47110815"},
		{address: "https://ledger.example/login", never: true},
		{address: "https://ledger.example/privacy.html", never: true},
		{address: "https://ledger.example/a/report-2024-03-05.pdf", never: true},
		{address: "https://ledger.example/2024/03/05/chips?share=x", never: true},
		{address: "https://jobs.ledger.example/2024/03/05/chips", never: true},
		{address: "https://other.example/2024/03/05/chips", never: true},
		{address: "https://www.ledger.example/#top", never: true},
	}
	for _, tt := range tests {
		got, points := judgeAddress(home, tt.address)
		if (got == "") != tt.never || (points >= storyScore) != tt.story {
			t.Errorf("judgeAddress(%q) = %q, %d, want story %v, never %v", tt.address, got, points, tt.story, tt.never)
		}
	}
}

// TestData checks that the data files hold what their readers assume.
func TestData(t *testing.T) {
	for name, rows := range map[string]struct {
		data string
		n    int // columns, 0 for any
	}{"namespaces.tsv": {namespacesTSV, 2}, "zones.tsv": {zonesTSV, 2}, "months.tsv": {monthsTSV, 0}} {
		seen := make(map[string]string)
		for _, row := range tsv(rows.data) {
			if rows.n != 0 && len(row) != rows.n {
				t.Errorf("%s: %q has %d columns, want %d", name, row, len(row), rows.n)
			}
			keys, val := row[1:], row[0]
			if name == "zones.tsv" {
				keys, val = row[:1], row[1]
				if _, err := time.Parse("-07:00", val); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			for _, key := range keys {
				if key == "" || key != strings.ToLower(key) {
					t.Errorf("%s: %q is not in lower case", name, key)
				}
				if old, ok := seen[key]; ok {
					t.Errorf("%s: %q stands for %s and %s", name, key, old, val)
				}
				seen[key] = val
			}
		}
	}
	for name, data := range map[string]string{"elements.txt": elementsTXT, "nostory.txt": noStoryTXT} {
		seen := make(map[string]bool)
		for line := range strings.Lines(data) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			for _, w := range strings.Fields(line) {
				if seen[w] || w != strings.ToLower(w) {
					t.Errorf("%s: %q is twice or not in lower case", name, w)
				}
				seen[w] = true
			}
		}
	}
	for _, row := range tsv(namespacesTSV) {
		if key := row[1]; !strings.HasPrefix(key, "prefix:") && namespaceKey(key) != key {
			t.Errorf("namespaces.tsv: %q should be written %q", key, namespaceKey(key))
		}
	}
}

// FuzzMend checks that a mended feed is one that gofeed reads, whatever it was,
// and that mending it again finds as many items.
func FuzzMend(f *testing.F) {
	f.Add("<rss><channel><item><title>a<link>b</channel>")
	f.Add("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title type='html'>&lt;b>")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "\ufffd")
		found := detect(text)
		if found.format != RSS && found.format != RDF && found.format != Atom {
			return
		}
		r, err := readXMLFeed("https://a.example/", text, found)
		mended, items := mendAll(text, found)
		if err != nil {
			t.Fatalf("%v\n%s", err, mended)
		}
		if items != len(r.Links) {
			t.Errorf("%d items mended, %d read", items, len(r.Links))
		}
		if items >= itemsAtOnce {
			return
		}
		if _, twice := mendAll(mended, detect(mended)); twice != items {
			t.Errorf("%d items, mended again %d", items, twice)
		}
	})
}

// mendAll gives a mended feed in one piece.
func mendAll(text string, found detected) (mended string, items int) {
	var all strings.Builder
	m := mend(text, "https://a.example/", found, func(part []byte) error {
		all.Write(part)
		return nil
	})
	return all.String(), m.items
}

// TestMendInParts checks that what a feed says of itself reaches the items of
// all parts, whether it stands before them or after.
func TestMendInParts(t *testing.T) {
	const n = 2*itemsAtOnce + 1
	entries := strings.Repeat("<entry><link href='/x'/></entry>", n)
	for _, feed := range []string{
		"<feed xml:lang='de'><title>a</title><author><name>b</name></author>" + entries + "</feed>",
		"<feed xml:lang='de'>" + entries + "<title>a</title><author><name>b</name></author></feed>",
	} {
		r, err := readXMLFeed("https://a.example/", feed, detect(feed))
		if err != nil || len(r.Links) != n || r.Title != "a" {
			t.Fatalf("%d links of %q, %v, want %d of %q", len(r.Links), r.Title, err, n, "a")
		}
		for i, l := range r.Links {
			if l.URL != "https://a.example/x" || l.Language != "de" || strings.Join(l.Authors, " ") != "b" {
				t.Fatalf("link %d = %+v", i, l)
			}
		}
	}
}

func mustParse(t *testing.T, s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
