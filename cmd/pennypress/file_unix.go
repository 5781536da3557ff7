//go:build unix

package main

import (
	"fmt"
	"slices"
	"syscall"
)

// again is bytes into memory that the caller has from before. A file is asked for with as few
// system calls as it takes: where thousands of small ones are named, those are most of reading.
func (in *inputs) again(name string, memory []byte) ([]byte, error) {
	if name == "-" {
		return in.bytes(name)
	}
	fd, err := uninterrupted(func() (int, error) { return syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC, 0) })
	if err != nil {
		return nil, err
	}
	defer syscall.Close(fd)
	return appendAll(memory, maxFileBytes, func(b []byte) (int, error) { return syscall.Read(fd, b) })
}

// minRoom is how much is asked for at once at least.
const minRoom = 16 << 10

// appendAll appends what read gives until it gives nothing, limit bytes at most.
func appendAll(b []byte, limit int, read func([]byte) (int, error)) ([]byte, error) {
	for {
		b = slices.Grow(b, minRoom)
		n, err := uninterrupted(func() (int, error) { return read(b[len(b):cap(b)]) })
		switch {
		case err != nil:
			return nil, err
		case n == 0:
			return b, nil
		case len(b)+n > limit:
			return nil, fmt.Errorf("larger than %d MiB", limit>>20)
		}
		b = b[:len(b)+n]
	}
}

// uninterrupted calls the system again when a signal came in between.
func uninterrupted(call func() (int, error)) (int, error) {
	for {
		if n, err := call(); err != syscall.EINTR {
			return n, err
		}
	}
}
