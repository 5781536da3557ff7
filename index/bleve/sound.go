package bleve

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	bindex "github.com/blevesearch/bleve_index_api"
)

// Bytes that were overwritten in a segment go unnoticed by scorch, which then
// gives wrong answers. So Open compares each segment with its checksum, once: what
// it found sound is remembered by size and time, and looked at again when either
// differs. Files that no snapshot names, as a killed merge leaves them, are scorch's
// to remove and do not count.

// A soundSegment is a file that fits its checksum.
type soundSegment struct {
	Size    int64 `json:"size"`
	Changed int64 `json:"changed"` // nanoseconds since 1970
}

// checkNew compares the segments that were not found sound before.
func (x *Index) checkNew(r bindex.IndexReader) error {
	segments, err := segmentsOf(r)
	if err != nil {
		return err
	}
	known, sound, news := x.sound(), map[string]soundSegment{}, false
	for _, s := range segments {
		file, ok := s.Segment().(interface{ Path() string })
		if !ok {
			continue // not on disk yet
		}
		info, err := os.Stat(file.Path())
		if err != nil {
			return err
		}
		name, is := filepath.Base(file.Path()), soundSegment{info.Size(), info.ModTime().UnixNano()}
		if known[name] != is {
			news = true
			if err := checksum(file.Path()); err != nil {
				return fmt.Errorf("segment %s: %w", name, err)
			}
		}
		sound[name] = is
	}
	if !news {
		return nil
	}
	data, err := json.Marshal(sound)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(x.path, soundFile), data)
}

// sound reads which segments were found sound; a file that cannot be read names
// none.
func (x *Index) sound() map[string]soundSegment {
	var known map[string]soundSegment
	data, err := os.ReadFile(filepath.Join(x.path, soundFile))
	if err == nil && json.Unmarshal(data, &known) != nil {
		return nil
	}
	return known
}
