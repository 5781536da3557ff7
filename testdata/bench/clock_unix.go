//go:build unix

package main

import (
	"syscall"
	"time"
)

// cpuTime is the processor time of this process so far, which other load on
// the machine disturbs less than the clock on the wall.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
