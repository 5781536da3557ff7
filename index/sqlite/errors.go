package sqlite

import (
	"errors"
	"fmt"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"github.com/pennypress/pennypress/index"
)

// explain puts SQLite's errors into words that say what to do.
func explain(err error) error {
	switch primary(err) {
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
		return fmt.Errorf("%w: %w", index.ErrLocked, err)
	case codes.SQLITE_NOTADB:
		return fmt.Errorf("the file is not a database: %w", err)
	case codes.SQLITE_CORRUPT:
		return fmt.Errorf("the file is damaged, restore a backup: %w", err)
	case codes.SQLITE_FULL:
		return fmt.Errorf("no space is left on the disk: %w", err)
	case codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN, codes.SQLITE_PERM:
		return fmt.Errorf("the file or its folder cannot be written: %w", err)
	}
	return err
}

// primary is the kind of an SQLite error; 0 for other errors.
func primary(err error) int {
	var e *driver.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff
}

func isBusy(err error) bool { return primary(err) == codes.SQLITE_BUSY }
