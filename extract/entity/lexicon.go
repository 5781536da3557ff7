package entity

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

//go:embed data/*.tsv
var data embed.FS

// A class is a set of parts that a word can play.
type class uint64

const (
	cNumber      class = 1 << iota // seven, twenty
	cHundred                       // hundred
	cFraction                      // half, quarter
	cMagnitude                     // million, lakh
	cLetter                        // m, bn: a magnitude beside a currency
	cUnit                          // percent, bps
	cUp                            // a cue that something rose
	cDown                          // a cue that something fell
	cVerb                          // a cue before its number: "fell 3%"
	cNoun                          // a cue on either side: "a fall of 3%", "a 3% fall"
	cAdj                           // a cue on either side: "down 3%", "3% lower"
	cAfter                         // a cue only after its number: "3% more"
	cPrice                         // a verb that prices are the subject of
	cLevel                         // a preposition before a level: "to 3%"
	cBy                            // a preposition before a change: "by 3%"
	cOf                            // decides by what stands before it
	cPrep                          // any other preposition
	cBreak                         // begins another clause
	cRelative                      // begins a clause about what was just named
	cAnd                           // joins a list
	cFiller                        // may stand between a cue and its number
	cPoints                        // points of an index
	cMetric                        // what a company reports and a market does not price
	cInstr                         // a share, an index, a future
	cAnaphor                       // it, its, their
	cStake                         // after the number: a level
	cLegal                         // Inc, plc
	cPriceCue                      // after a name: a listed company
	cModifier                      // over, about
	cChange                        // before "X to Y": two amounts, no range
	cPer                           // share, barrel
	cMonth                         // January
	cCurrency                      // dollars
	cMinor                         // cents
	cPlace                         // Toronto
	cCode                          // USD
	cMark                          // Rs: a mark of letters
	cFunction                      // a function word of the language
	cTo                            // joins the ends of a range, or parts what was from what is
	cBetween                       // before "a and b"
	cFrom                          // before what was
	cPerWord                       // a, per: before a unit
	cResult                        // a result that may be a loss: EPS
	cSubject                       // said of a person or a paper: told, Mr
	cAux                           // may stand between a subject and its verb
	cGrowth                        // a cue whose subject is no price when it is a bare company
	cBroad                         // may stand between the and index
	cBe                            // is, was, been
	cSent                          // a verb whose object is a price: "sent shares down"
	cBlock                         // a name in it is no company
	cVenue                         // an exchange, more often than its operator
	cForename                      // Scott: the next word is a family's name
	cInstitution                   // University: the word before is no company
	cCommon                        // a common word of the language that is written like a name
	cBlockStart                    // the first word of a phrase of cBlock
	cModStart                      // the first word of a modifier
	cPlaceStart                    // the first word of a place of several words
	cModal                         // could: what it says has not happened
	cExpect                        // expects: what it says is a forecast
	cIndexNoun                     // gauge: speaks of an index
	cRating                        // upgraded: the broker is not what moves
	cIdiom                         // before up or down: "makes up"
	cEarlier                       // after a year: a time, no rate
	cSource                        // a house whose figures are quoted
)

var classNames = map[string]class{
	"number": cNumber, "hundred": cHundred, "fraction": cFraction, "magnitude": cMagnitude, "letter": cLetter,
	"unit": cUnit, "price": cPrice, "break": cBreak, "relative": cRelative, "list": cAnd, "filler": cFiller,
	"points": cPoints, "metric": cMetric, "instrument": cInstr, "anaphor": cAnaphor, "stake": cStake,
	"legal": cLegal, "pricecue": cPriceCue, "modifier": cModifier, "change": cChange, "per": cPer, "month": cMonth,
	"function": cFunction, "to": cTo, "between": cBetween, "from": cFrom, "perword": cPerWord, "result": cResult,
	"be": cBe, "sent": cSent, "forename": cForename, "institution": cInstitution, "common": cCommon, "block": cBlock, "venue": cVenue, "aux": cAux, "growth": cGrowth, "broad": cBroad, "plural": cInstr,
	"subject": cSubject, "modal": cModal, "expect": cExpect, "indexnoun": cIndexNoun, "rating": cRating, "idiom": cIdiom, "earlier": cEarlier, "source": cSource,
}

var cueNames = map[string]class{
	"up": cUp, "down": cDown, "verb": cVerb, "noun": cNoun, "adj": cAdj, "after": cAfter,
	"level": cLevel, "change": cBy, "of": cOf, "other": cPrep,
}

// A lexeme is what the lexicon knows of a word or a phrase.
type lexeme struct {
	is       class
	seconds  uint64   // bits of the hashes of the second words of its phrases
	nexts    uint64   // bits of the bytes behind it in phrases that have no plain second word
	phrases  []phrase // longer ones that begin with this word, the longest first
	*meaning          // never nil; apart, since few words have any and every word is looked up
}

// A sight is what the tokeniser needs of a lexeme. They are apart from the lexemes, and of
// sixteen bytes, so that those of a language fit into a small memory.
type sight struct {
	is    class
	high  uint32 // the upper bits of the word's hash
	mid   uint16 // those below
	role  role
	flags uint8 // many, where phrases begin with it
}

// isOf reports whether a word has the hash h.
func (s *sight) isOf(h uint64) bool { return s.high == uint32(h>>32) && s.mid == uint16(h>>16) }

// sightOf returns what the tokeniser needs of the word x.
func sightOf(h uint64, x *lexeme) sight {
	s := sight{is: x.is, high: uint32(h >> 32), mid: uint16(h >> 16), role: x.anchorRole()}
	if x.phrases != nil {
		s.flags = many
	}
	return s
}

// A role says in which lists of anchors a word stands.
type role uint8

const (
	isNumeral role = 1 << iota
	isPlace
	isHead
	isUnknown
	isStart // a name begins with it
)

// anchorRole returns the role of a word.
func (x *lexeme) anchorRole() (r role) {
	if x.is&(cNumber|cFraction|cMagnitude|cHundred) != 0 {
		r |= isNumeral
	}
	if x.is&(cPlace|cPlaceStart) != 0 || slices.ContainsFunc(x.phrases, func(p phrase) bool { return p.lex.is&(cPlace|cCurrency) != 0 }) {
		r |= isPlace
	}
	if x.is&cBlockStart != 0 {
		r |= isHead
	}
	return r
}

// notePhrases notes in x what stands behind its word first in its phrases: the bits of the
// second words, and where one has none that is plain, those of the byte behind.
func (x *lexeme) notePhrases(first string) {
	for i := range x.phrases {
		switch p := &x.phrases[i]; {
		case p.second != 0:
			x.seconds |= secondBit(p.second)
		case p.text[len(first)] == ' ': // anything that gap takes
			x.nexts |= nextBit(' ') | nextBit('\t') | nextBit('\v') | nextBit('\f') | nextBit('\r') | nextBit('\n') | nextBit('-') | nextBit(0xc2) | nextBit(0xe2)
		default:
			x.nexts |= nextBit(p.text[len(first)])
		}
	}
}

func nextBit(b byte) uint64 { return 1 << (b & 63) }

func secondBit(hash uint64) uint64 { return 1 << (hash >> 58) }

// A meaning is what a word of number, money or place stands for.
type meaning struct {
	num      float64 // of numbers, fractions and magnitudes
	pow      int     // of magnitudes: the power of ten
	unit     unit    // of percent words
	modifier string
	per      string
	currency []*currency // that a currency word may mean
	minor    []*currency // that a minor unit may belong to
	country  string      // of places
}

type phrase struct {
	text   string // lower case, single spaces
	second uint64 // hash of its second word, 0 where that is no plain word after a space
	rest   string // what follows its second word, if that is one
	lex    *lexeme
}

// A lexicon holds the words of one language and those common to all.
type lexicon struct {
	words   map[string]*lexeme // while it is read
	ascii   [128]uint16        // places of single characters
	place   lookup             // words, hashed
	known   []lexeme           // their lexemes, after the first, which is none
	sights  []sight            // the same, for the tokeniser
	unions  []class            // what the words or phrases that begin with them may be
	spare   []lexeme
	ends    []ending
	name    string
	english bool
	comma   bool   // the decimal separator is a comma
	gaps    bool   // groups of digits may be apart by a plain space
	behind  bool   // verbs may stand behind the number: "um 3 Prozent auf 5 Euro gesunken"
	home    string // country where nothing else speaks for one
}

func (l *lexicon) lookup(w string) *lexeme { return &l.known[l.find(gazetteer.Hash(w))] }

const maxWords = 1<<16 - 1

// find returns where the lexeme of a word is, by its hash; 0 for none. A word with the hash of
// another would be taken for it: among the words of a language that is one text in billions.
func (l *lexicon) find(h uint64) uint16 {
	at := *l.place.slot(h)
	if !l.sights[at].isOf(h) {
		at = 0
	}
	return at
}

// maxShort is how long a word is at most that texts have many of.
const maxShort = 4

// build fills the table from the words, whose lexemes it puts side by side: those of short
// words first, since what texts are full of stays in a small memory then.
func (l *lexicon) build(table *gazetteer.Table) error {
	if len(l.words) >= maxWords {
		return fmt.Errorf("%d words, want at most %d", len(l.words), maxWords)
	}
	l.known = append(make([]lexeme, 0, len(l.words)+1), lexeme{meaning: &noMeaning})
	l.sights = append(make([]sight, 0, len(l.words)+1), sight{role: isUnknown})
	l.unions = make([]class, 1, len(l.words)+1)
	hashes := make([]uint64, 0, len(l.words))
	for _, short := range []bool{true, false} {
		for w, x := range l.words {
			if (len(w) <= maxShort) == short {
				h := gazetteer.Hash(w)
				hashes = append(hashes, h)
				l.enter(w, h, x, table)
			}
		}
	}
	l.words, l.spare = nil, nil
	var err error
	if l.place, err = newLookup(hashes); err != nil {
		return err
	}
	return l.resolveEndings()
}

// enter puts the lexeme of a word, which has a hash, beside the others.
func (l *lexicon) enter(w string, h uint64, x *lexeme, table *gazetteer.Table) {
	x.notePhrases(w)
	if len(w) == 1 && w[0] < utf8.RuneSelf {
		l.ascii[w[0]] = uint16(len(l.known))
	}
	s := sightOf(h, x)
	if table.LengthsFrom(h) != 0 {
		s.role |= isStart
	}
	union := x.is
	for i := range x.phrases {
		union |= x.phrases[i].lex.is
	}
	l.known, l.sights, l.unions = append(l.known, *x), append(l.sights, s), append(l.unions, union)
}

// at returns the lexeme of a word or phrase to add to, made when it is new.
func (l *lexicon) at(s string) *lexeme {
	first := firstWord(s)
	x, ok := l.words[first]
	if !ok {
		x = l.newLexeme()
		l.words[first] = x
	}
	if first == s {
		return x
	}
	for _, p := range x.phrases {
		if p.text == s {
			return p.lex
		}
	}
	second, rest := secondWord(s[len(first):])
	p := phrase{s, second, rest, l.newLexeme()}
	i := 0
	for i < len(x.phrases) && len(x.phrases[i].text) >= len(s) {
		i++
	}
	x.phrases = slices.Insert(x.phrases, i, p)
	return p.lex
}

// newLexeme returns an empty lexeme; many are made together.
func (l *lexicon) newLexeme() *lexeme {
	if len(l.spare) == 0 {
		l.spare = make([]lexeme, 256)
	}
	x := &l.spare[0]
	l.spare = l.spare[1:]
	x.meaning = &noMeaning
	return x
}

// noMeaning is shared by the words that have none. It is never written to.
var noMeaning meaning

// own returns x's own meaning, to write to.
func (x *lexeme) own() *meaning {
	if x.meaning == &noMeaning {
		x.meaning = new(meaning)
	}
	return x.meaning
}

// secondWord returns the hash of the word that s, the part of a phrase after its first, begins
// with after a space, and what follows that; 0 where it is no word of plain letters.
func secondWord(s string) (hash uint64, rest string) {
	s, ok := strings.CutPrefix(s, " ")
	word, _, _ := strings.Cut(s, " ")
	if !ok || !isPlainWord(word) {
		return 0, ""
	}
	return gazetteer.Hash(word), s[len(word):]
}

// firstWord returns the first token of a phrase.
func firstWord(s string) string {
	for i, r := range s {
		if r < utf8.RuneSelf && ascii[r] != letter || gazetteer.Wide(r) {
			if i == 0 {
				return s[:utf8.RuneLen(r)]
			}
			return s[:i]
		}
	}
	return s
}

// rows calls f for every row of a data file. The columns are f's until it returns.
func rows(name string, f func(cols []string) error) error {
	b, err := data.ReadFile("data/" + name)
	if err != nil {
		return err
	}
	n, cols := 0, make([]string, 0, 8)
	for line := range strings.Lines(string(b)) {
		n++
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		cols = cols[:0]
		for col := range strings.SplitSeq(line, "\t") {
			cols = append(cols, col)
		}
		if err := f(cols); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	return nil
}

// readLexicon builds the lexicon of a language: the rows of words.tsv for that
// language and for all. It knows which words names of the table begin with.
func readLexicon(lang string, money *currencies, table *gazetteer.Table) (*lexicon, error) {
	l := &lexicon{name: lang, english: lang == "en", words: make(map[string]*lexeme, 4096)}
	if err := l.addHabits(); err != nil {
		return nil, err
	}
	err := rows("words.tsv", func(cols []string) error {
		if len(cols) != 4 {
			return fmt.Errorf("%d columns, want 4", len(cols))
		}
		if !covers(cols[0], lang) {
			return nil
		}
		return l.addRow(cols[1], cols[2], cols[3])
	})
	if err != nil {
		return nil, err
	}
	if err := l.addPlaces(); err != nil {
		return nil, err
	}
	l.addCurrencies(money)
	return l, l.build(table)
}

// covers reports whether a row for the languages in list serves lang.
func covers(list, lang string) bool {
	if list == "*" {
		return true
	}
	for l := range strings.SplitSeq(list, " ") {
		if l == lang {
			return true
		}
	}
	return false
}

// addHabits reads how the language writes numbers.
func (l *lexicon) addHabits() error {
	return rows("languages.tsv", func(cols []string) error {
		if len(cols) != 5 {
			return fmt.Errorf("%d columns, want 5", len(cols))
		}
		if cols[0] == l.name {
			l.comma, l.gaps, l.behind, l.home = cols[1] == "comma", cols[2] == "space", cols[3] == "behind", cols[4]
		}
		return nil
	})
}

func (l *lexicon) addRow(name, value, words string) error {
	if name == "ending" {
		for w := range strings.SplitSeq(words, ",") {
			l.ends = append(l.ends, ending{w, value, 0})
		}
		return nil
	}
	is, ok := classNames[name]
	for v := range strings.SplitSeq(value, " ") {
		if name == "cue" || name == "prep" {
			c, known := cueNames[v]
			is, ok = is|c, known
		}
	}
	if !ok {
		return fmt.Errorf("class %q %q is not known", name, value)
	}
	for w := range strings.SplitSeq(words, ",") {
		x := l.at(w)
		x.is |= is
		switch first := l.words[firstWord(w)]; is {
		case cModifier:
			first.is |= cModStart
		case cBlock:
			first.is |= cBlockStart
		}
		if err := x.set(is, value); err != nil {
			return fmt.Errorf("%s: %w", w, err)
		}
	}
	return nil
}

// set stores the value of a row.
func (x *lexeme) set(is class, value string) error {
	var err error
	switch is {
	case cNumber, cHundred, cFraction:
		x.own().num, err = strconv.ParseFloat(value, 64)
	case cMagnitude, cLetter:
		x.own().pow, err = powerOf(value)
	case cUnit:
		i := slices.Index(unitNames[:], value)
		if i <= 0 {
			return fmt.Errorf("unit %q is not known", value)
		}
		x.own().unit = unit(i)
	case cModifier:
		x.own().modifier = value
	case cPer:
		x.own().per = value
	}
	return err
}

// powerOf reads a magnitude as a power of ten.
func powerOf(magnitude string) (int, error) {
	digits, ok := strings.CutPrefix(magnitude, "1e")
	if !ok {
		return 0, fmt.Errorf("magnitude %q is not 1eN", magnitude)
	}
	return strconv.Atoi(digits)
}

func (l *lexicon) addPlaces() error {
	return rows("places.tsv", func(cols []string) error {
		if len(cols) != 2 {
			return fmt.Errorf("%d columns, want 2", len(cols))
		}
		for w := range strings.SplitSeq(cols[1], ",") {
			x := l.at(w)
			x.is |= cPlace
			x.own().country = cols[0]
			l.words[firstWord(w)].is |= cPlaceStart
		}
		return nil
	})
}
