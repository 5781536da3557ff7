package article

import (
	"math/bits"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// A template is a family of features: one number for each block, from 0 to its
// size. The weights of all templates stand in one array, one after the other.
type template uint8

const (
	tBias template = iota
	tTag
	tWords
	tLinks
	tEnd
	tBegin
	tFlag
	tRelation
	tDirect
	tBranch
	tBranchTag
	tBefore
	tAfter
	tShare
	tKind
	tKindPrev
	tKindNext
	tPrevNext
	tKindPrev2
	tKindNext2
	tKindRelation
	tKindBefore
	tKindAfter
	tPicture
	tTitle
	tStandfirst
	tAuthor
	tDate
	tWitness
	tDup
	tBold
	tPhrase
	tPhrasePrev
	tPhraseNext
	tPhraseHeading
	tSince
	tUntil
	tGap
	tHomePrev
	tHomeNext
	tList
	tParent
	tSigns
	tHeadline
	tKindFlag
	tSplit
	tSiblings
	tEndKind
	tBranchKind
	tWordsRel
	tLastHome
	tPath
	tPathPrev
	tPathNext
	tWindow
	tWindowLinks
	tLink
	tCards
	tArticle
	tNamed
	tSite
	tPast
	tNext
	tKindShare
	templates
)

// Token templates: their sizes are what training found often enough.
const (
	tNear  = templates + iota // class token on the block's own elements
	tAll                      // class token on any element around it
	tFirst                    // first word
	tPair                     // first two words
	tBag                      // any word of a short block
	tLast                     // last word
	tTail                     // any word of a longer block with at most one good block below
	allTemplates
)

const (
	flagBits  = 20
	tagKinds  = 24
	wordBins  = 10
	shareBins = 6
	countBins = 6
)

var templateNames = [allTemplates]string{"bias", "tag", "words", "links", "end", "begin", "flag", "relation",
	"direct", "branch", "branchtag", "before", "after", "share", "kind", "kindprev", "kindnext", "prevnext",
	"kindprev2", "kindnext2", "kindrelation", "kindbefore", "kindafter", "picture", "title", "standfirst", "author",
	"date", "witness", "dup", "bold", "phrase", "phraseprev", "phrasenext", "phraseheading", "since", "until", "gap",
	"homeprev", "homenext", "list", "parent", "signs", "headline", "kindflag", "split", "siblings", "endkind",
	"branchkind", "wordsrel", "lasthome", "path", "pathprev", "pathnext", "window", "windowlinks", "link", "cards", "article", "named",
	"site", "past", "next", "kindshare", "near", "all", "first", "pair", "bag", "last", "tail"}

var templateSizes = [templates]int{
	tBias: 1, tTag: tagKinds, tWords: wordBins, tLinks: shareBins, tEnd: int(ends), tBegin: int(begins), tFlag: flagBits,
	tRelation: relations, tDirect: 8, tBranch: shareBins * wordBins, tBranchTag: tagKinds, tBefore: countBins,
	tAfter: countBins, tShare: 10, tKind: int(kinds), tKindPrev: int(kinds) * int(kinds), tKindNext: int(kinds) * int(kinds),
	tPrevNext: int(kinds) * int(kinds), tKindPrev2: int(kinds) * int(kinds), tKindNext2: int(kinds) * int(kinds),
	tKindRelation: int(kinds) * relations, tKindBefore: int(kinds) * countBins, tKindAfter: int(kinds) * countBins,
	tPicture: int(kinds) * 8, tTitle: 6, tStandfirst: 4, tAuthor: int(kinds) * 2, tDate: int(kinds) * 2, tWitness: int(kinds) * 3,
	tDup: int(kinds) * 2, tBold: 4 * 4, tPhrase: int(phraseKinds) * 4, tPhrasePrev: int(phraseKinds) * 2,
	tPhraseNext: int(phraseKinds) * 2, tPhraseHeading: int(phraseKinds), tSince: 8, tUntil: 8, tGap: 64,
	tHomePrev: int(kinds) * 2, tHomeNext: int(kinds) * 2, tList: shareBins * 4, tParent: shareBins * wordBins,
	tSigns: 12, tHeadline: 8, tKindFlag: int(kinds) * flagBits, tSplit: int(kinds) * 2, tSiblings: countBins * 2,
	tEndKind: int(kinds) * int(ends), tBranchKind: int(kinds) * shareBins, tWordsRel: wordBins * relations, tLastHome: 8,
	tPath: int(kinds) * pathBins, tPathPrev: pathBins * pathBins * 2, tPathNext: pathBins * pathBins * 2,
	tWindow: int(kinds) * (windowSize + 1) * (windowSize + 1), tWindowLinks: roughKinds * shareBins * shareBins, tLink: int(kinds) * int(linkKinds),
	tCards: int(kinds) * countBins * countBins, tArticle: int(kinds) * 4, tNamed: int(kinds) * 4, tSite: int(kinds) * 4,
	tPast: roughKinds * int(phraseKinds), tNext: roughKinds * int(phraseKinds), tKindShare: int(kinds) * 10,
}

var templateOffsets, fixedFeatures = offsets()

func offsets() (at [templates]int, total int) {
	for t, size := range templateSizes {
		at[t] = total
		total += size
	}
	return at, total
}

func binWords(n int32) int {
	for i, limit := range [...]int32{1, 2, 4, 7, 11, 19, 35, 60, 120} {
		if n <= limit {
			return i
		}
	}
	return 9
}

func binShare(percent int) int {
	switch {
	case percent == 0:
		return 0
	case percent < 15:
		return 1
	case percent < 40:
		return 2
	case percent < 75:
		return 3
	case percent < 95:
		return 4
	}
	return 5
}

func binCount(n int32) int {
	switch {
	case n <= 2:
		return int(n)
	case n <= 5:
		return 3
	case n <= 12:
		return 4
	}
	return 5
}

func binGap(n int32) int {
	switch {
	case n <= 4:
		return int(n)
	case n <= 8:
		return 5
	case n <= 20:
		return 6
	}
	return 7
}

var tagNumbers = map[atom.Atom]int{atom.P: 1, atom.Div: 2, atom.Li: 3, atom.H1: 4, atom.H2: 5, atom.H3: 6, atom.H4: 7,
	atom.H5: 8, atom.H6: 8, atom.Td: 9, atom.Th: 9, atom.Tr: 10, atom.Blockquote: 11, atom.Figcaption: 12,
	atom.Section: 13, atom.Article: 14, atom.Aside: 15, atom.Header: 16, atom.Footer: 17, atom.Dd: 18, atom.Dt: 18,
	atom.Pre: 19, atom.Button: 20, atom.Label: 21, atom.Ul: 22, atom.Ol: 22, atom.Main: 23}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// features calls emit with each feature of block i: a template and its value.
func (d *doc) features(i int, emit func(t template, v int)) {
	d.ownFeatures(i, emit)
	d.placeFeatures(i, emit)
	d.neighbourFeatures(i, emit)
	d.hintFeatures(i, emit)
	d.signFeatures(i, emit)
	d.widerFeatures(i, emit)
}

func (d *doc) ownFeatures(i int, emit func(t template, v int)) {
	b, f := &d.blocks[i], &d.facts[i]
	k := int(f.kind)
	emit(tBias, 0)
	emit(tTag, tagNumbers[b.tag])
	emit(tWords, binWords(b.words))
	emit(tLinks, binShare(linkShare(b.linkBytes, b.bytes)))
	emit(tEnd, int(f.end))
	emit(tBegin, int(f.begin))
	emit(tKind, k)
	emit(tEndKind, k*int(ends)+int(f.end))
	size := min(binWords(b.words)/2, 3)
	emit(tPhrase, int(f.phrase)*4+size)
	switch {
	case b.bold*10 > b.bytes*9:
		emit(tBold, 4+size)
	case b.italic*10 > b.bytes*9:
		emit(tBold, 8+size)
	case f.caps:
		emit(tBold, 12+size)
	case b.bold*3 > b.bytes:
		emit(tBold, size)
	}
	emit(tSplit, k*2+oneIf(b.split))
	if f.dup {
		emit(tDup, k*2+1)
	}
}

func (d *doc) placeFeatures(i int, emit func(t template, v int)) {
	b, f := &d.blocks[i], &d.facts[i]
	k := int(f.kind)
	for fl := d.elems[b.near].flags; fl != 0; fl &= fl - 1 {
		bit := bits.TrailingZeros32(fl)
		emit(tFlag, bit)
		emit(tKindFlag, k*flagBits+bit)
	}
	emit(tPath, k*pathBins+int(f.path))
	emit(tRelation, int(f.relation))
	emit(tKindRelation, k*relations+int(f.relation))
	emit(tWordsRel, binWords(b.words)*relations+int(f.relation))
	home := &d.elems[f.home]
	if d.most > 0 {
		emit(tDirect, min(int(home.direct*7/d.most), 7))
	}
	br := &d.elems[f.branch]
	share := binShare(linkShare(br.linkBytes, br.bytes))
	emit(tBranch, share*wordBins+binWords(br.words/4))
	emit(tBranchTag, tagNumbers[br.tag])
	emit(tBranchKind, k*shareBins+share)
	emit(tBefore, binCount(f.before))
	emit(tAfter, binCount(f.after))
	emit(tKindBefore, k*countBins+binCount(f.before))
	emit(tKindAfter, k*countBins+binCount(f.after))
	if all := f.before + f.after; all > 0 {
		emit(tShare, int(f.before*9/all))
	}
	emit(tSince, binGap(f.since))
	emit(tUntil, binGap(f.until))
	emit(tGap, binGap(f.since)*8+binGap(f.until))
	parent := &d.elems[max(d.elems[b.elem].parent, 0)]
	share = binShare(linkShare(parent.linkBytes, parent.bytes))
	emit(tParent, share*wordBins+binWords(parent.words/4))
	if b.list > 0 {
		emit(tList, share*4+min(int(parent.blocks)/3, 3))
	}
	emit(tSiblings, binCount(home.blocks)*2+oneIf(home.direct > 0))
	if last := d.lastGood(i); last >= 0 {
		emit(tLastHome, 1+oneIf(d.facts[last].home == f.home)+2*oneIf(d.facts[last].branch == f.branch))
	}
}

// lastGood is the last good block before i in the main element, or -1.
func (d *doc) lastGood(i int) int {
	j := i - int(d.facts[i].since)
	if j < 0 {
		return -1
	}
	return j
}

func (d *doc) kindAt(i int) int {
	if i < 0 || i >= len(d.facts) {
		return int(kindNone)
	}
	return int(d.facts[i].kind)
}

func (d *doc) neighbourFeatures(i int, emit func(t template, v int)) {
	b, f := &d.blocks[i], &d.facts[i]
	n := int(kinds)
	k, prev, next := int(f.kind), d.kindAt(i-1), d.kindAt(i+1)
	emit(tKindPrev, k*n+prev)
	emit(tKindNext, k*n+next)
	emit(tPrevNext, prev*n+next)
	emit(tKindPrev2, k*n+d.kindAt(i-2))
	emit(tKindNext2, k*n+d.kindAt(i+2))
	emit(tPicture, k*8+oneIf(b.image)+2*oneIf(b.embed)+4*oneIf(b.inner))
	if i > 0 {
		same := oneIf(d.facts[i-1].home == f.home)
		emit(tHomePrev, k*2+same)
		emit(tPhrasePrev, int(d.facts[i-1].phrase)*2+same)
		emit(tPathPrev, (int(f.path)*pathBins+int(d.facts[i-1].path))*2+oneIf(d.samePath(i, i-1)))
	}
	if i+1 < len(d.facts) {
		same := oneIf(d.facts[i+1].home == f.home)
		emit(tHomeNext, k*2+same)
		emit(tPhraseNext, int(d.facts[i+1].phrase)*2+same)
		emit(tPathNext, (int(f.path)*pathBins+int(d.facts[i+1].path))*2+oneIf(d.samePath(i, i+1)))
	}
	emit(tPhraseHeading, int(f.heading))
}

func (d *doc) samePath(i, j int) bool {
	return d.elems[d.blocks[i].elem].path == d.elems[d.blocks[j].elem].path
}

func (d *doc) hintFeatures(i int, emit func(t template, v int)) {
	f := &d.facts[i]
	k := int(f.kind)
	emit(tTitle, int(f.title))
	switch {
	case d.titleAt < 0:
		emit(tHeadline, 0)
	case i < d.titleAt:
		emit(tHeadline, 1)
	case i == d.titleAt:
		emit(tHeadline, 2)
	default:
		emit(tHeadline, 3+min(binGap(int32(i-d.titleAt))/2, 4))
	}
	if f.standf {
		emit(tStandfirst, 1+oneIf(f.before > 0)+oneIf(f.kind >= kindLong))
	}
	if f.author {
		emit(tAuthor, k*2+oneIf(f.before > 0))
	}
	if f.date {
		emit(tDate, k*2+oneIf(f.before > 0))
	}
	emit(tWitness, k*3+int(f.witness))
}

// signFeatures looks at single characters.
func (d *doc) signFeatures(i int, emit func(t template, v int)) {
	b := &d.blocks[i]
	var seen [12]bool
	digits, letters, upper := 0, 0, 0
	prev := ' '
	for at, r := range b.text {
		if at > 300 {
			break
		}
		switch {
		case r < utf8.RuneSelf && isLetter(byte(r)):
			letters++
			if prev == ' ' && r <= 'Z' {
				upper++
			}
		case r == '|':
			seen[0] = true
		case r == '©':
			seen[1] = true
		case r == '@':
			seen[2] = true
		case r == '/' && prev == '/':
			seen[3] = true
		case r == ':' && at < 24:
			seen[4] = true
		case r == '(':
			seen[5] = true
		case r == '›' || r == '»' || r == '→' || r == '▶':
			seen[6] = true
		case r == '#':
			seen[7] = true
		case r >= '0' && r <= '9':
			digits++
		case r >= utf8.RuneSelf && unicode.IsLetter(r):
			letters++
			if prev == ' ' && unicode.IsUpper(r) {
				upper++
			}
		}
		prev = r
	}
	seen[8] = digits > 0
	seen[9] = digits*3 > letters
	seen[10] = b.words >= 4 && int32(upper)*4 > b.words*3
	seen[11] = b.words <= 80 && creditTail(b.text)
	for v, ok := range seen {
		if ok {
			emit(tSigns, v)
		}
	}
}
