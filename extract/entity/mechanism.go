package entity

// A mechanism is one of the ideas that the figures of a text are read by. What each
// is worth shows when it is off: only tests turn one off.
type mechanism uint8

const (
	clauses   mechanism = 1 << iota // sentences and segments bound what belongs together
	lists                           // an item has the direction of the one before
	stages                          // weak names wait for evidence
	countries                       // the document's country reads $ and Rs and chooses listings
	memories                        // "its shares" are those last spoken of
)

// without reports whether a mechanism is off.
func (d *doc) without(m mechanism) bool { return d.off&m != 0 }
