package export

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// A folder is an export being written.
type folder struct {
	Dataset
	path   string // where it is to be
	at     string // where it is made: path, or a folder beside it
	stages string // new files, until all are complete
	old    Manifest
	m      Manifest
	staged map[string]string // path of a new part → its file in stages
	stale  []string          // parts of an earlier export of any kind
}

// staging begins the names of folders that a killed export may leave.
const staging = ".export-"

var errForeign = errors.New("the folder holds something else: name another one")

// openFolder looks at what is there. Parts of an earlier export of the same
// settings are of use again; those of others are replaced.
func openFolder(d Dataset, path, kind string) (*folder, error) {
	f := &folder{Dataset: d, path: path, at: path, m: d.settings(kind), staged: map[string]string{}}
	f.m.Software = d.Software
	old, err := ReadManifest(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return f, f.beside()
	case err != nil:
		return nil, err
	case old.Kind != kind:
		return nil, fmt.Errorf("the folder holds a %s export: name another one", old.Kind)
	}
	if err := removeStages(path); err != nil {
		return nil, err
	}
	for _, p := range old.Parts {
		f.stale = append(f.stale, p.Path)
	}
	if kind == KindFull && sameSettings(old, f.m) {
		f.old = old
	}
	f.stages, err = os.MkdirTemp(path, staging)
	return f, err
}

func sameSettings(a, b Manifest) bool {
	return a.ArticleSchema == b.ArticleSchema && a.Query == b.Query && a.Format == b.Format && a.Table == b.Table &&
		a.Compression == b.Compression && a.Text == b.Text && a.PartRows == b.PartRows
}

// beside begins a new folder next to where it is to be.
func (f *folder) beside() (err error) {
	if entries, err := os.ReadDir(f.path); err == nil && len(entries) > 0 {
		return errForeign
	}
	f.path = filepath.Clean(f.path)
	parent := filepath.Dir(f.path)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	if f.at, err = os.MkdirTemp(parent, "."+filepath.Base(f.path)+staging); err != nil {
		return err
	}
	if err := os.Chmod(f.at, 0o755); err != nil {
		return err
	}
	f.stages, err = os.MkdirTemp(f.at, staging)
	return err
}

// removeStages clears away what a killed export left.
func removeStages(dir string) error {
	left, err := filepath.Glob(filepath.Join(dir, staging+"*"))
	for _, name := range left {
		err = errors.Join(err, os.RemoveAll(name))
	}
	return err
}

// extension is that of the parts.
func (f *folder) extension() string { return f.Format.Extension + f.Compression.Extension }

// stage writes a part aside and fills in its size and digest.
func (f *folder) stage(p *Part, write func(io.Writer) error) error {
	name := filepath.Join(f.stages, filepath.Base(p.Path))
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	h := sha256.New()
	err = write(io.MultiWriter(file, h))
	if err == nil {
		err = file.Sync()
	}
	info, statErr := file.Stat()
	if err = errors.Join(err, statErr, file.Close()); err != nil {
		return err
	}
	p.Bytes, p.SHA256 = info.Size(), hex.EncodeToString(h.Sum(nil))
	f.staged[p.Path] = name
	return nil
}

// unstage drops a part that nobody wants.
func (f *folder) unstage(p Part) error {
	delete(f.staged, p.Path)
	return os.Remove(filepath.Join(f.stages, filepath.Base(p.Path)))
}

// finish brings the new parts to their places, removes those that are no more,
// and writes what describes the folder, the manifest last. After an error the
// folder stays as it was.
func (f *folder) finish(err error) error {
	if err != nil {
		return err
	}
	for _, p := range f.m.Parts {
		f.m.Totals.add(p.Totals)
	}
	files, err := f.describe()
	if err != nil {
		return err
	}
	if err := f.place(); err != nil {
		return err
	}
	for _, d := range files {
		if err := d.write(f.at); err != nil {
			return err
		}
	}
	if f.at == f.path {
		return nil
	}
	if err := os.RemoveAll(f.stages); err != nil {
		return err
	}
	_ = os.Remove(f.path) // an empty folder; a full one stays and stops the next line
	if err := os.Rename(f.at, f.path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(f.path))
}

// place moves the new parts to where they belong. A part that came out as it
// was stays untouched.
func (f *folder) place() error {
	data := filepath.Join(f.at, "data")
	if err := os.MkdirAll(data, 0o755); err != nil {
		return err
	}
	listed := map[string]bool{}
	for _, p := range f.m.Parts {
		listed[p.Path] = true
		name, isNew := f.staged[p.Path]
		if !isNew {
			continue
		}
		same, err := p.intact(f.at)
		if err != nil {
			return err
		}
		if same {
			delete(f.staged, p.Path)
			continue
		}
		if err := os.Rename(name, filepath.Join(f.at, filepath.FromSlash(p.Path))); err != nil {
			return err
		}
	}
	for _, path := range f.stale {
		if listed[path] {
			continue
		}
		if err := os.Remove(filepath.Join(f.at, filepath.FromSlash(path))); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return syncDir(data)
}

// remove clears away what was written aside.
func (f *folder) remove() error {
	if f.at != f.path {
		return os.RemoveAll(f.at)
	}
	return os.RemoveAll(f.stages)
}

// IsFile says whether a path names a file of the dataset rather than a folder of
// parts: something that is there and no folder, or a name that ends as data
// does.
func IsFile(path string) bool {
	if info, err := os.Stat(path); err == nil {
		return !info.IsDir()
	}
	name := strings.ToLower(filepath.Base(path))
	for _, ext := range []string{".txt", ".ndjson", ".gz", ".zst", ".zstd"} {
		if strings.HasSuffix(name, ext) {
			return true
		}
	}
	for _, f := range Formats {
		if strings.HasSuffix(name, f.Extension) {
			return true
		}
	}
	return false
}
