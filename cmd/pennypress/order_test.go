package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestInOrder(t *testing.T) {
	var names []string
	for i := range 50 {
		names = append(names, fmt.Sprint(i))
	}
	var got []string
	err := inOrder(t.Context(), names, 4, func(_ context.Context, name string) ([]byte, error) {
		if name == "7" {
			panic("seven")
		}
		time.Sleep(time.Duration(len(name)%3) * time.Millisecond)
		return []byte(name), nil
	}, func(name string, out []byte, err error) error {
		if (err != nil) != (name == "7") || err == nil && string(out) != name {
			t.Errorf("result of %s = %q, %v", name, out, err)
		}
		if err != nil && !strings.Contains(err.Error(), "seven (cmd/pennypress.TestInOrder") {
			t.Errorf("panic reads %q, want its cause and place", err)
		}
		got = append(got, name)
		return nil
	})
	if err != nil || strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("order = %v, %v", got, err)
	}
}

func TestInOrderEndsAtTheFirstError(t *testing.T) {
	calls := 0
	err := inOrder(t.Context(), []string{"a", "b", "c"}, 1, func(context.Context, string) ([]byte, error) { return nil, nil },
		func(string, []byte, error) error { calls++; return fmt.Errorf("full") })
	if err == nil || calls != 1 {
		t.Errorf("%d calls, error %v; want 1 and an error", calls, err)
	}
}
