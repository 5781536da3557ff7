package discover_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"

	"github.com/pennypress/pennypress/crawler/discover"
)

// newsFeed writes a feed of n items, each with a story of some 4 kB inside, as
// most feeds have.
func newsFeed(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Ledger</title><link>https://ledger.example/</link>`)
	story := strings.Repeat("<p>Prices rose &amp; fell, and <b>nobody</b> knew why.</p>\n", 72)
	for i := range n {
		fmt.Fprintf(&b, "<item><title>Story %d of the day</title><link>https://ledger.example/%d</link><guid>https://ledger.example/%d</guid>"+
			"<pubDate>Tue, 05 Mar 2024 08:%02d:00 +0000</pubDate><dc:creator>Ana Prins</dc:creator><content:encoded><![CDATA[%s]]></content:encoded></item>\n", i, i, i, i%60, story)
	}
	b.WriteString("</channel></rss>")
	return b.Bytes()
}

func BenchmarkRead(b *testing.B) {
	body := newsFeed(100)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if r, err := discover.Read(discover.Document{Body: body}); err != nil || len(r.Links) != 100 {
			b.Fatal(len(r.Links), err)
		}
	}
}

// BenchmarkGofeed is what BenchmarkRead is compared with: gofeed as it comes.
func BenchmarkGofeed(b *testing.B) {
	body := newsFeed(100)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	p := gofeed.NewParser()
	for b.Loop() {
		if f, err := p.Parse(bytes.NewReader(body)); err != nil || len(f.Items) != 100 {
			b.Fatal(err)
		}
	}
}
