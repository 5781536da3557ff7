package indextest

import (
	"fmt"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// story is a text of about 120 words, all different from those of other numbers.
func story(n int) string {
	var b strings.Builder
	for i := range 120 {
		fmt.Fprintf(&b, "w%cx%cy%d ", 'a'+i%26, 'a'+i/26, n)
		if i%12 == 11 {
			fmt.Fprintf(&b, "rose %d.5%%.\n\n", 100*n+i)
		}
	}
	return b.String()
}

func clusterExact(t store) {
	a, b, c, short := article(1), article(2), article(3), article(4)
	b.Title, b.Text = strings.ToUpper(a.Title), "Story, number 1!" // same letters
	c.Text = a.Text                                                // another title
	short.Title, short.Text = "", ""
	empty := short
	empty.ID = id(5)
	t.put(a, b, c, short, empty)
	t.clusters(id(1), id(1), id(3), id(4), id(5))
}

// clusters checks those of articles 1, 2, ...
func (t store) clusters(want ...string) {
	t.Helper()
	got := make([]string, len(want))
	for i := range want {
		got[i] = t.get(id(i + 1)).Cluster
	}
	t.equal("clusters", got, want)
	t.followed()
}

// followed checks that whoever follows the changes knows all clusters.
func (t store) followed() {
	t.Helper()
	for _, c := range t.since(0, 1000) {
		if !c.Deleted {
			t.equal("cluster in the change", c.Article.Cluster, t.get(c.ID).Cluster)
		}
	}
}

func clusterNear(t store) {
	articles := make([]extract.Article, 5)
	for i := range articles {
		articles[i] = article(i + 1)
		articles[i].Text = story(1)
	}
	articles[1].Text = "NEW YORK (Wire) — " + story(1) + "\n\nReporting by Ann Lee."
	articles[2].Text = strings.NewReplacer("1", "7", "4", "8", "5", "9").Replace(story(1)) // the next day's figures
	articles[3].Text = story(4)
	articles[4].Text = story(1)[:200] // too little of it
	t.put(articles...)
	t.clusters(id(1), id(1), id(3), id(4), id(5))
}

func clusterRenamed(t store) {
	b, c, a := article(2), article(3), article(1)
	a.Text, b.Text, c.Text = story(1), story(1), story(1)
	t.put(b, c)
	before := t.seq()
	result := t.put(a)[0]
	t.clusters(id(1), id(1), id(1))
	changed := map[string]bool{}
	for _, change := range t.since(before, 10) {
		changed[change.ID] = true
	}
	t.equal("articles changed", changed, map[string]bool{id(1): true, id(2): true, id(3): true})
	t.equal("number of the newcomer comes next", result.Seq, before+1)
	t.equal("revisions", []int{t.get(id(1)).Revision, t.get(id(2)).Revision}, []int{1, 1})

	undated := article(4)
	undated.Text, undated.Published = story(1), time.Time{}
	t.put(undated)
	t.clusters(id(1), id(1), id(1), id(1))
}

func clusterLeft(t store) {
	a, b, c := article(1), article(2), article(3)
	a.Text, b.Text, c.Text = story(1), story(1), story(1)
	t.put(a, b, c)
	a.Text = story(9)
	t.put(a)
	t.clusters(id(1), id(2), id(2))
	if err := t.s.Delete(t.Context(), id(2)); err != nil {
		t.Fatal(err)
	}
	t.equal("cluster after its name was deleted", t.get(id(3)).Cluster, id(3))
	t.followed()
	a.Text = story(1)
	t.put(a)
	t.equal("cluster after the first has come back", t.get(id(3)).Cluster, id(1))
	t.followed()
	a.Published = start.Add(time.Hour)
	t.put(a)
	t.equal("cluster after the first became the last", t.get(id(1)).Cluster, id(3))
	t.equal("cluster of the other", t.get(id(3)).Cluster, id(3))
	t.followed()
}
