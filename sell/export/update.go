package export

import (
	"bufio"
	"bytes"
	"context"
	stdjson "encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk/internal/rest"
)

// maxChanges is how many changed records a run holds. An account that changed
// more is listed anew.
const maxChanges = 5_000

// lagMargin is how much later than a write its record may show in a list.
const lagMargin = time.Minute

// changed reads what changed since the older copy, and joins the two.
type changed struct {
	*numbered // the whole listing, when too much changed; its state starts then
	recent    pageFunc
	since     time.Time
	records   map[int64][]byte
}

// wholeListing is the cursor of a changed stream that reads everything.
const wholeListing = "all"

func (c *changed) next() (*job, error) {
	if c.Cursor == wholeListing {
		return c.numbered.next()
	}
	if c.Done || len(c.queue) > 0 {
		return nil, nil
	}
	size, number := plan(c.planned, c.most)
	cursor := ""
	if number > 1 {
		cursor = strconv.FormatInt(number, 10)
	}
	return &job{size: size, start: size * (number - 1), fetch: func(ctx context.Context) (answer, error) {
		return c.recent(ctx, int(size), cursor)
	}}, nil
}

func (c *changed) apply(j *job) error {
	if c.Cursor == wholeListing {
		return c.numbered.apply(j)
	}
	if j.err != nil {
		return c.unavailable(j.err)
	}
	known := func(l line) bool { _, ok := c.records[l.id]; return ok }
	if j.start > 0 && !slices.ContainsFunc(j.got.lines, known) {
		empty := len(j.got.lines) == 0
		if empty && c.emptyAfter == int64(len(c.records)) {
			return c.join() // the listing does not say where it ends
		}
		if empty {
			c.emptyAfter = int64(len(c.records))
		}
		c.planned = max(0, j.start+1-c.most) // records vanished: see numbered
		return nil
	}
	c.began(j.got.at)
	old, before := false, len(c.records)
	for _, l := range j.got.lines {
		at := updatedAt(l.raw)
		if at.IsZero() || len(c.records) == maxChanges {
			c.Cursor, c.records, c.planned, c.emptyAfter = wholeListing, nil, 0, -1
			return nil
		}
		if old = at.Before(c.since); old {
			break
		}
		if !known(l) {
			c.records[l.id] = l.raw
		}
	}
	c.planned = j.start + j.size
	if old || j.got.next == "" {
		return c.join()
	}
	return c.moved(len(c.records) > before)
}

// join writes the older copy with the changed records in their places, and
// the new ones behind.
func (c *changed) join() error {
	err := eachLine(c.path, func(raw []byte) error {
		l, err := newLine(raw)
		if err != nil {
			return err
		}
		if now, ok := c.records[l.id]; ok {
			l.raw = now
			delete(c.records, l.id)
		}
		return c.write(l)
	})
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(c.records)) {
		if err := c.write(line{id: id, raw: c.records[id]}); err != nil {
			return err
		}
	}
	c.records, c.Done = nil, true
	return nil
}

// olderLines finds the lines of a parent in the older copy, where they stand
// together.
type olderLines struct {
	file *os.File
	at   map[int64][2]int64 // first and last byte, by each parent of the older copy
}

func openOlder(path, parents, member string) (*olderLines, error) {
	o := &olderLines{at: make(map[int64][2]int64)}
	err := eachLine(parents, func(raw []byte) error {
		l, err := newLine(raw)
		o.at[l.id] = [2]int64{}
		return err
	})
	if err != nil {
		return nil, err
	}
	var position int64
	err = eachLine(path, func(raw []byte) error {
		var of map[string]stdjson.RawMessage
		var id int64
		if err := errors.Join(rest.Unmarshal(raw, &of), rest.Unmarshal(of[member], &id)); err != nil {
			return err
		}
		span := o.at[id]
		if span[1] == 0 {
			span[0] = position
		}
		position += int64(len(raw)) + 1
		span[1] = position
		o.at[id] = span
		return nil
	})
	if err != nil {
		return nil, err
	}
	o.file, err = os.Open(path)
	return o, err
}

func (o *olderLines) close() error {
	if o == nil {
		return nil
	}
	return o.file.Close()
}

// has reports whether the older copy has all that belongs to a parent: it has
// the parent, which did not change since.
func (o *olderLines) has(p parent, since time.Time) bool {
	if o == nil || p.updatedAt.IsZero() || !p.updatedAt.Before(since) {
		return false
	}
	_, ok := o.at[p.id]
	return ok
}

// lines may be called by several goroutines.
func (o *olderLines) lines(id int64) ([]line, error) {
	if o == nil {
		return nil, nil
	}
	span := o.at[id]
	raw := make([]byte, span[1]-span[0])
	if _, err := o.file.ReadAt(raw, span[0]); err != nil {
		return nil, err
	}
	var lines []line
	for one := range bytes.SplitSeq(bytes.TrimSuffix(raw, []byte("\n")), []byte("\n")) {
		if len(one) == 0 {
			continue
		}
		var of struct {
			Data stdjson.RawMessage `json:"data"`
		}
		if err := rest.Unmarshal(one, &of); err != nil {
			return nil, err
		}
		l, err := newLine(of.Data)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line{id: l.id, raw: one})
	}
	return lines, nil
}

// eachLine calls f with each line of a file, without its end.
func eachLine(path string, f func(raw []byte) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // only read
	for r := bufio.NewReader(file); ; {
		raw, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(raw) == 0 {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err := f(bytes.TrimSuffix(raw, []byte("\n"))); err != nil {
			return err
		}
	}
}
