package extract

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"
)

// Schema names the version of the article's JSON form.
const Schema = "pennypress.article/1"

// An Article is one story with the figures found in it. Its JSON form is the
// same from every command, the API and the exports. Unknown fields are empty,
// never invented. The zero value is an article about which nothing is known.
type Article struct {
	Schema       string `json:"schema"` // always Schema
	ID           string `json:"id,omitempty"`
	URL          string `json:"url,omitempty"`           // where it was fetched
	CanonicalURL string `json:"canonical_url,omitempty"` // what its id is derived from
	Source       string `json:"source,omitempty"`        // the source's name in the configuration
	Site         string `json:"site,omitempty"`          // what the site calls itself, else its host

	Title    string   `json:"title,omitempty"`
	Subtitle string   `json:"subtitle,omitempty"` // the standfirst
	Authors  []string `json:"authors,omitempty"`  // names without "By"; an agency only as the only byline

	Published time.Time `json:"published,omitzero"` // with the offset the page stated
	Modified  time.Time `json:"modified,omitzero"`
	Fetched   time.Time `json:"fetched,omitzero"`

	Language string   `json:"language,omitempty"` // BCP 47
	Section  string   `json:"section,omitempty"`
	Tags     []string `json:"tags,omitempty"`
	Image    string   `json:"image,omitempty"` // absolute URL of the lead image

	Text      string   `json:"text"`            // paragraphs apart by one blank line, NFC
	Notes     []string `json:"notes,omitempty"` // editor's notes and corrections around the story
	Flags     []string `json:"flags,omitempty"` // the Flag constants that apply
	WordCount int      `json:"word_count"`

	// In order of Start, never overlapping. Nil means not looked for, and reads
	// as absent; whoever looks and finds none sets an empty list.
	Entities []Entity `json:"entities,omitzero"`
	Moves    []Move   `json:"moves,omitzero"`

	ContentHash string `json:"content_hash,omitempty"` // of title and text; see ContentHash
	Cluster     string `json:"cluster,omitempty"`      // id of the earliest article telling the same text
	Revision    int    `json:"revision,omitempty"`     // 1, then +1 for each changed version
}

// What kind of article a page holds, when that matters to its reader.
const (
	FlagLive      = "live"      // a live blog: the text grows
	FlagGallery   = "gallery"   // pictures with captions
	FlagPaywalled = "paywalled" // the page shows only the beginning
	FlagTruncated = "truncated" // the page was cut at a limit
)

// ID derives an article's id from its canonical URL alone: 16 hex digits.
// An empty URL has no id.
func ID(canonicalURL string) string {
	if canonicalURL == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(canonicalURL))
	return hex.EncodeToString(sum[:8])
}

// ContentHash identifies a text whoever publishes it: 32 hex digits over the
// lower-cased letters and digits of title and text. Layout, punctuation and
// case do not change it. Without letters or digits it is "".
func ContentHash(title, text string) string {
	h := sha256.New()
	some := false
	for _, part := range []string{title, text} {
		fold := folded(part)
		some = some || len(fold) > 0
		fmt.Fprintf(h, "%d:%s", len(fold), fold)
	}
	if !some {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// folded is the letters and digits of a text in lower case.
func folded(text string) []byte {
	fold := make([]byte, 0, len(text))
	for _, r := range text {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			fold = append(fold, byte(r))
		case 'A' <= r && r <= 'Z':
			fold = append(fold, byte(r)|0x20)
		case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			fold = utf8.AppendRune(fold, unicode.ToLower(r))
		}
	}
	return fold
}

// WordCount counts the words of a text: runs between white space that hold a
// letter or a digit, and each Han, Hiragana or Katakana character by itself.
func WordCount(text string) int {
	n, inWord := 0, false
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			letter := r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9'
			if letter && !inWord {
				n++
			}
			inWord = letter || inWord && r != ' ' && (r < '\t' || r > '\r')
		case r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			n, inWord = n+1, false
		case unicode.IsSpace(r):
			inWord = false
		case !inWord && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			n, inWord = n+1, true
		}
	}
	return n
}

// UnmarshalJSON reads what the article's JSON form holds, and forgives what
// other writers make of it: a time may be "" or null (unknown) or a bare date
// (midnight UTC). Any other time that is not RFC 3339 is an error.
func (a *Article) UnmarshalJSON(data []byte) error {
	type plain Article
	in := struct {
		*plain
		Published anyTime `json:"published"`
		Modified  anyTime `json:"modified"`
		Fetched   anyTime `json:"fetched"`
	}{plain: (*plain)(a)}
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	a.Published, a.Modified, a.Fetched = time.Time(in.Published), time.Time(in.Modified), time.Time(in.Fetched)
	return nil
}

type anyTime time.Time

func (t *anyTime) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	if s == "" {
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if at, err := time.Parse(layout, s); err == nil {
			*t = anyTime(at)
			return nil
		}
	}
	return fmt.Errorf("time %q is not RFC 3339", s)
}
