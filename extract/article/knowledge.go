package article

import (
	_ "embed"
	"sort"
	"strconv"
	"strings"
	"sync"
)

//go:embed fields.tsv
var fieldTable string

// knowledge is fields.tsv: words by what they mean.
type knowledge struct {
	lists map[string][]string

	// Kinds that are looked up and not searched.
	fillers, agencies, houses, degrees, noNames, cards, nobody, particles, credit, standing map[string]bool
	zones                                                                                   map[string]zone // by language
	joints                                                                                  []string        // with a space on either side
}

var known = sync.OnceValue(func() *knowledge {
	k := &knowledge{lists: map[string][]string{}, zones: map[string]zone{}}
	for line := range strings.Lines(fieldTable) {
		kind, word, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if ok && !strings.HasPrefix(line, "#") {
			k.lists[kind] = append(k.lists[kind], word)
		}
	}
	for _, kind := range []string{"byline lead", "author label"} {
		list := k.lists[kind]
		sort.SliceStable(list, func(i, j int) bool { return len(list[i]) > len(list[j]) })
	}
	k.fillers, k.agencies, k.houses = setOf(k.lists["filler"]), setOf(k.lists["agency"]), setOf(k.lists["house"])
	k.degrees, k.noNames, k.cards = setOf(k.lists["degree"]), setOf(k.lists["no name"]), setOf(k.lists["card label"])
	k.nobody, k.particles = setOf(k.lists["nobody"]), setOf(k.lists["particle"])
	k.credit, k.standing = k.creditWords(), setOf(k.lists["standing line"])
	for _, c := range k.lists["joint"] {
		k.joints = append(k.joints, " "+c+" ")
	}
	for _, z := range k.lists["zone"] {
		code, at, _ := strings.Cut(z, "=")
		hours, summer := strings.CutSuffix(at, " summer")
		east, _ := strconv.Atoi(hours)
		k.zones[code] = zone{east, summer}
	}
	return k
})

// creditWords are the words that stand beside names and dates in a byline.
func (k *knowledge) creditWords() map[string]bool {
	m := map[string]bool{}
	for _, kind := range []string{"byline lead", "author label", "label published", "label modified", "filler", "joint", "beside credit"} {
		for _, phrase := range k.lists[kind] {
			for _, w := range strings.Fields(string(foldWords(nil, phrase, 200))) {
				m[w] = true
			}
		}
	}
	return m
}

func setOf(list []string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, s := range list {
		m[s] = true
	}
	return m
}
