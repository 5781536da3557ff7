package bleve

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Bytes that were overwritten in a segment go unnoticed by scorch, which then
// gives wrong answers. So Open compares each segment with its checksum, once: what
// it found sound is remembered by size and time, and looked at again when either
// differs. What is broken is removed. Was it the leaving of a killed merge, that is
// all; was it part of the index, scorch opens without its content, and Open sees
// that.

// A soundSegment is a file that fits its checksum.
type soundSegment struct {
	Size    int64 `json:"size"`
	Changed int64 `json:"changed"` // nanoseconds since 1970
}

// removeBroken removes the segments in scorch's folder that do not fit their
// checksums, and says what was wrong with the last of them.
func (x *Index) removeBroken(folder string) (broken, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.zap"))
	if err != nil {
		return nil, err
	}
	known, sound, news := x.sound(), map[string]soundSegment{}, false
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			return nil, err
		}
		name, is := filepath.Base(file), soundSegment{info.Size(), info.ModTime().UnixNano()}
		if known[name] == is {
			sound[name] = is
			continue
		}
		news = true
		if err := checksum(file); err != nil {
			broken = fmt.Errorf("segment %s: %w", name, err)
			if err := os.Remove(file); err != nil {
				return nil, err
			}
			continue
		}
		sound[name] = is
	}
	if !news {
		return nil, nil
	}
	data, err := json.Marshal(sound)
	if err == nil {
		err = writeFile(filepath.Join(x.path, soundFile), data)
	}
	return broken, err
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
