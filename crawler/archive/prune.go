package archive

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A Retention says what Prune keeps. Zero fields keep all.
type Retention struct {
	Age  time.Duration // finished files that were last written to longer ago go
	Size int64         // bytes; the oldest finished files go until no more remain
}

// Pruned is what Prune took away.
type Pruned struct {
	Files int
	Bytes int64
}

// Prune removes the oldest finished files that retention does not keep. Files
// that grow stay.
func Prune(dir string, keep Retention, now time.Time) (Pruned, error) {
	var done Pruned
	names, err := files(dir)
	if err != nil {
		return done, fmt.Errorf("prune archive: %w", err)
	}
	infos := make([]os.FileInfo, 0, len(names))
	total := int64(0)
	for _, name := range names {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			continue // another process finished or pruned it
		}
		infos = append(infos, info)
		total += info.Size()
	}
	for _, info := range infos {
		old := keep.Age > 0 && now.Sub(info.ModTime()) > keep.Age
		if strings.HasSuffix(info.Name(), growing) || !old && (keep.Size <= 0 || total <= keep.Size) {
			continue
		}
		if err := os.Remove(filepath.Join(dir, info.Name())); err != nil && !os.IsNotExist(err) {
			return done, fmt.Errorf("prune archive: %w", err)
		}
		total -= info.Size()
		done.Files++
		done.Bytes += info.Size()
	}
	return done, nil
}
