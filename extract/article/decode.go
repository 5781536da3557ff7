package article

import (
	"bytes"
	_ "embed"
	"mime"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// metaWindow is how far into a document a charset label is looked for. The
// standard says 1,024 bytes; sites put it after 10 KB of inline style.
const metaWindow = 16 << 10

// decode turns the bytes of a page into UTF-8. What the bytes are decides
// before what they are called: a byte order mark, then valid UTF-8 with at
// least one character beyond ASCII, then the header, then the page's own
// label, then a guess. It reports the name of the encoding it settled on.
func decode(body []byte, contentType string) ([]byte, string) {
	if out, name, ok := decodeMarked(body); ok {
		return out, name
	}
	if looksUTF8(body) {
		return validUTF8(body), "utf-8"
	}
	if out, name, ok := decodeBareUTF16(body); ok {
		return out, name
	}
	good, bad := countUTF8(body)
	for _, label := range []string{headerCharset(contentType), metaCharset(body)} {
		enc, name := charset.Lookup(label)
		if name == "utf-8" && bad > good {
			continue // servers put this label on everything, old pages included
		}
		if enc != nil {
			return decodeAs(body, enc, name)
		}
	}
	enc, name := guessCharset(body)
	return decodeAs(body, enc, name)
}

// validUTF8 replaces what is no UTF-8. Most pages need no copy.
func validUTF8(body []byte) []byte {
	if utf8.Valid(body) {
		return body
	}
	return bytes.ToValidUTF8(body, []byte("\uFFFD"))
}

func decodeAs(body []byte, enc encoding.Encoding, name string) ([]byte, string) {
	if name == "utf-8" || name == "utf-16le" || name == "utf-16be" || name == "replacement" {
		// A document that is readable as ASCII is none of the latter.
		return validUTF8(body), "utf-8"
	}
	out, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return validUTF8(body), "utf-8"
	}
	return out, name
}

func decodeMarked(body []byte) ([]byte, string, bool) {
	switch {
	case bytes.HasPrefix(body, []byte("\xEF\xBB\xBF")):
		return validUTF8(body[3:]), "utf-8", true
	case bytes.HasPrefix(body, []byte("\xFF\xFE")):
		return fromUTF16(body[2:], false), "utf-16le", true
	case bytes.HasPrefix(body, []byte("\xFE\xFF")):
		return fromUTF16(body[2:], true), "utf-16be", true
	}
	return nil, "", false
}

// decodeBareUTF16 recognises UTF-16 without a mark: markup is mostly ASCII, so
// every second byte is zero.
func decodeBareUTF16(body []byte) ([]byte, string, bool) {
	head := body[:min(len(body), 1024)]
	if len(head) < 16 {
		return nil, "", false
	}
	var zero [2]int
	for i, c := range head {
		if c == 0 {
			zero[i%2]++
		}
	}
	half := len(head) / 2
	switch {
	case zero[1] > half*7/10 && zero[0] < half/10:
		return fromUTF16(body, false), "utf-16le", true
	case zero[0] > half*7/10 && zero[1] < half/10:
		return fromUTF16(body, true), "utf-16be", true
	}
	return nil, "", false
}

func fromUTF16(b []byte, big bool) []byte {
	out := make([]byte, 0, len(b))
	unit := func(i int) rune {
		if big {
			return rune(b[i])<<8 | rune(b[i+1])
		}
		return rune(b[i+1])<<8 | rune(b[i])
	}
	for i := 0; i+1 < len(b); i += 2 {
		r := unit(i)
		if utf16.IsSurrogate(r) {
			pair := utf8.RuneError
			if i+3 < len(b) {
				pair = utf16.DecodeRune(r, unit(i+2))
			}
			if pair != utf8.RuneError {
				i += 2
			}
			r = pair
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// looksUTF8 reports whether the bytes are UTF-8 beyond ASCII. One broken
// character in fifty is forgiven: pages glue fragments of other encodings into
// UTF-8 templates.
func looksUTF8(body []byte) bool {
	if utf8.Valid(body) {
		return asciiRun(body) < len(body)
	}
	good, bad := countUTF8(body)
	return good > 0 && bad*50 <= good
}

// countUTF8 counts the characters beyond ASCII that are UTF-8, and the bytes
// that are not. A character cut off at the end counts as neither.
func countUTF8(body []byte) (good, bad int) {
	for len(body) > 0 {
		if body[0] < utf8.RuneSelf {
			next := asciiRun(body)
			body = body[next:]
			continue
		}
		r, size := utf8.DecodeRune(body)
		if r == utf8.RuneError && size == 1 {
			if len(body) < utf8.UTFMax && !utf8.FullRune(body) {
				break
			}
			bad++
		} else {
			good++
		}
		body = body[size:]
	}
	return good, bad
}

func asciiRun(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

func headerCharset(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(params["charset"])
}

// metaCharset finds charset=LABEL inside a meta tag or an XML declaration.
func metaCharset(body []byte) string {
	head := bytes.ToLower(body[:min(len(body), metaWindow)])
	if bytes.HasPrefix(bytes.TrimSpace(head), []byte("<?xml")) {
		if end := bytes.IndexByte(head, '>'); end > 0 {
			if label := labelAfter(head[:end], "encoding"); label != "" {
				return label
			}
		}
	}
	for {
		at := bytes.Index(head, []byte("<meta"))
		if at < 0 {
			return ""
		}
		head = head[at+len("<meta"):]
		end := bytes.IndexByte(head, '>')
		if end < 0 {
			return ""
		}
		if label := labelAfter(head[:end], "charset"); label != "" {
			return label
		}
		head = head[end:]
	}
}

func labelAfter(tag []byte, key string) string {
	at := bytes.Index(tag, []byte(key))
	if at < 0 {
		return ""
	}
	rest := bytes.TrimLeft(tag[at+len(key):], " \t\r\n")
	if len(rest) == 0 || rest[0] != '=' {
		return ""
	}
	rest = bytes.TrimLeft(rest[1:], " \t\r\n\"'")
	end := bytes.IndexAny(rest, " \t\r\n\"';/>")
	if end < 0 {
		end = len(rest)
	}
	return string(rest[:end])
}

// guessCharset names the encoding of unlabelled bytes. A multi-byte encoding
// is believed when nearly everything beyond ASCII is valid in it; a page whose
// letters are mostly beyond ASCII is Cyrillic; the rest is windows-1252.
func guessCharset(body []byte) (encoding.Encoding, string) {
	sample := body[:min(len(body), 256<<10)]
	if bytes.Contains(sample, []byte("\x1b$")) && bytes.Contains(sample, []byte("\x1b(")) {
		return japanese.ISO2022JP, "iso-2022-jp"
	}
	high := 0
	for _, c := range sample {
		if c >= utf8.RuneSelf {
			high++
		}
	}
	if high >= 20 {
		if enc, name := guessMultibyte(sample); enc != nil {
			return enc, name
		}
		if high*4 > countLetters(sample) {
			return charset.Lookup("windows-1251")
		}
	}
	return charset.Lookup("windows-1252")
}

var multibyte = []struct {
	enc  encoding.Encoding
	name string
}{
	{japanese.ShiftJIS, "shift_jis"},
	{japanese.EUCJP, "euc-jp"},
	{korean.EUCKR, "euc-kr"},
	{simplifiedchinese.GBK, "gbk"},
	{traditionalchinese.Big5, "big5"},
}

// A decoding is believed when at most one character in fifty is odd in it.
const maxOdd = 0.02

// guessMultibyte finds the encoding in which the bytes are hardly ever odd and
// which gives most of the characters that its language is full of: the same bytes
// are valid Korean and valid, if senseless, Chinese.
func guessMultibyte(sample []byte) (best encoding.Encoding, name string) {
	most, least := 0.0, maxOdd
	for _, c := range multibyte {
		out, err := c.enc.NewDecoder().Bytes(sample)
		if err != nil {
			continue
		}
		odd, usual := judge(string(out), commonest()[c.name])
		if odd < maxOdd && (usual > most || usual == most && odd < least) {
			best, name, most, least = c.enc, c.name, usual, odd
		}
	}
	return best, name
}

//go:embed charsets.tsv
var charsetTable string

var commonest = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(charsetTable) {
		if name, chars, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok && !strings.HasPrefix(line, "#") {
			m[name] = chars
		}
	}
	return m
})

// judge tells which share of the characters beyond ASCII are errors or such as
// texts hardly use, half-width kana for one, and which are usual.
func judge(text, usualChars string) (odd, usual float64) {
	total := 0.0
	for _, r := range text {
		if r < utf8.RuneSelf {
			continue
		}
		total++
		switch {
		case r == utf8.RuneError, r >= 0xE000 && r < 0xF900:
			odd += 4
		case r >= 0xFF61 && r <= 0xFF9F, r >= 0xA0 && r < 0x500, r > 0x2FFFF:
			odd++
		case strings.ContainsRune(usualChars, r):
			usual++
		}
	}
	if total == 0 {
		return 1, 0
	}
	return odd / total, usual / total
}

func countLetters(b []byte) int {
	n := 0
	for _, c := range b {
		if c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf {
			n++
		}
	}
	return n
}
