package main

import (
	"context"
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
				out, err := do(ctx, name)
				slot <- result{out, err}
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
