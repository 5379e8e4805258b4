package export

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
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

// content is a line that tells of a file.
type content struct {
	ID     int64  `json:"id"` // of the document
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256,omitzero"`
	// Unavailable is the status, 403, 404 or 410, with which the file was refused,
	// also behind a fresh link.
	Unavailable int `json:"unavailable,omitzero"`
}

// files keeps the contents of documents in a directory, by document.
type files struct {
	client *sell.Client
	dir    string
	older  map[int64]content // what an older copy says of them
}

func (f files) path(id int64) string { return filepath.Join(f.dir, strconv.FormatInt(id, 10)) }

// copy fetches the file of a document if need be.
func (f files) copy(ctx context.Context, parents []parent) ([]line, error) {
	p := parents[0]
	doc, _, err := zendesk.Decode[sell.Document](p.raw)
	if err != nil {
		return nil, err
	}
	now, err := f.there(ctx, p, doc)
	if err == nil && now.SHA256 == "" {
		now, err = f.fetch(ctx, p, doc)
	}
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(now)
	return []line{{id: p.id, raw: raw, missing: now.Unavailable != 0}}, err
}

// there describes a file that need not be fetched: it has the time of its
// document's last change, and nothing says that it should be another.
func (f files) there(ctx context.Context, p parent, doc *sell.Document) (content, error) {
	info, err := os.Stat(f.path(p.id))
	if errors.Is(err, fs.ErrNotExist) || err == nil && (p.updatedAt.IsZero() || !info.ModTime().Equal(p.updatedAt)) {
		return content{}, nil
	}
	if err != nil {
		return content{}, err
	}
	sum, size, err := digest(ctx, f.path(p.id))
	now := content{ID: p.id, Size: size, SHA256: sum}
	if err != nil {
		return content{}, err
	}
	old, ok := f.older[p.id]
	if ok && old != now || !ok && doc.Size > 0 && doc.Size != size {
		return content{}, nil
	}
	return now, nil
}

// fetch downloads a file. One that is half there has another name.
func (f files) fetch(ctx context.Context, p parent, doc *sell.Document) (content, error) {
	path := f.path(p.id)
	err := download(ctx, f.client, doc, path)
	if status := withheld(err); status != 0 {
		return content{ID: p.id, Unavailable: status}, nil
	}
	if err == nil && !p.updatedAt.IsZero() {
		err = os.Chtimes(path, p.updatedAt, p.updatedAt)
	}
	if err != nil {
		return content{}, err
	}
	sum, size, err := digest(ctx, path)
	return content{ID: p.id, Size: size, SHA256: sum}, err
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
		e, ok := errors.AsType[*zendesk.Error](err)
		if !ok || n == downloads || withheld(err) != 0 || e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden {
			return err
		}
		select {
		case <-time.After(max(e.RetryAfter, time.Second<<n)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// withheld is the status with which a file, or the document that it belongs to,
// was refused for good; 0 for none. That the API refuses the document to the
// token is not among them: that concerns more than one file.
func withheld(err error) int {
	e, ok := errors.AsType[*zendesk.Error](err)
	switch {
	case !ok:
	case e.Status == http.StatusNotFound, e.Status == http.StatusGone:
		return e.Status
	case e.Status == http.StatusForbidden && e.Op.Name == "sell.Documents.Download":
		return e.Status
	}
	return 0
}

// readContents adds what a file of the copy says of the files.
func readContents(path string, into map[int64]content) error {
	return eachLine(path, func(raw []byte) error {
		var c content
		err := rest.Unmarshal(raw, &c)
		into[c.ID] = c
		return err
	})
}

// removeOthers removes the files that no document of the copy has.
func (f files) removeOthers(has map[int64]content) error {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		id, err := strconv.ParseInt(e.Name(), 10, 64)
		if c, ok := has[id]; err == nil && ok && c.Unavailable == 0 {
			continue
		}
		if err := os.Remove(filepath.Join(f.dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// digest is the SHA-256 of a file, and its length.
func digest(ctx context.Context, path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close() //nolint:errcheck // only read
	h := sha256.New()
	buffer := make([]byte, 256<<10)
	for {
		n, err := f.Read(buffer)
		_, _ = h.Write(buffer[:n]) // does not fail
		size += int64(n)
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(h.Sum(nil)), size, nil
		}
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return "", 0, err
		}
	}
}
