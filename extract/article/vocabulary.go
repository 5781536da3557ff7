package article

// A vocabulary numbers words from 0 on. It is an open table, which words of a page, mostly
// a few letters long, are found in faster than in a map.
type vocabulary struct {
	words []string
	slots []slot // a power of two, at most half full
}

// A slot has the number + 1 of the word there, 0 if none, and part of its hash.
type slot struct{ number, tag uint16 }

// id gives the number of a word. An empty vocabulary and a nil one have none.
func (v *vocabulary) id(word []byte) (int16, bool) {
	if v == nil || len(v.slots) == 0 {
		return 0, false
	}
	h, mask := hashWord(word), uint32(len(v.slots)-1)
	for at := h & mask; ; at = (at + 1) & mask {
		s := v.slots[at]
		switch {
		case s.number == 0:
			return 0, false
		case s.tag == uint16(h>>16) && v.words[s.number-1] == string(word):
			return int16(s.number - 1), true
		}
	}
}

// learn gives a word its number, the next one where it is new.
func (v *vocabulary) learn(word string) (id int16, known bool) {
	if id, known = v.id([]byte(word)); known {
		return id, true
	}
	v.words = append(v.words, word)
	if 2*len(v.words) > len(v.slots) {
		v.slots = make([]slot, max(64, 2*len(v.slots)))
		for i := range v.words {
			v.place(i)
		}
	} else {
		v.place(len(v.words) - 1)
	}
	return int16(len(v.words) - 1), false
}

func (v *vocabulary) place(i int) {
	h, mask := hashWord([]byte(v.words[i])), uint32(len(v.slots)-1)
	at := h & mask
	for v.slots[at].number != 0 {
		at = (at + 1) & mask
	}
	v.slots[at] = slot{uint16(i + 1), uint16(h >> 16)}
}

// hashWord is FNV-1a, its high half folded in.
func hashWord(word []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range word {
		h = (h ^ uint32(c)) * 16777619
	}
	return h ^ h>>15
}
