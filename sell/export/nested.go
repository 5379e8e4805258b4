package export

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
	"github.com/sellsupport/zendesk/sell"
)

// parent is a record that others are read of.
type parent struct {
	id        int64
	updatedAt time.Time
	raw       []byte
}

// branches reads what belongs to each record of another stream.
type branches struct {
	*output
	of       *output // the parents
	batch    int
	window   int
	children func(context.Context, []parent) ([]line, error)
	ahead    askAhead  // nil: each batch is asked for by itself
	since    time.Time // children of parents that are older are in old
	old      *olderLines

	parents  *bufio.Reader
	file     *os.File
	position int64
	end      bool
	refused  int // requests, since nothing was answered yet
}

func (b *branches) close() error {
	var err error
	if b.file != nil {
		err = b.file.Close()
	}
	return errors.Join(err, b.old.close(), b.output.close())
}

func (b *branches) next() (*job, error) {
	if b.Done || b.end || !b.of.Done || len(b.queue) >= cmp.Or(b.window, maxInFlight) {
		return nil, nil
	}
	if b.file == nil {
		if err := b.openParents(); err != nil {
			return nil, err
		}
	}
	most := b.batch
	if b.ahead != nil {
		most = maxGroup
	}
	var batch []parent
	for len(batch) < most {
		raw, err := b.parents.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			b.end = true
			break
		}
		if err != nil {
			return nil, err
		}
		b.position += int64(len(raw))
		l, err := newLine(raw)
		if err != nil {
			return nil, err
		}
		if l.id > 0 { // without an id, nothing can be asked for
			batch = append(batch, parent{l.id, updatedAt(raw), raw})
		}
	}
	if len(batch) == 0 {
		if len(b.queue) == 0 {
			return nil, b.finish()
		}
		return nil, nil
	}
	ahead := b.ahead
	return &job{start: b.position, parents: batch, fetch: func(ctx context.Context) (answer, error) {
		if ahead == nil {
			return b.each(ctx, batch)
		}
		return b.together(ctx, batch, ahead)
	}}, nil
}

// each reads what belongs to a batch of parents.
func (b *branches) each(ctx context.Context, batch []parent) (answer, error) {
	if b.old.has(batch[0], b.since) {
		lines, err := b.old.lines(batch[0].id)
		return answer{lines: lines}, err
	}
	lines, err := b.children(ctx, batch)
	return answer{lines: lines}, err
}

// openParents goes on where the checkpoint was.
func (b *branches) openParents() error {
	if err := b.of.sync(); err != nil {
		return err
	}
	f, err := os.Open(b.of.part())
	if err != nil {
		return err
	}
	b.file, b.parents, b.position = f, bufio.NewReader(f), b.Position
	_, err = f.Seek(b.Position, io.SeekStart)
	return err
}

// updatedAt is the zero time where a record has none.
func updatedAt(raw []byte) time.Time {
	var r struct {
		UpdatedAt time.Time `json:"updated_at"`
	}
	if rest.Unmarshal(raw, &r) != nil {
		return time.Time{}
	}
	return r.UpdatedAt
}

// maxRefused is how many requests in a row may be refused from the start on
// before a resource is taken for one that the token cannot reach.
const maxRefused = 8

// apply writes what belongs to a parent. A refusal may concern that one only.
func (b *branches) apply(j *job) error {
	if b.Done {
		return nil
	}
	if j.got.alone {
		return b.separate()
	}
	lines, refused, status := j.got.lines, j.got.refused, j.got.status
	if s := refusal(j.err); s != 0 {
		refused, status = j.parents, s
	} else if j.err != nil {
		return j.err
	}
	if len(refused) < len(j.parents) {
		b.Answered, b.Unavailable = true, 0
	} else {
		b.refused++
	}
	if !b.Answered {
		b.Unavailable = status // until one is answered
	}
	b.Refused += int64(len(refused))
	for _, p := range refused {
		old, err := b.old.lines(p.id)
		if err != nil {
			return err
		}
		lines = append(lines, old...)
	}
	for _, line := range lines {
		if line.missing {
			b.Missing++
		}
		if err := b.write(line); err != nil {
			return err
		}
	}
	b.Position = j.start
	if b.end && len(b.queue) == 0 || b.Unavailable != 0 && b.refused == maxRefused {
		return b.finish()
	}
	return nil
}

func (b *branches) finish() error {
	if b.Unavailable != 0 && b.had > 0 {
		return fmt.Errorf("all is refused with %d, and the older copy has some", b.Unavailable)
	}
	b.Done, b.queue = true, nil
	return nil
}

// allPages reads a short listing to its end.
func allPages(ctx context.Context, page pageFunc) ([]line, error) {
	var lines []line
	seen := make(map[int64]bool)
	for cursor := ""; ; {
		a, err := page(ctx, 0, cursor)
		if err != nil {
			return nil, err
		}
		before := len(lines)
		for _, l := range a.lines {
			if !seen[l.id] {
				seen[l.id] = true
				lines = append(lines, l)
			}
		}
		if a.next == "" || len(a.lines) == 0 {
			return lines, nil
		}
		if len(lines) == before {
			return nil, zendesk.ErrNoProgress
		}
		cursor = a.next
	}
}

// nested reads records that do not name their parent. A parent that is gone
// meanwhile has none.
func nested(member string, of func(id int64) pageFunc) func(context.Context, []parent) ([]line, error) {
	return func(ctx context.Context, parents []parent) ([]line, error) {
		id := parents[0].id
		lines, err := allPages(ctx, of(id))
		if errors.Is(err, zendesk.ErrNotFound) {
			return nil, nil
		}
		for i, l := range lines {
			lines[i] = within(member, id, l)
		}
		return lines, err
	}
}

// documents lists the documents on records of some kinds, which share ids.
func documents(c *sell.Client, kinds ...sell.ResourceType) func(context.Context, []parent) ([]line, error) {
	return func(ctx context.Context, parents []parent) ([]line, error) {
		ids := make([]int64, len(parents))
		for i, p := range parents {
			ids[i] = p.id
		}
		return allPages(ctx, pages(c.Documents.Raw(), func(n int) sell.DocumentQuery {
			return sell.DocumentQuery{ResourceType: kinds, ResourceID: ids, PerPage: n}
		}))
	}
}
