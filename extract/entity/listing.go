package entity

import "github.com/pennypress/pennypress/extract/gazetteer"

// listing chooses among the entries of one name, which tokens from..to-1 spell: the
// receipt or the share that is spoken of, the document's country where it speaks
// clearly, else the table's order.
func (d *doc) listing(entries []gazetteer.Entry, from, to int) *gazetteer.Entry {
	first := &entries[0]
	if len(entries) == 1 {
		return first
	}
	if first.Kind != gazetteer.Index {
		if e := ofKind(entries, gazetteer.Receipt); e != nil && d.isReceipt(from, to) {
			return e
		}
	}
	if first.Kind == gazetteer.Index && (d.wordIs(from-1, "of") || d.wordIs(from-1, "in")) && d.wordIs(from-2, "shares") { // "shares of Dow"
		if e := ofKind(entries, gazetteer.Share); e != nil {
			return e
		}
	}
	if first.Country == d.country || first.Kind == gazetteer.Index {
		return first
	}
	for i := range entries[1:] {
		if e := &entries[1+i]; e.Country != "" && e.Country == d.country && (first.Weak || !e.Weak) && e.Instrument.Name != first.Instrument.Name && (d.votes(d.country) >= 2+2*d.votes(first.Country) || d.votes(d.country) > 0 && d.votes(first.Country) == 0) {
			return e
		}
	}
	return first
}

// ofKind returns the first entry of an instrument of some kind, nil for none.
func ofKind(entries []gazetteer.Entry, kind gazetteer.Kind) *gazetteer.Entry {
	for i := range entries {
		if entries[i].Kind == kind {
			return &entries[i]
		}
	}
	return nil
}

// maxReceipt is how many tokens may stand between a name and what says that its
// American receipts are meant.
const maxReceipt = 4

// isReceipt reports whether the receipts of the company in tokens from..to-1 are spoken
// of: "ADRs of Toyota", "Alibaba's US-listed shares".
func (d *doc) isReceipt(from, to int) bool {
	for i := from - 1; i >= max(0, from-maxReceipt) && !d.breaks(i+1); i-- {
		if d.saysReceipt(i) {
			return true
		}
		if !d.isClass(i, cOf|cInstr|cPrep) {
			break
		}
	}
	to = d.afterPossessive(to)
	for i := to; i < min(to+maxReceipt, len(d.toks)) && !d.breaks(i); i++ {
		if d.saysReceipt(i) {
			return true
		}
		if d.toks[i].kind == word && !d.cash.is(receiptPlace, d.span(i, i+1)) {
			break
		}
	}
	return false
}

// saysReceipt reports whether token i is a receipt's name or the end of "US-listed".
func (d *doc) saysReceipt(i int) bool {
	if d.wordIs(i, "listed") && i > 1 && d.toks[i-1].oneOf("-‑.") {
		k := i - 2
		if d.toks[k].oneOf(".") {
			k--
		}
		return k >= 0 && d.cash.is(receiptPlace, d.span(k, k+1))
	}
	return d.cash.is(receiptWord, d.span(i, i+1))
}
