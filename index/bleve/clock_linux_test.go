package bleve_test

import (
	"runtime"
	"syscall"
	"time"
	"unsafe"
)

// threadTime is the processor time that f takes on its thread.
func threadTime(f func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := clock(threadClock)
	f()
	return clock(threadClock) - before
}

// processTime is the processor time of this process so far.
func processTime() time.Duration { return clock(processClock) }

// The system's clocks of processor time. What it says of a process's resources
// moves in ticks of milliseconds.
const (
	processClock = 2
	threadClock  = 3
)

func clock(which uintptr) time.Duration {
	var t syscall.Timespec
	if _, _, err := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, which, uintptr(unsafe.Pointer(&t)), 0); err != 0 {
		return 0
	}
	return time.Duration(t.Nano())
}
