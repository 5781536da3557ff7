//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestInputsAgain checks that reading into memory from before gives what bytes gives, errors
// included.
func TestInputsAgain(t *testing.T) {
	dir := t.TempDir()
	texts := map[string]string{"empty": "", "short": "Nvidia fell 11%.\n", "long": strings.Repeat("€1.5bn ", minRoom)}
	names := []string{dir, filepath.Join(dir, "nosuch"), "with\x00zero", ""}
	for name, text := range texts {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, path)
	}
	in, memory := new(inputs), []byte("of the file before")
	for _, name := range names {
		want, wantErr := in.bytes(name)
		got, err := in.again(name, memory[:0])
		if string(got) != string(want) || errorText(err) != errorText(wantErr) {
			t.Errorf("again(%q) = %d bytes, %v, want %d, %v", name, len(got), err, len(want), wantErr)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A pipe gives its bytes in pieces, and has no size to go by.
func TestInputsPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	text := strings.Repeat("Nvidia fell 11%.\n", minRoom)
	in := new(inputs)
	for name, read := range map[string]func() ([]byte, error){
		"again": func() ([]byte, error) { return in.again(path, nil) },
		"bytes": func() ([]byte, error) { return in.bytes(path) },
	} {
		go os.WriteFile(path, []byte(text), 0)
		if got, err := read(); string(got) != text || err != nil {
			t.Errorf("%s(a pipe) = %d bytes, %v, want %d", name, len(got), err, len(text))
		}
	}
}

// A wrong argument must not fill memory, and a signal is no reason to give up.
func TestAppendAll(t *testing.T) {
	interrupted := false
	endless := func(b []byte) (int, error) {
		if interrupted = !interrupted; interrupted {
			return -1, syscall.EINTR
		}
		return len(b), nil
	}
	if _, err := appendAll(nil, 1<<20, endless); errorText(err) != "larger than 1 MiB" {
		t.Errorf("appendAll(what never ends) = %v, want larger than 1 MiB", err)
	}
}
