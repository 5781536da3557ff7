package article

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed phrases.tsv
var phraseTable string

// categories of phrases.tsv, in the order of their numbers, which begin at 1.
var categories = []string{"related", "newsletter", "share", "follow", "ad", "credit", "bio", "endcredit",
	"comments", "tags", "overlay", "legal", "note", "date", "byline", "login", "support", "toc", "disclosure"}

const (
	phraseRelated uint8 = 1 + iota
	phraseNewsletter
	phraseShare
	phraseFollow
	phraseAd
	phraseCredit
	phraseBio
	phraseEndCredit
	phraseComments
	phraseTags
	phraseOverlay
	phraseLegal
	phraseNote
	phraseDate
	phraseByline
	phraseLogin
	phraseSupport
	phraseTOC
	phraseDisclosure
	phraseKinds
)

type phrase struct {
	words    string
	category uint8
}

type phraseIndex struct {
	firsts     vocabulary
	start, any [][]phrase // by the number of the first word, longest first
	dense      []phrase   // scripts without spaces: compared as prefixes
}

var phrases = sync.OnceValue(func() *phraseIndex { return readPhrases(phraseTable) })

func readPhrases(table string) *phraseIndex {
	x := &phraseIndex{}
	number := map[string]uint8{}
	for i, c := range categories {
		number[c] = uint8(i + 1)
	}
	for line := range strings.Lines(table) {
		cols := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cols) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		p := phrase{cols[2], number[cols[0]]}
		r, _ := utf8.DecodeRuneInString(p.words)
		first, _, _ := strings.Cut(p.words, " ")
		switch {
		case cjk(r) || unicode.Is(unicode.Hangul, r):
			x.dense = append(x.dense, p)
		default:
			x.add(first, p, cols[1] == "any")
		}
	}
	return x
}

func (x *phraseIndex) add(first string, p phrase, anywhere bool) {
	id, known := x.firsts.learn(first)
	if !known {
		x.start, x.any = append(x.start, nil), append(x.any, nil)
	}
	list := &x.start[id]
	if anywhere {
		list = &x.any[id]
	}
	*list = longestFirst(*list, p)
}

func longestFirst(list []phrase, p phrase) []phrase {
	at := 0
	for at < len(list) && len(list[at].words) >= len(p.words) {
		at++
	}
	list = append(list, phrase{})
	copy(list[at+1:], list[at:])
	list[at] = p
	return list
}

// foldWords lower-cases the first words of a text, one space apart, without
// punctuation.
func foldWords(buf []byte, s string, limit int) []byte {
	gap := false
	for i, r := range s {
		if i > limit {
			break
		}
		switch {
		case r < utf8.RuneSelf && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9'):
		case r >= 'A' && r <= 'Z':
			r |= 0x20
		case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r)):
			r = unicode.ToLower(r)
		default:
			gap = len(buf) > 0
			continue
		}
		if gap {
			buf = append(buf, ' ')
			gap = false
		}
		buf = utf8.AppendRune(buf, r)
	}
	return buf
}

// shortBlock is how many words a block may have for a phrase anywhere in it to count.
const shortBlock = 40

func phraseOf(b *block) uint8 {
	x := phrases()
	limit := 80
	if b.words <= shortBlock {
		limit = 400
	}
	var space [512]byte
	folded := foldWords(space[:0], b.text, limit)
	if len(folded) == 0 {
		return 0
	}
	if c := x.find(x.start, folded); c > 0 {
		return c
	}
	if folded[0] >= utf8.RuneSelf {
		for _, p := range x.dense {
			if hasPrefix(folded, p.words) {
				return p.category
			}
		}
	}
	if b.words > shortBlock {
		return 0
	}
	for rest := folded; len(rest) > 0; _, rest = cutWord(rest) {
		if c := x.find(x.any, rest); c > 0 {
			return c
		}
	}
	return 0
}

// find gives the category of the longest phrase of a list that a folded text begins with, or 0.
func (x *phraseIndex) find(list [][]phrase, folded []byte) uint8 {
	first, _ := cutWord(folded)
	id, ok := x.firsts.id(first)
	if !ok {
		return 0
	}
	for _, p := range list[id] {
		if hasPrefix(folded, p.words) && (len(folded) == len(p.words) || folded[len(p.words)] == ' ') {
			return p.category
		}
	}
	return 0
}

func hasPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix
}
