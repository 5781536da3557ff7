package article

import (
	"fmt"
	"testing"
)

func TestVocabulary(t *testing.T) {
	var v vocabulary
	if _, ok := v.id([]byte("word")); ok {
		t.Error("an empty vocabulary knows a word")
	}
	const n = 3000
	for i := range n {
		if id, known := v.learn(fmt.Sprint("word", i)); known || int(id) != i {
			t.Fatalf("learn(word%d) = %d, known %v", i, id, known)
		}
	}
	for i := range n {
		word := fmt.Sprint("word", i)
		if id, ok := v.id([]byte(word)); !ok || int(id) != i {
			t.Errorf("id(%s) = %d, %v", word, id, ok)
		}
	}
	if id, known := v.learn("word7"); !known || id != 7 {
		t.Errorf("learn(word7) again = %d, known %v", id, known)
	}
	for _, word := range []string{"", "word", "word3000", "Word1"} {
		if id, ok := v.id([]byte(word)); ok {
			t.Errorf("id(%q) = %d, want none", word, id)
		}
	}
}

func TestThinDropsSpaceAtEdges(t *testing.T) {
	for in, want := range map[string]string{
		"<div>\n <p>One</p>\n\n<p>Two</p>\t</div>":          "<div><p>One</p><p>Two</p></div>",
		"<p><b>One</b> <i>two</i></p>":                      "<p><b>One</b> <i>two</i></p>",
		"<p><b>One</b> <!-- - --> <i>two</i> </p>":          "<p><b>One</b>  <i>two</i></p>",
		"<p>One <button>x</button> <b>two</b></p>":          "<p>One <button>x</button> <b>two</b></p>",
		"<pre> <b>a</b> \n <div> b </div> </pre>":           "<pre> <b>a</b> \n <div> b </div> </pre>",
		"<body><div> <meta itemprop=x> <b>a</b></div>":      "<body><div><meta itemprop=x > <b>a</b></div>",
		"<p>One</p> two <p> three</p>":                      "<p>One</p> two <p> three</p>",
		"<p><i>a</i> <script>x</script> <i>b</i> </p> <hr>": "<p><i>a</i>  <i>b</i></p><hr>",
	} {
		if got := string(thin([]byte(in), false, nil).out); got != want {
			t.Errorf("thin(%q)\n got %q\nwant %q", in, got, want)
		}
	}
}
