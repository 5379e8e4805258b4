package export

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
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
	since    time.Time // children of parents that are older are in old; zero for none
	old      *olderLines

	parents  *bufio.Reader
	file     *os.File
	position int64
	end      bool
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
	var batch []parent
	for len(batch) < b.batch {
		raw, err := b.parents.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			b.end = true
			break
		}
		if err != nil {
			return nil, err
		}
		b.position += int64(len(raw))
		p, err := readParent(raw)
		if err != nil {
			return nil, err
		}
		batch = append(batch, p)
	}
	if len(batch) == 0 {
		b.Done = len(b.queue) == 0
		return nil, nil
	}
	return &job{start: b.position, fetch: func(ctx context.Context) (answer, error) {
		if b.old != nil && batch[0].updatedAt.Before(b.since) {
			lines, err := b.old.lines(batch[0].id)
			return answer{lines: lines}, err
		}
		lines, err := b.children(ctx, batch)
		return answer{lines: lines}, err
	}}, nil
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

func readParent(raw []byte) (parent, error) {
	var r struct {
		ID int64 `json:"id"`
	}
	if err := rest.Unmarshal(raw, &r); err != nil {
		return parent{}, err
	}
	return parent{r.ID, updatedAt(raw), raw}, nil
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

func (b *branches) apply(j *job) error {
	if err := b.refused(j.err); err != nil || b.Done {
		return err
	}
	for _, line := range j.got.lines {
		if err := b.write(line); err != nil {
			return err
		}
	}
	b.Position = j.start
	b.Done = b.end && len(b.queue) == 0
	return nil
}

// allPages reads a short listing to its end.
func allPages(ctx context.Context, page pageFunc) ([]line, error) {
	var lines []line
	for cursor := ""; ; {
		a, err := page(ctx, 0, cursor)
		if err != nil {
			return nil, err
		}
		lines = append(lines, a.lines...)
		if a.next == "" {
			return lines, nil
		}
		if a.next == cursor {
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
			lines[i].raw = fmt.Appendf(nil, `{"%s":%d,"data":%s}`, member, id, l.raw)
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

// content is a line that tells of a file.
type content struct {
	ID      int64  `json:"id"` // of the document
	Size    int64  `json:"size"`
	SHA256  string `json:"sha256,omitzero"`
	Missing bool   `json:"missing,omitzero"` // Sell has lost it
}

// contents fetches the file of a document. A file that is there has the time of
// its document's last change; a half one has another name.
func contents(c *sell.Client, dir string) func(context.Context, []parent) ([]line, error) {
	return func(ctx context.Context, parents []parent) ([]line, error) {
		p := parents[0]
		path := filepath.Join(dir, strconv.FormatInt(p.id, 10))
		info, err := os.Stat(path)
		if err != nil || p.updatedAt.IsZero() || !info.ModTime().Equal(p.updatedAt) {
			var doc sell.Document
			if err := rest.Unmarshal(p.raw, &doc); err != nil {
				return nil, err
			}
			err := download(ctx, c, &doc, path)
			switch {
			case lost(err):
				return contentLine(content{ID: p.id, Missing: true})
			case err != nil:
				return nil, err
			}
			if !p.updatedAt.IsZero() {
				if err := os.Chtimes(path, p.updatedAt, p.updatedAt); err != nil {
					return nil, err
				}
			}
		}
		sum, size, err := digest(path)
		if err != nil {
			return nil, err
		}
		return contentLine(content{ID: p.id, Size: size, SHA256: sum})
	}
}

// downloads is how often a transfer is tried, which the client does not repeat.
const downloads = 4

// download fetches a file, again if the transfer breaks off.
func download(ctx context.Context, c *sell.Client, doc *sell.Document, path string) error {
	for n := 1; ; n++ {
		err := replace(path, func(f *os.File) error {
			_, err := c.Documents.Download(ctx, doc, f)
			return err
		})
		if e, ok := errors.AsType[*zendesk.Error](err); !ok || n == downloads || lost(err) || e.Status == http.StatusUnauthorized {
			return err
		}
		select {
		case <-time.After(time.Second << n):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// lost reports whether there is nothing behind a link, even a fresh one.
func lost(err error) bool {
	e, ok := errors.AsType[*zendesk.Error](err)
	return errors.Is(err, zendesk.ErrNotFound) || ok && (e.Status == http.StatusGone || e.Status == http.StatusForbidden)
}

func contentLine(c content) ([]line, error) {
	raw, err := json.Marshal(c)
	return []line{{c.ID, raw}}, err
}

// digest is the SHA-256 of a file, and its length.
func digest(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close() //nolint:errcheck // only read
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, err
}
