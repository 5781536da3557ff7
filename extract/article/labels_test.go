package article

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"hash/fnv"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

var trainCorpus = flag.String("corpus", "", "folder with truth.jsonl and its pages, for TestTrain and TestHeldOut")

// folds is how many parts the sites are divided into.
const folds = 5

type truthRow struct {
	File, URL, Source, Text string
	With, Without           []string
}

// loadTruth lists the pages whose text, or phrases of it, are known. Pages that
// were only encoded anew are left out.
func loadTruth(t *testing.T, dir string) (rows []truthRow) {
	f, err := os.Open(filepath.Join(dir, "truth.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		var r truthRow
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		if (r.Text != "" || len(r.With) > 0) && r.Source != "charset" {
			rows = append(rows, r)
		}
	}
	return rows
}

func readPage(t *testing.T, name string) []byte {
	f, err := os.Open(filepath.Join(*trainCorpus, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func hostKey(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	parts := strings.Split(u.Hostname(), ".")
	if n := len(parts); n > 2 && len(parts[n-2]) > 3 {
		parts = parts[n-2:]
	}
	return strings.TrimPrefix(strings.Join(parts, "."), "www.")
}

func foldOf(host string) int {
	h := fnv.New32a()
	h.Write([]byte(host))
	return int(h.Sum32() % folds)
}

// A label is the set of states that a block may have, one bit each.
type label uint8

const (
	labelAny      label = 1<<states - 1
	labelStory    label = 1 << story
	labelNotStory       = labelAny &^ labelStory
)

func (l label) has(s state) bool { return l>>s&1 == 1 }

// labelled tells what the truth says of each block: from the whole text, or
// from phrases that must and must not be there. It is nil when that is nothing.
func labelled(d *doc, r truthRow) []label {
	if r.Text != "" {
		return align(d, r.Text)
	}
	return phraseLabels(d, r)
}

// phraseLabels marks the one block that holds a phrase of the story, and short
// blocks that are little more than a phrase which is not in it.
func phraseLabels(d *doc, r truthRow) []label {
	gold := make([]label, len(d.blocks))
	for i := range gold {
		gold[i] = labelAny
	}
	any := false
	for _, p := range r.With {
		at, n := -1, 0
		for i := range d.blocks {
			if strings.Contains(squash(d.blocks[i].text), squash(p)) {
				at, n = i, n+1
			}
		}
		if n == 1 {
			gold[at], any = labelStory, true
		}
	}
	for _, p := range r.Without {
		for i := range d.blocks {
			b := &d.blocks[i]
			if gold[i] == labelAny && strings.Contains(squash(b.text), squash(p)) && len(b.text) < 3*len(p) {
				gold[i] = labelNotStory
			}
		}
	}
	if !any {
		return nil
	}
	return gold
}

func squash(s string) string { return strings.Join(strings.Fields(s), " ") }

func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// align labels each block by the longest common subsequence of words.
func align(d *doc, text string) []label {
	ids := map[string]int32{}
	number := func(w string) int32 {
		if _, ok := ids[w]; !ok {
			ids[w] = int32(len(ids))
		}
		return ids[w]
	}
	var page, truth []int32
	var owner []int32
	total := make([]int, len(d.blocks))
	for i := range d.blocks {
		for _, w := range wordsOf(d.blocks[i].text) {
			page, owner = append(page, number(w)), append(owner, int32(i))
			total[i]++
		}
	}
	for _, w := range wordsOf(text) {
		truth = append(truth, number(w))
	}
	if len(page)*len(truth) > 400_000_000 || len(page) == 0 {
		return nil
	}
	hit := make([]int, len(d.blocks))
	for _, at := range commonSequence(page, truth) {
		hit[owner[at]]++
	}
	return labelHits(d, hit, total)
}

// labelHits makes states of the share of each block's words that are in the truth.
func labelHits(d *doc, hit, total []int) []label {
	in := make([]bool, len(hit))
	first, last := -1, -1
	for i := range hit {
		in[i] = total[i] > 0 && hit[i]*10 >= total[i]*6 && (total[i] > 2 || hit[i] == total[i])
		if in[i] && first < 0 {
			first = i
		}
		if in[i] {
			last = i
		}
	}
	if first < 0 {
		return nil
	}
	gold := make([]label, len(hit))
	for i := range gold {
		switch {
		case total[i] == 0 || d.facts[i].kind == kindPost && i > first && i < last:
			gold[i] = labelAny
		case i < first:
			gold[i] = 1 << before
		case i > last:
			gold[i] = 1 << after
		case in[i]:
			gold[i] = labelStory
		default:
			gold[i] = 1 << aside
		}
	}
	return gold
}

// commonSequence returns the places in a of a longest common subsequence,
// preferring runs.
func commonSequence(a, b []int32) (places []int) {
	w := len(b) + 1
	dir := make([]uint8, (len(a)+1)*w)
	prev, cur := make([]int32, w), make([]int32, w)
	prevRun, curRun := make([]bool, w), make([]bool, w)
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			best, d := prev[j], uint8(1)
			if cur[j-1] > best {
				best, d = cur[j-1], 2
			}
			curRun[j] = false
			if a[i-1] == b[j-1] {
				v := prev[j-1] + 4
				if prevRun[j-1] {
					v += 3
				}
				if v >= best {
					best, d = v, 3
					curRun[j] = true
				}
			}
			cur[j] = best
			dir[i*w+j] = d
		}
		prev, cur = cur, prev
		prevRun, curRun = curRun, prevRun
	}
	for i, j := len(a), len(b); i > 0 && j > 0; {
		switch dir[i*w+j] {
		case 3:
			places = append(places, i-1)
			i, j = i-1, j-1
		case 1:
			i--
		default:
			j--
		}
	}
	return places
}
