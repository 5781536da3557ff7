package newsroom

import (
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// mediaFaults are pages whose type or letters are not what they are called.
var mediaFaults = []fault{
	{"type-odd", "pages with a media type that is missing, empty, broken or another's", func(h *hostile) {
		for i, media := range []string{"", "text/plain", "application/octet-stream", "text", "text/html; charset=", "text/html; charset=nonsense", "application/xhtml+xml", ";;;"} {
			path := fmt.Sprintf("/page-%d", i)
			s := h.page(path)
			h.on(path, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = []string{media}
				_, _ = w.Write([]byte(talePage(s, "")))
			})
			h.list(h.URL+path, s.Title)
			h.whole(path, s)
		}
	}},
	{"charset-windows-1251", "a page in windows-1251 that says so in the header", func(h *hostile) {
		h.foreign("/page", "text/html; charset=windows-1251", "", charmap.Windows1251, "Паром опоздал на два часа, сообщил портовый оператор в понедельник, и пассажиры ждали под дождём.")
	}},
	{"charset-latin-2", "a page in ISO-8859-2 that says so in the header", func(h *hostile) {
		h.foreign("/page", "text/html; charset=iso-8859-2", "", charmap.ISO8859_2, "Prom spóźnił się o dwie godziny, powiedział w poniedziałek operator portu, a pasażerowie żądali zwrotu pieniędzy.")
	}},
	{"binary-called-page", "pages that are music, fonts, programs and pictures", func(h *hostile) {
		h.story("/good")
		for i, head := range []string{"ID3\x04\x00\x00", "wOF2\x00\x01\x00\x00", "\x7fELF\x02\x01\x01\x00", "GIF89a\x01\x00", "RIFF\x24\x00\x00\x00WEBP", "OggS\x00\x02", "\x00\x00\x00\x18ftypmp42"} {
			h.bad(fmt.Sprintf("/bad-%d", i), raw("text/html", append([]byte(head), noise(3000)...)))
		}
	}},
	{"page-feed", "a page that is a feed", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", raw("application/rss+xml", []byte(rssHead+"<item><title>Nothing</title></item>"+rssTail)))
	}},
	{"page-unclosed", "an article whose page ends without any end tag", func(h *hostile) {
		s := h.page("/page")
		page := strings.NewReplacer("</p>", "", "</article>", "", "</body>", "", "</html>", "").Replace(talePage(s, ""))
		h.on("/page", h.html(page))
		h.list(h.URL+"/page", s.Title)
		h.whole("/page", s)
	}},
	{"page-script-bomb", "an article among five megabytes of script", func(h *hostile) {
		s := h.page("/page")
		script := "<script>" + strings.Repeat("var x = '<p>not this</p>';\n", 200_000) + "</script><article>"
		h.on("/page", h.html(strings.Replace(talePage(s, ""), "<article>", script, 1)))
		h.list(h.URL+"/page", s.Title)
		h.whole("/page", s)
	}},
	{"page-long-line", "an article after a word of two megabytes", func(h *hostile) {
		s := h.page("/page")
		h.on("/page", h.html(strings.Replace(talePage(s, ""), "<article>", "<!--"+strings.Repeat("x", 2<<20)+"--><article>", 1)))
		h.list(h.URL+"/page", s.Title)
		h.whole("/page", s)
	}},
}

// foreign serves a tale with a paragraph in another encoding, and expects it whole.
func (h *hostile) foreign(path, media, meta string, enc encoding.Encoding, paragraph string) {
	s := h.page(path)
	for i := range s.Blocks {
		// Typographic quotes are not in every encoding.
		s.Blocks[i].Text = strings.NewReplacer("“", "", "”", "", "’", "'", "£", "USD ", "€", "EUR ", "–", "-", "ö", "o", "é", "e").Replace(s.Blocks[i].Text)
	}
	s.Blocks = append(s.Blocks, block{Kind: "p", Text: strings.Repeat(paragraph+" ", 3)})
	page := strings.Replace(talePage(s, ""), `<meta charset="utf-8">`, "", 1)
	if meta != "" {
		page = strings.Replace(page, "<head>", `<head><meta http-equiv="Content-Type" content="text/html; charset=`+meta+`">`, 1)
	}
	body, err := encoding.ReplaceUnsupported(enc.NewEncoder()).Bytes([]byte(page))
	if err != nil {
		body = []byte(page)
	}
	h.on(path, raw(media, body))
	h.list(h.URL+path, s.Title)
	h.whole(path, s)
}
