package discover

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// maxGzipLayers is how many times a body may be packed: a sitemap.xml.gz that
// the server gzips once more has two.
const maxGzipLayers = 3

// decode unpacks a body and turns it into valid UTF-8 text without a byte
// order mark. partial says what did not fit or was missing.
func decode(d Document) (text, partial string, err error) {
	body, partial, err := unpack(d.Body)
	if err != nil {
		return "", "", err
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return "", "", &NothingError{What: "an empty document"}
	}
	text = toUTF8(body, d.ContentType)
	if what := binaryKind(body, text); what != "" {
		return "", "", &NothingError{What: what}
	}
	return text, partial, nil
}

// unpack undoes gzip, recognised by its first bytes whatever the header says.
func unpack(body []byte) (plain []byte, partial string, err error) {
	for range maxGzipLayers {
		if len(body) < 3 || body[0] != 0x1f || body[1] != 0x8b || body[2] != 8 {
			break
		}
		body, partial, err = gunzip(body)
		if err != nil {
			return nil, "", err
		}
	}
	if len(body) > MaxBytes {
		return body[:MaxBytes], fmt.Sprintf("more than %d bytes", MaxBytes), nil
	}
	return body, partial, nil
}

// gunzip unpacks one layer. A packed body that breaks off gives what came
// before, as long as that holds something.
func gunzip(body []byte) (plain []byte, partial string, err error) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, "", &NothingError{What: "gzip without content"}
	}
	var out bytes.Buffer
	_, err = io.Copy(&out, io.LimitReader(z, MaxBytes+1))
	switch {
	case err == nil || errors.Is(err, gzip.ErrHeader): // bytes after the end are none of ours
		return out.Bytes(), "", nil
	case out.Len() == 0:
		return nil, "", &NothingError{What: "gzip that breaks off at once"}
	}
	return out.Bytes(), "gzip breaks off: " + err.Error(), nil
}

// toUTF8 decodes a text. What it believes, in this order: a byte order mark;
// bytes that are valid UTF-8 with at least one multi-byte character, whatever
// anybody declares (a wrong declaration is common, such bytes by chance are
// not); the header; the document's own declaration; and for bytes that nobody
// explains, windows-1252. Bytes that the encoding does not know become U+FFFD.
func toUTF8(body []byte, contentType string) string {
	if e, skip := byMark(body); e != nil {
		return decodeWith(e, body[skip:])
	}
	if bytes.HasPrefix(body, []byte("\xef\xbb\xbf")) {
		body = body[3:]
		if utf8.Valid(body) {
			return string(body)
		}
	}
	label := charsetOf(contentType)
	if label == "" {
		label = declared(body)
	}
	valid := utf8.Valid(body)
	if valid && (label == "" || !isASCII(body) || !escaping(label)) {
		return string(body)
	}
	if e := byLabel(label); e != nil {
		return decodeWith(e, body)
	}
	if mostlyUTF8(body) {
		return strings.ToValidUTF8(string(body), "\ufffd")
	}
	return decodeWith(byLabel("windows-1252"), body)
}

// byMark knows UTF-16 and UTF-32 by its byte order mark, or by a first tag with zeros
// between its letters.
func byMark(body []byte) (e encoding.Encoding, skip int) {
	switch {
	case bytes.HasPrefix(body, []byte{0xff, 0xfe, 0, 0}):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(body, []byte{0, 0, 0xfe, 0xff}):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(body, []byte{'<', 0, 0, 0}):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 0
	case bytes.HasPrefix(body, []byte{0, 0, 0, '<'}):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 0
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2
	case bytes.HasPrefix(body, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2
	case bytes.HasPrefix(body, []byte{'<', 0}) && len(body) > 3 && body[3] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 0
	case bytes.HasPrefix(body, []byte{0, '<', 0}):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 0
	}
	return nil, 0
}

func decodeWith(e encoding.Encoding, body []byte) string {
	out, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return strings.ToValidUTF8(string(body), "\ufffd")
	}
	return strings.ToValidUTF8(string(out), "\ufffd")
}

// byLabel finds the encoding of a label as browsers do; nil when there is none
// or it is UTF-8 itself, which invalid bytes have disproved.
func byLabel(label string) encoding.Encoding {
	e, name := charset.Lookup(strings.TrimSpace(label))
	if e == nil || name == "utf-8" || name == "replacement" || strings.HasPrefix(name, "utf-16") {
		return nil
	}
	return e
}

// escaping reports whether an encoding says more in plain ASCII than ASCII does.
func escaping(label string) bool {
	e, err := htmlindex.Get(label)
	if err != nil {
		return false
	}
	name, err := htmlindex.Name(e)
	return err == nil && name == "iso-2022-jp"
}

func charsetOf(contentType string) string {
	if contentType == "" {
		return ""
	}
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return params["charset"]
}

// declarationWindow is how far into a document its own declaration is looked for.
const declarationWindow = 16 << 10

// declared finds encoding="..." of an XML declaration or charset=... of a meta
// element, whichever comes first.
func declared(body []byte) string {
	window := string(body[:min(len(body), declarationWindow)])
	if i := strings.Index(window, "<?xml"); i >= 0 {
		if end := strings.Index(window[i:], "?>"); end > 0 {
			if label := valueAfter(window[i:i+end], "encoding"); label != "" {
				return label
			}
		}
	}
	for rest := window; ; {
		i := indexFold(rest, "<meta")
		if i < 0 {
			return ""
		}
		rest = rest[i+len("<meta"):]
		tag, _, _ := strings.Cut(rest, ">")
		if label := valueAfter(tag, "charset"); label != "" {
			return label
		}
	}
}

// valueAfter gives the token behind name= in a tag, quoted or not.
func valueAfter(tag, name string) string {
	i := indexFold(tag, name)
	if i < 0 {
		return ""
	}
	rest := strings.TrimLeft(tag[i+len(name):], " \t\r\n")
	if !strings.HasPrefix(rest, "=") {
		return ""
	}
	rest = strings.TrimLeft(rest[1:], " \t\r\n\"'")
	if end := strings.IndexAny(rest, "\"' \t\r\n;>?"); end >= 0 {
		rest = rest[:end]
	}
	return rest
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// mostlyUTF8 reports whether bytes that are not valid UTF-8 are still better
// read as such: the damage is small beside the multi-byte characters.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		i += n
	}
	return good > 4*bad
}

// binaryKind names what a body without text is; "" for text.
func binaryKind(body []byte, text string) string {
	head := text[:min(len(text), 1024)]
	if strings.HasPrefix(head, "%PDF-") {
		return "a PDF"
	}
	mediaType, _, _ := strings.Cut(http.DetectContentType(body), ";")
	// Stray control characters occur in feeds; NULs in number do not.
	nuls := strings.Count(head, "\x00")
	if nuls*20 < len(head) && (mediaType == "application/octet-stream" || strings.HasPrefix(mediaType, "text/")) {
		return ""
	}
	return "binary (" + mediaType + ")"
}
