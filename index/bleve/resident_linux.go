package bleve

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
)

// Pages of segments that were read once stay in the process's memory as long as the
// system has room, and a merge or a day of searching reads all of them. What the
// system keeps it can take back; but who looks at a process, or limits it, counts it.
// So once they are more than maxResident, they are let go of: the system still has
// them, and gives each back in a microsecond when it is asked for again.
const maxResident = 160 << 20

// releaseMany lets go of the pages of segments, if there are many.
func releaseMany(files []*segmentFile) {
	if mappedBytes() < maxResident {
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
