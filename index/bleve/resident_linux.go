package bleve

import (
	"bytes"
	"os"
	"strconv"
	"sync"
	"syscall"
)

// releaseMany lets go of the pages of segments, if they are more than a limit.
func releaseMany(files []*segmentFile, limit int) {
	if mappedBytes() < limit {
		return
	}
	for _, f := range files {
		if f.mapped {
			// What fails leaves the pages where they are, which is no harm.
			syscall.Madvise(f.whole, syscall.MADV_DONTNEED)
		}
	}
}

// statm is where the system tells a process of its memory; nil when it does not. It
// stays open: opening takes ten times what reading does.
var statm = sync.OnceValue(func() *os.File {
	f, err := os.Open("/proc/self/statm")
	if err != nil {
		return nil
	}
	return f
})

// mappedBytes is how much of files this process has in its memory; 0 when the system
// does not tell.
func mappedBytes() int {
	var data [256]byte
	f := statm()
	if f == nil {
		return 0
	}
	n, _ := f.ReadAt(data[:], 0) // to its end, which is an error
	numbers := bytes.Fields(data[:n])
	if len(numbers) < 3 {
		return 0
	}
	shared, err := strconv.Atoi(string(numbers[2]))
	if err != nil {
		return 0
	}
	return shared * os.Getpagesize()
}
