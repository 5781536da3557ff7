package bleve_test

import (
	"runtime"
	"syscall"
	"time"
)

// threadTime is the processor time that f takes on its thread.
func threadTime(f func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := usage(threadUsage)
	f()
	return usage(threadUsage) - before
}

// processTime is the processor time of this process so far.
func processTime() time.Duration { return usage(syscall.RUSAGE_SELF) }

const threadUsage = 1 // RUSAGE_THREAD

func usage(who int) time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(who, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
