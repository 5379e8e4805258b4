// Sync keeps a copy of an account's tickets and Sell records in an SQLite
// database. Run it as often as you like: each run fetches what changed since the
// last one.
//
//	SELL_ACCESS_TOKEN=… ZENDESK_SUBDOMAIN=… ZENDESK_ACCESS_TOKEN=… go run . -db copy.sqlite
//
// It is a module of its own, so that the SQLite driver does not become a
// dependency of the library.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
	_ "modernc.org/sqlite"
)

func main() {
	path := flag.String("db", "copy.sqlite", "the database `file`")
	flag.Parse()
	crm, err := sell.NewClient(zendesk.Bearer(os.Getenv("SELL_ACCESS_TOKEN")), &sell.Config{BaseURL: os.Getenv("SELL_URL")})
	if err != nil {
		log.Fatal(err)
	}
	desk, err := support.NewClient(os.Getenv("ZENDESK_SUBDOMAIN"), zendesk.Bearer(os.Getenv("ZENDESK_ACCESS_TOKEN")),
		&support.Config{BaseURL: os.Getenv("ZENDESK_URL")})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	db, err := open(ctx, *path)
	if err != nil {
		log.Fatal(err)
	}
	err = errors.Join(syncTickets(ctx, db, desk), syncSell(ctx, db, crm), report(ctx, os.Stdout, db), db.Close())
	if err != nil {
		log.Fatal(err)
	}
}

// schema keeps each record whole, as JSON. Columns for reports are views on it.
const schema = `
CREATE TABLE IF NOT EXISTS records (
	kind    TEXT NOT NULL,
	id      INTEGER NOT NULL,
	deleted INTEGER NOT NULL,
	json    TEXT NOT NULL,
	PRIMARY KEY (kind, id)
);
CREATE TABLE IF NOT EXISTS positions (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE VIEW IF NOT EXISTS tickets AS
	SELECT id, json ->> 'subject' AS subject, json ->> 'status' AS status FROM records WHERE kind = 'ticket' AND NOT deleted;`

func open(ctx context.Context, path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // SQLite has one writer
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

const put = `INSERT INTO records (kind, id, deleted, json) VALUES (?, ?, ?, ?)
	ON CONFLICT (kind, id) DO UPDATE SET deleted = excluded.deleted, json = excluded.json`

// syncTickets resumes the incremental export where the last run ended. The cursor
// is stored in the transaction that stores its page, so a crash loses nothing and
// skips nothing. The export can return a ticket twice: the last one counts.
func syncTickets(ctx context.Context, db *sql.DB, desk *support.Client) error {
	var cursor string
	err := db.QueryRowContext(ctx, `SELECT value FROM positions WHERE name = 'tickets'`).Scan(&cursor)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	for page, err := range desk.Incremental.TicketPages(ctx, support.IncrementalQuery{}, zendesk.From(cursor)) {
		if err != nil {
			return err
		}
		if err := storePage(ctx, db, page); err != nil {
			return err
		}
	}
	return nil
}

func storePage(ctx context.Context, db *sql.DB, page *support.ExportPage[support.Ticket]) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	for _, t := range page.Items {
		record, err := zendesk.Encode(t) // with the members that this version does not know
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, put, "ticket", t.ID, t.Status == support.TicketStatusDeleted, string(record)); err != nil {
			return err
		}
	}
	const move = `INSERT INTO positions VALUES ('tickets', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
	if _, err := tx.ExecContext(ctx, move, page.Next); err != nil {
		return err
	}
	return tx.Commit()
}

// device is the name under which Sell remembers what this copy has acknowledged: use
// one for each database, and never change it.
const device = "recipe-sync"

// syncSell stores what is new to the device. Sell sends an event again until it is
// acknowledged, so storing one must be idempotent.
func syncSell(ctx context.Context, db *sql.DB, crm *sell.Client) error {
	return crm.Sync.Run(ctx, device, func(ctx context.Context, e *sell.SyncEvent) error {
		if e.Type == "user" {
			return nil // it can contain a secret, the confirmation token
		}
		var record struct {
			ID int64 `json:"id"`
		}
		if e.Data == nil {
			return nil
		}
		if err := json.Unmarshal(e.Data, &record); err != nil {
			return fmt.Errorf("a %s from Sync: %w", e.Type, err)
		}
		_, err := db.ExecContext(ctx, put, e.Type, record.ID, e.Event == sell.EventDeleted, string(e.Data))
		return err
	})
}

// report counts the copy.
func report(ctx context.Context, out io.Writer, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, `SELECT kind, count(*) FROM records WHERE NOT deleted GROUP BY kind ORDER BY kind`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	for rows.Next() {
		var kind string
		var n int
		if err := rows.Scan(&kind, &n); err != nil {
			return err
		}
		fmt.Fprintf(out, "%-12s %d\n", kind, n)
	}
	return rows.Err()
}
