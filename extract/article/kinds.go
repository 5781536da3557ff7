package article

import (
	"strings"

	"github.com/pennypress/pennypress/extract"
)

// flags tells what kind of article the page holds, and by what that is known.
func (d *doc) flags() []choice {
	var flags []choice
	add := func(flag, from string) {
		if from != "" {
			flags = append(flags, choice{flag, from})
		}
	}
	add(extract.FlagLive, d.live())
	add(extract.FlagGallery, d.gallery())
	switch {
	case d.sig.story().free == "false":
		add(extract.FlagPaywalled, "json-ld")
	case strings.EqualFold(d.sig.first("article:content_tier"), "locked"):
		add(extract.FlagPaywalled, "meta article:content_tier")
	}
	switch {
	case d.page.Truncated:
		add(extract.FlagTruncated, "the body was cut")
	case d.cut:
		add(extract.FlagTruncated, "too many blocks")
	}
	return flags
}

// values are the values of choices.
func values(list []choice) (out []string) {
	for _, c := range list {
		out = append(out, c.value)
	}
	return out
}

// fewestEntries is how many entries or pictures make a live blog or a gallery.
const fewestEntries = 4

// live tells by what the page is known for a live blog, "" when it is none: it says
// so, or marks up entries as such pages do, each with its time.
func (d *doc) live() string {
	for _, a := range d.sig.linked {
		if a.kind == "LiveBlogPosting" {
			return "json-ld"
		}
	}
	if d.sig.entries >= fewestEntries && len(d.sig.times) >= fewestEntries {
		return "entries with times"
	}
	return ""
}

// gallery tells by what is known that pictures tell the story, "" when they do
// not: the page says so, or four captions or more have twice the words of the rest.
func (d *doc) gallery() string {
	for _, a := range d.sig.linked {
		if a.kind == "ImageGallery" || a.kind == "MediaGallery" {
			return "json-ld"
		}
	}
	if captions, shown, told := d.captions(); len(captions) >= fewestEntries && shown >= 2*told {
		return "captions"
	}
	return ""
}

// captions lists the captions of the page's own part, with their words and those of
// the kept blocks.
func (d *doc) captions() (list []int, shown, told int32) {
	for i := range d.blocks {
		b, f := &d.blocks[i], &d.facts[i]
		switch {
		case f.kind == kindCaption && b.words >= 5 && i > d.titleAt && b.linkBytes == 0:
			list = append(list, i)
			shown += b.words
		case b.keep:
			told += b.words
		}
	}
	return list, shown, told
}

// showPictures keeps the captions of a page that has nothing else to tell.
func (d *doc) showPictures() {
	if strings.TrimSpace(d.text()) != "" {
		return
	}
	list, _, _ := d.captions()
	if len(list) < fewestEntries {
		return
	}
	for _, i := range list {
		d.blocks[i].keep, d.blocks[i].state, d.blocks[i].why = true, story, "caption of a gallery"
	}
}

// What is too long for furniture, in words, and what is too little for a story.
const (
	longWords  = 60
	scantWords = 40
)

// rescue keeps the long lines beneath the headline of a page of which next to
// nothing was kept: an old page's story in one block without a paragraph.
func (d *doc) rescue() {
	kept := int32(0)
	for i := range d.blocks {
		if d.blocks[i].keep {
			kept += d.blocks[i].words
		}
	}
	if d.sentences() > 0 || kept > scantWords || d.titleAt < 0 || d.lines {
		return
	}
	var long []int
	for i := d.titleAt + 1; i < len(d.blocks); i++ {
		b := &d.blocks[i]
		if b.words >= longWords && linkShare(b.linkBytes, b.bytes) < 30 && d.elems[b.elem].flags&(inNav|inFooter|inForm|inAside) == 0 &&
			d.facts[i].phrase == 0 && !saysWall("consent", b.text) && !saysWall("paywall", b.text) {
			long = append(long, i)
		}
	}
	if len(long) == 0 {
		return
	}
	for i := range d.blocks {
		if d.blocks[i].keep {
			d.drop(i, aside, "beside the only long lines")
		}
	}
	for _, i := range long {
		d.blocks[i].keep, d.blocks[i].state, d.blocks[i].why = true, story, "the only long lines"
	}
}
