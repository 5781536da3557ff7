package article

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"strconv"
	"strings"
	"sync"

	"github.com/pennypress/pennypress/extract"
)

//go:embed magics.tsv
var magicTable string

// A magic is how files of a kind begin.
type magic struct{ prefix, kind, name string }

var magics = sync.OnceValue(func() []magic {
	var list []magic
	for line := range strings.Lines(magicTable) {
		cols := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cols) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		if prefix, err := strconv.Unquote(cols[0]); err == nil {
			list = append(list, magic{prefix, cols[1], cols[2]})
		}
	}
	return list
})

// refuseBytes names documents that are no text, or text but no page.
func refuseBytes(p extract.Page) error {
	if len(bytes.TrimSpace(p.Body)) == 0 {
		return &extract.NotArticle{Kind: extract.KindEmpty, Detail: "no body"}
	}
	head := bytes.TrimSpace(p.Body[:min(len(p.Body), 1024)])
	if bytes.HasPrefix(head, []byte("<?xml")) {
		_, head, _ = bytes.Cut(head, []byte("?>"))
		head = bytes.TrimSpace(head)
	}
	for _, m := range magics() {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return &extract.NotArticle{Kind: m.kind, Detail: m.name}
		}
	}
	switch {
	case isJSON(p, head):
		return &extract.NotArticle{Kind: extract.KindData, Detail: "JSON"}
	case isNoise(p.Body[:min(len(p.Body), 4096)]):
		return &extract.NotArticle{Kind: extract.KindBinary, Detail: "binary data"}
	}
	return nil
}

// isJSON reports whether a document is one JSON value, or is called so and begins like one.
func isJSON(p extract.Page, head []byte) bool {
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return false
	}
	return strings.Contains(p.ContentType, "json") || json.Valid(p.Body)
}

// isNoise reports whether bytes are those of no charset: control characters that no
// text has are more than one in twenty, and they are not the zeros of UTF-16.
func isNoise(head []byte) bool {
	controls, zeros := 0, 0
	for _, c := range head {
		switch {
		case c == 0:
			zeros++
		case c < '\t' || c > '\r' && c < ' ' && c != '\x1b':
			controls++
		}
	}
	return controls*20 > len(head) && zeros*4 < len(head)
}
