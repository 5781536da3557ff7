package sqlite

import (
	"context"
	"fmt"
)

// LimitPages makes the disk seem full when the file has n pages. It holds until
// the connection that writes is replaced.
func (d *DB) LimitPages(ctx context.Context, n int) error {
	return d.write(ctx, func(t *tx) error {
		var now int
		return t.scan(fmt.Sprintf("PRAGMA max_page_count = %d", n), nil, &now)
	})
}
