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
	ID     int64  `json:"id"` // of the document or the call
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256,omitzero"`
	// Unavailable is the status with which the file was refused: 403, 404 or 410,
	// also behind a fresh link; of a recording any, or -1 where nobody answered.
	Unavailable int `json:"unavailable,omitzero"`
	// File is the name among the files where that is not the id: see [run.commit].
	File string `json:"file,omitzero"`
}

// files keeps the contents of documents, or the recordings of calls, in a
// directory, by id.
type files struct {
	client *sell.Client
	disk   disk
	dir    string
	older  map[int64]content // what an older copy says of them
}

func (f files) path(id int64) string { return filepath.Join(f.dir, strconv.FormatInt(id, 10)) }

// item is one file that is to be had.
type item struct {
	parent
	size     int64 // as the record says; 0 where it does not
	download func(context.Context, io.Writer) (int64, error)
	tries    int
	withheld func(error) int // the status with which it is refused for good
}

// documents fetches the file of a document if need be.
func (f files) documents(ctx context.Context, parents []parent) ([]line, error) {
	p := parents[0]
	doc, _, err := zendesk.Decode[sell.Document](p.raw)
	if err != nil {
		return nil, err
	}
	return f.copy(ctx, item{p, doc.Size, func(ctx context.Context, w io.Writer) (int64, error) {
		return f.client.Documents.Download(ctx, doc, w)
	}, downloads, withheld})
}

// recordings fetches the recording of a call if there is one.
func (f files) recordings(ctx context.Context, parents []parent) ([]line, error) {
	p := parents[0]
	call, _, err := zendesk.Decode[sell.Call](p.raw)
	if err != nil {
		return nil, err
	}
	if call.RecordingURL == "" && call.PublicAPIRecordingURL == "" {
		return nil, nil
	}
	return f.copy(ctx, item{p, 0, func(ctx context.Context, w io.Writer) (int64, error) {
		return f.client.Calls.Download(ctx, call, w)
	}, 2, silent})
}

// copy fetches a file if need be.
func (f files) copy(ctx context.Context, i item) ([]line, error) {
	now, err := f.there(ctx, i)
	if err == nil && now.SHA256 == "" {
		now, err = f.fetch(ctx, i)
	}
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(now)
	return []line{{id: i.id, raw: raw, missing: now.Unavailable != 0}}, err
}

// there describes a file that need not be fetched: it has the time of its
// record's last change, and nothing says that it should be another.
func (f files) there(ctx context.Context, i item) (content, error) {
	for _, suffix := range []string{"", newSuffix} {
		path := f.path(i.id) + suffix
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && (i.updatedAt.IsZero() || !info.ModTime().Equal(i.updatedAt)) {
			continue
		}
		if err != nil {
			return content{}, err
		}
		sum, size, err := digest(ctx, path)
		if err != nil {
			return content{}, err
		}
		now := content{ID: i.id, Size: size, SHA256: sum}
		if old, ok := f.older[i.id]; suffix == "" && ok && old.Unavailable == 0 {
			if old == now {
				return now, nil
			}
			continue
		}
		if i.size > 0 && i.size != size {
			continue
		}
		if suffix != "" {
			now.File = filepath.Base(path)
		}
		return now, nil
	}
	return content{}, nil
}

// fetch downloads a file. One that is half there has another name, and so has
// one in the place of a content that an older copy may have.
func (f files) fetch(ctx context.Context, i item) (content, error) {
	now := content{ID: i.id}
	path := f.path(i.id)
	_, err := os.Lstat(path)
	if err == nil {
		path += newSuffix
		now.File = filepath.Base(path)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return content{}, err
	}
	err = f.download(ctx, i, path)
	if ctx.Err() == nil {
		if status := i.withheld(err); status != 0 {
			return content{ID: i.id, Unavailable: status}, nil
		}
	}
	if err != nil {
		return content{}, err
	}
	now.SHA256, now.Size, err = digest(ctx, path)
	return now, err
}

// downloads is how often a transfer is tried, which the client does not repeat.
const downloads = 4

// download fetches a file, again if the transfer breaks off.
func (f files) download(ctx context.Context, i item, path string) error {
	for n := 1; ; n++ {
		err := replace(f.disk, path, i.updatedAt, func(w io.Writer) error {
			_, err := i.download(ctx, w)
			return err
		})
		e, ok := errors.AsType[*zendesk.Error](err)
		if !ok || n == i.tries || withheld(err) != 0 || e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden {
			return err
		}
		select {
		case <-time.After(max(e.RetryAfter, time.Second<<n)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// noAnswer stands for the status of a recording whose host did not answer, or
// whose link cannot be followed.
const noAnswer = -1

// silent is the status with which a recording was refused; [noAnswer] for one that
// could not be had otherwise. Recordings lie with others than Sell, whose hosts may
// be gone: none of them ends a run.
func silent(err error) int {
	e, ok := errors.AsType[*zendesk.Error](err)
	switch {
	case !ok:
		return 0 // of the disk
	case e.Status > 0 && e.Status != http.StatusOK:
		return e.Status
	}
	return noAnswer
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
	case e.Status == http.StatusForbidden && (e.Op.Name == "sell.Documents.Download" || e.Op.Name == "sell.Calls.Download"):
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

// digest is the SHA-256 of a file, and its length.
func digest(ctx context.Context, path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close() //nolint:errcheck // only read
	h := sha256.New()
	buffer := make([]byte, 32<<10)
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
