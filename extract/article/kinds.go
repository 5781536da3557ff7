package article

import (
	"strings"

	"github.com/pennypress/pennypress/extract"
)

// flags tells what kind of article the page holds.
func (d *doc) flags() []string {
	var flags []string
	if d.live() {
		flags = append(flags, extract.FlagLive)
	}
	if d.gallery() {
		flags = append(flags, extract.FlagGallery)
	}
	if d.sig.story().free == "false" || strings.EqualFold(d.sig.first("article:content_tier"), "locked") {
		flags = append(flags, extract.FlagPaywalled)
	}
	if d.page.Truncated || d.cut {
		flags = append(flags, extract.FlagTruncated)
	}
	return flags
}

// fewestEntries is how many entries or pictures make a live blog or a gallery.
const fewestEntries = 4

// live reports whether the page says that it is a live blog, or marks up entries
// as such pages do, each with its time.
func (d *doc) live() bool {
	for _, a := range d.sig.linked {
		if a.kind == "LiveBlogPosting" {
			return true
		}
	}
	return d.sig.entries >= fewestEntries && len(d.sig.times) >= fewestEntries
}

// gallery reports whether the pictures tell the story: the page says so, or
// there are four captions or more with at least twice the words of the rest.
func (d *doc) gallery() bool {
	for _, a := range d.sig.linked {
		if a.kind == "ImageGallery" || a.kind == "MediaGallery" {
			return true
		}
	}
	captions, shown, told := d.captions()
	return len(captions) >= fewestEntries && shown >= 2*told
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
