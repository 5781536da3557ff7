package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"

	"github.com/pennypress/pennypress/index"
)

// ManifestFile is the name of a folder's manifest.
const ManifestFile = "manifest.json"

// ManifestSchema names the version of the manifest's form.
const ManifestSchema = "pennypress.manifest/1"

// The kinds of folder.
const (
	KindFull    = "full"    // all articles, or all that match the query
	KindChanges = "changes" // what became of them since an earlier export
)

// A Manifest says what a folder of parts holds, so that whoever loads it can
// check that all arrived. It holds no time of writing: the same store gives the
// same bytes.
type Manifest struct {
	Schema        string   `json:"schema"`
	Kind          string   `json:"kind"`
	ArticleSchema string   `json:"article_schema"`
	Software      string   `json:"software"`
	Query         string   `json:"query"` // as asked; "" for every article
	Format        string   `json:"format"`
	Table         string   `json:"table"`
	Compression   string   `json:"compression,omitempty"`
	Text          bool     `json:"text"` // false: figures and offsets only
	PartRows      int      `json:"part_rows"`
	Seq           SeqRange `json:"seq"`
	Totals
	Parts []Part `json:"parts"` // in order
}

// A SeqRange says which changes of the store are in: those after From up to and
// with To. A full export has From 0.
type SeqRange struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// Totals count what one part holds, or all.
type Totals struct {
	Articles int       `json:"articles"`
	Deleted  int       `json:"deleted,omitempty"` // articles that are gone; in changes only
	Rows     int       `json:"rows"`              // of the table; without header rows
	Entities int       `json:"entities"`
	Moves    int       `json:"moves"`
	Bytes    int64     `json:"bytes"`
	First    time.Time `json:"first,omitzero"` // earliest and latest publication, UTC
	Last     time.Time `json:"last,omitzero"`
}

func (t *Totals) add(more Totals) {
	t.Articles += more.Articles
	t.Deleted += more.Deleted
	t.Rows += more.Rows
	t.Entities += more.Entities
	t.Moves += more.Moves
	t.Bytes += more.Bytes
	t.seen(more.First)
	t.seen(more.Last)
}

func (t *Totals) seen(at time.Time) {
	if at.IsZero() {
		return
	}
	at = at.UTC()
	if t.First.IsZero() || at.Before(t.First) {
		t.First = at
	}
	if at.After(t.Last) {
		t.Last = at
	}
}

// A Part is one file of the dataset.
type Part struct {
	Path   string `json:"path"` // in the folder, with forward slashes
	SHA256 string `json:"sha256"`
	Totals
	// UpTo is where a closed part ends for ever; absent while articles may follow.
	UpTo  *index.Place `json:"up_to,omitempty"`
	State string       `json:"state,omitempty"` // identifies the stored articles that it was made of
}

// maxManifestBytes bounds a manifest: a part takes half a kilobyte.
const maxManifestBytes = 64 << 20

// ReadManifest reads a manifest: a file, or that of a folder.
func ReadManifest(path string) (Manifest, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, ManifestFile)
	}
	var m Manifest
	f, err := os.Open(path)
	if err != nil {
		return m, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxManifestBytes+1))
	if err == nil && len(data) > maxManifestBytes {
		err = fmt.Errorf("larger than %d MiB", maxManifestBytes>>20)
	}
	if err == nil {
		err = json.Unmarshal(data, &m)
	}
	if err == nil {
		err = m.check()
	}
	if err != nil {
		return Manifest{}, fmt.Errorf("manifest %s: %w", path, err)
	}
	return m, nil
}

// partPath is what a part may be called: what a manifest names is read and
// removed, and must not lie elsewhere.
var partPath = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^data/(part|undated|changes)-[0-9]{5,}\.[a-z.]+$`)
})

func (m *Manifest) check() error {
	switch {
	case m.Schema != ManifestSchema:
		return fmt.Errorf("schema %q, want %q", m.Schema, ManifestSchema)
	case m.Kind != KindFull && m.Kind != KindChanges:
		return fmt.Errorf("kind %q", m.Kind)
	case m.Seq.From < 0 || m.Seq.To < m.Seq.From:
		return fmt.Errorf("changes %d to %d", m.Seq.From, m.Seq.To)
	}
	for _, p := range m.Parts {
		if !partPath().MatchString(p.Path) {
			return fmt.Errorf("part %q", p.Path)
		}
	}
	return nil
}

// encoded is the manifest as its file holds it.
func (m *Manifest) encoded() ([]byte, error) { return pretty(m) }

// pretty is JSON for people, too.
func pretty(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := encoder(&b)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return b.Bytes(), err
}

// intact says whether a part's file is as the manifest says.
func (p *Part) intact(dir string) (bool, error) {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(p.Path)))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Size() != p.Bytes {
		return false, err
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return false, err
	}
	return hex.EncodeToString(h.Sum(nil)) == p.SHA256, nil
}

// Verify compares the parts of a folder with its manifest, and names the first
// that is missing or differs.
func (m *Manifest) Verify(dir string) error {
	for _, p := range m.Parts {
		ok, err := p.intact(dir)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("%s is not as the manifest says", filepath.Join(dir, p.Path))
		}
	}
	return nil
}
