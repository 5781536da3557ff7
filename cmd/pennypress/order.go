package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
)

// inOrder calls do for each name, up to n at once, and done with each result in
// the order of the names, from one goroutine. It ends at the first error of
// done, or when the context ends. At most 2n results wait.
func inOrder(ctx context.Context, names []string, n int,
	do func(context.Context, string) ([]byte, error), done func(string, []byte, error) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		out []byte
		err error
	}
	queue := make(chan chan result, n)
	go func() {
		defer close(queue)
		slots := make(chan struct{}, n)
		for _, name := range names {
			slot := make(chan result, 1)
			select {
			case queue <- slot:
			case <-ctx.Done():
				return
			}
			slots <- struct{}{}
			go func() {
				defer func() { <-slots }()
				var r result
				r.err = guard(func() (err error) {
					r.out, err = do(ctx, name)
					return err
				})
				slot <- r
			}()
		}
	}()
	i := 0
	for slot := range queue {
		r := <-slot
		if err := done(names[i], r.out, r.err); err != nil {
			return err
		}
		i++
	}
	return ctx.Err()
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
