package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pennypress/pennypress/index"
)

// What a list holds when its filter names no limit.
const defaultMoves = 100

// Moves lists what articles report of instruments' prices: for each instrument,
// percentage and day of publication the earliest article, with the number of
// articles that report the same.
func (d *DB) Moves(ctx context.Context, f index.MoveFilter) ([]index.ReportedMove, error) {
	where, args := moveConditions(f)
	order := "abs(percent) DESC, first DESC"
	if f.Sort == index.Date {
		order = "first DESC, abs(percent) DESC"
	}
	if f.Limit == 0 {
		f.Limit = defaultMoves
	}
	// The columns that are not aggregates are those of the row with the minimum. Within a
	// time they all stand in the index by date; titles are read of what is listed alone.
	query := `SELECT symbol, exchange, percent, low, high, start, "end", listed.id, a.title, a.source, first, reports,
			coalesce((SELECT e.name FROM entities e WHERE e.article = listed.num AND e.symbol = listed.symbol AND e.name <> '' LIMIT 1), '')
		FROM (SELECT m.symbol, coalesce(m.exchange, '') AS exchange, m.percent, m.low, m.high, m.start, m."end",
				a.num, a.id, min(a.published) AS first, count(DISTINCT a.num) AS reports
			FROM ` + moveTables(f) + where + `
			GROUP BY m.symbol, m.exchange, m.percent, a.published / 86400
			ORDER BY ` + order + `, a.id LIMIT ?) listed JOIN articles a ON a.num = listed.num
		ORDER BY ` + order + `, a.id`
	var out []index.ReportedMove
	err := d.rows(ctx, query, append(args, f.Limit), func(rows *sql.Rows) error {
		var m index.ReportedMove
		var published sql.NullInt64
		err := rows.Scan(&m.Symbol, &m.Exchange, &m.Percent, &m.Low, &m.High, &m.Start, &m.End,
			&m.Article, &m.Title, &m.Source, &published, &m.Reports, &m.Name)
		m.Published = fromSeconds(published)
		out = append(out, m)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list moves: %w", err)
	}
	return out, nil
}

// moveTables joins from the side that the filter narrows, time before the
// instrument: SQLite keeps the order of a CROSS JOIN.
func moveTables(f index.MoveFilter) string {
	if f.Symbol == "" || !f.After.IsZero() {
		return "articles a CROSS JOIN moves m ON m.article = a.num"
	}
	return "moves m CROSS JOIN articles a ON a.num = m.article"
}

func moveConditions(f index.MoveFilter) (where string, args []any) {
	var conditions []string
	add := func(condition string, values ...any) {
		conditions = append(conditions, condition)
		args = append(args, values...)
	}
	if f.Symbol != "" {
		add("m.symbol = ?", f.Symbol)
	}
	if f.Exchange != "" {
		add("m.exchange = ?", f.Exchange)
	}
	if !f.After.IsZero() {
		add("a.published >= ?", f.After.Unix())
	}
	if !f.Before.IsZero() {
		add("a.published < ?", f.Before.Unix())
	}
	if f.Up && !f.Down {
		add("m.percent > 0")
	}
	if f.Down && !f.Up {
		add("m.percent < 0")
	}
	if len(conditions) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}

// Copies lists the articles of clusters, earliest first, at most limit in all.
func (d *DB) Copies(ctx context.Context, clusters []string, limit int) ([]index.Copy, error) {
	if len(clusters) == 0 {
		return nil, nil
	}
	args := make([]any, 0, len(clusters)+1)
	for _, c := range clusters {
		args = append(args, c)
	}
	var out []index.Copy
	err := d.rows(ctx, `SELECT id, cluster, title, url, source, published FROM articles
		WHERE cluster IN (?`+strings.Repeat(", ?", len(clusters)-1)+`)
		ORDER BY published IS NULL, published, fetched, id LIMIT ?`, append(args, limit), func(rows *sql.Rows) error {
		var c index.Copy
		var published sql.NullInt64
		err := rows.Scan(&c.ID, &c.Cluster, &c.Title, &c.URL, &c.Source, &published)
		c.Published = fromSeconds(published)
		out = append(out, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list copies: %w", err)
	}
	return out, nil
}

// SourceDays counts articles by source and day of publication, from since on.
func (d *DB) SourceDays(ctx context.Context, since time.Time) ([]index.SourceDay, error) {
	const day = 24 * 60 * 60
	var out []index.SourceDay
	err := d.rows(ctx, `SELECT source, published / 86400 AS day, count(*) FROM articles
		WHERE published >= ? GROUP BY source, day ORDER BY source, day`, []any{since.Unix()}, func(rows *sql.Rows) error {
		var s index.SourceDay
		var n int64
		err := rows.Scan(&s.Source, &n, &s.Count)
		s.Day = time.Unix(n*day, 0).UTC()
		out = append(out, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count articles by day: %w", err)
	}
	return out, nil
}

// namesLooked bounds how many mentions InstrumentName looks at: a name is
// clear long before.
const namesLooked = 500

// InstrumentName is what most articles call an instrument, of any exchange
// when none is named; "" when no article does.
func (d *DB) InstrumentName(ctx context.Context, exchange, symbol string) (string, error) {
	var name string
	err := d.read.QueryRowContext(ctx, `SELECT name FROM (SELECT name FROM entities
			WHERE symbol = ? AND (? = '' OR exchange = ?) AND name <> '' LIMIT ?)
		GROUP BY name ORDER BY count(*) DESC, name LIMIT 1`, symbol, exchange, exchange, namesLooked).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("name of %s: %w", symbol, explain(err))
	}
	return name, nil
}
