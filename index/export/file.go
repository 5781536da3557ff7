package export

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// ToFile writes a file that is there wholly or not at all: under a temporary
// name in the same folder, then synced, then renamed. A file of that name
// keeps its content until the new one is complete, and its permissions; a new
// one may be read by everybody. A path that is not a regular file, such as a
// pipe or a device, is written directly.
func ToFile(path string, write func(io.Writer) error) error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		if !info.Mode().IsRegular() {
			return toDevice(path, write)
		}
		mode = info.Mode().Perm()
	}
	// Through a symbolic link, so that the link stays one.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".tmp-*")
	if err != nil {
		return err
	}
	if err := finish(f, path, mode, write); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncDir(filepath.Dir(path))
}

// finish fills and closes the temporary file and gives it its name.
func finish(f *os.File, path string, mode os.FileMode, write func(io.Writer) error) error {
	err := write(f)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}

func toDevice(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// syncDir makes the new name survive a crash. Some file systems cannot sync a
// folder; the file itself is safe by then.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}
