//go:build !unix

package main

import "time"

var began = time.Now()

// cpuTime is the time on the wall where the system does not tell processor time.
func cpuTime() time.Duration { return time.Since(began) }
