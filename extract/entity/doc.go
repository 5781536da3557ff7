// Package entity finds the figures of a text: percentages with their sign,
// amounts of money with their currency, the instruments it names, and which of
// them moved by which percentage.
//
//	entities, moves := entity.Find("Shares of Nvidia fell 11% to $124.")
//	// entities: Nvidia (NVDA), 11% (-11, down), $124 (124 USD)
//	// moves:    NVDA -11
//
// A text passes through stages, each with a type between it and the next:
//
//	text → tokens → numbers, names → figures that do not overlap → directions → moves
//
// Rules propose figures and look at tokens only; settle decides once where
// they overlap. The tokeniser notes where rules may begin, so that none walks the
// whole text. What words mean is data, in data/: words.tsv, currencies.tsv, marks.tsv,
// amounts.tsv, bourses.tsv, dollars.tsv, places.tsv, and languages.tsv for how numbers are written.
//
// The package does not read pages, does not guess what is not written, and
// touches no network, disk or clock. Time and memory are linear in the text.
// Outsiders may rely on it.
package entity
