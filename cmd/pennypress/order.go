package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
)

// inOrder calls do for each name, up to n at once, and done with each result in
// the order of the names, from one goroutine. It ends at the first error of
// done, or when the context ends. At most 2n blocks of results wait.
func inOrder(ctx context.Context, names []string, n int,
	do func(context.Context, string) ([]byte, error), done func(string, []byte, error) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs, queue := make(chan *block), make(chan *block, n)
	for range n {
		go func() {
			for b := range jobs {
				b.work(ctx, do)
			}
		}()
	}
	go deal(ctx, names, blockSize(len(names), n), jobs, queue)
	for b := range queue {
		<-b.ready
		for i, name := range b.names {
			if err := done(name, b.results[i].out, b.results[i].err); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// A block is a run of names that one goroutine works through: where thousands of small
// files are named, handing over each one by itself takes as long as reading it.
type block struct {
	names   []string
	results []result
	ready   chan struct{} // closed when there is a result for each name
}

type result struct {
	out []byte
	err error
}

// maxBlock bounds the names of a block.
const maxBlock = 16

// blockSize leaves each of n goroutines several blocks, of one name where there are few.
func blockSize(names, n int) int { return min(max(1, names/(8*n)), maxBlock) }

// deal cuts the names into blocks and hands each to who works and then to who waits for it.
func deal(ctx context.Context, names []string, size int, jobs, queue chan<- *block) {
	defer close(queue)
	defer close(jobs)
	for part := range slices.Chunk(names, size) {
		b := &block{part, make([]result, len(part)), make(chan struct{})}
		for _, to := range []chan<- *block{jobs, queue} {
			select {
			case to <- b:
			case <-ctx.Done():
				return
			}
		}
	}
}

// work fills in the results of b.
func (b *block) work(ctx context.Context, do func(context.Context, string) ([]byte, error)) {
	defer close(b.ready)
	for i, name := range b.names {
		r := &b.results[i]
		r.err = guard(func() (err error) {
			r.out, err = do(ctx, name)
			return err
		})
	}
}

// guard turns a panic into an error that names its place: one bad document
// must not end the work on the others.
func guard(do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("a mistake of this program: %v (%s); please report it with the document", v, panicPlace(debug.Stack()))
		}
	}()
	return do()
}

// panicPlace is the innermost of our own lines in a stack, after the panic.
func panicPlace(stack []byte) string {
	_, after, _ := strings.Cut(string(stack), "panic(")
	for line := range strings.Lines(after) {
		if i := strings.Index(line, "/pennypress/pennypress/"); i >= 0 && strings.HasPrefix(line, "github.com/") {
			return strings.TrimSpace(strings.SplitN(line[i+len("/pennypress/pennypress/"):], "(0x", 2)[0])
		}
	}
	return "place unknown"
}
