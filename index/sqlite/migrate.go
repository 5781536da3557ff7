package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// schema holds one file for each version of the schema: what leads to it from
// the version before. A released file never changes.
//
//go:embed schema/*.sql
var schema embed.FS

// applicationID marks our files ("PENY"), so that another program's database
// is not taken for an empty one of ours.
const applicationID = 0x50454e59

// Version is the version of the schema that this program writes.
const Version = 3

var errForeign = errors.New("the file is another program's database")

// migrate brings the file to Version. Several processes may try at once.
func migrate(ctx context.Context, db *sql.DB, lockWait time.Duration) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if v, err := checkVersion(ctx, conn); err != nil || v == Version {
		return err
	}
	if err := enterWAL(ctx, conn, lockWait); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := upgrade(ctx, conn); err != nil {
		_, undo := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return errors.Join(err, undo)
	}
	_, err = conn.ExecContext(ctx, "COMMIT")
	return err
}

// upgrade applies what is missing, inside a transaction.
func upgrade(ctx context.Context, conn *sql.Conn) error {
	from, err := checkVersion(ctx, conn)
	if err != nil {
		return err
	}
	for v := from + 1; v <= Version; v++ {
		script, err := fs.ReadFile(schema, fmt.Sprintf("schema/%04d.sql", v))
		if err != nil {
			return err
		}
		if _, err := conn.ExecContext(ctx, string(script)); err != nil {
			return fmt.Errorf("upgrade to version %d: %w", v, err)
		}
	}
	_, err = conn.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, Version))
	return err
}

// checkVersion returns the file's version, 0 when it is empty.
func checkVersion(ctx context.Context, conn *sql.Conn) (int, error) {
	var app, version, tables int
	err := conn.QueryRowContext(ctx,
		"SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)",
	).Scan(&app, &version, &tables)
	switch {
	case err != nil:
		return 0, err
	case tables == 0:
		return 0, nil
	case app != applicationID:
		return 0, errForeign
	case version > Version:
		return 0, fmt.Errorf("the file has version %d and this program knows versions up to %d: use a newer pennypress", version, Version)
	}
	return version, nil
}

// enterWAL switches the journal, which fails at once, without waiting, while
// another process does the same.
func enterWAL(ctx context.Context, conn *sql.Conn, lockWait time.Duration) error {
	deadline := time.Now().Add(lockWait)
	for {
		_, err := conn.ExecContext(ctx, "PRAGMA journal_mode = WAL")
		if err == nil || !isBusy(err) || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}
