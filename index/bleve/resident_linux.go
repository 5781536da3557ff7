package bleve

import (
	"bytes"
	"os"
	"strconv"
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

// mappedBytes is how much of files this process has in its memory; 0 when the system
// does not tell.
func mappedBytes() int {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	numbers := bytes.Fields(data)
	if len(numbers) < 3 {
		return 0
	}
	shared, err := strconv.Atoi(string(numbers[2]))
	if err != nil {
		return 0
	}
	return shared * os.Getpagesize()
}
