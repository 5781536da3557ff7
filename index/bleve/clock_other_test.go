//go:build !linux

package bleve_test

import "time"

var began = time.Now()

// threadTime is the time that f takes on the wall: this system tells no other.
func threadTime(f func()) time.Duration {
	before := time.Now()
	f()
	return time.Since(before)
}

// processTime is the time on the wall.
func processTime() time.Duration { return time.Since(began) }
