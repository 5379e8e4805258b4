package export

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/sellsupport/zendesk"
)

// output is the part of a stream that all have: its state, its file, and the
// jobs on their way.
type output struct {
	*state
	path  string // of the finished file; the one being written ends in ".part"
	had   int64  // records in the older copy
	saved int64  // bytes that are synced
	file  *os.File
	w     *bufio.Writer
	queue []*job
}

func (o *output) base() *output { return o }

func (o *output) part() string { return o.path + ".part" }

// open cuts the file to the length of the checkpoint.
func (o *output) open(dir string) error {
	o.path = filepath.Join(dir, o.File)
	f, err := os.OpenFile(o.part(), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	o.saved = o.Bytes
	o.file, o.w = f, bufio.NewWriterSize(f, 32<<10)
	info, err := f.Stat()
	switch {
	case err != nil:
		return err
	case info.Size() < o.Bytes:
		return fmt.Errorf("export: %s is shorter than its checkpoint says", o.part())
	}
	if err := f.Truncate(o.Bytes); err != nil {
		return err
	}
	_, err = f.Seek(o.Bytes, 0)
	return err
}

// sync makes what was written last.
func (o *output) sync() error {
	if o.file == nil {
		return nil
	}
	if o.saved == o.Bytes {
		return nil
	}
	if err := o.w.Flush(); err != nil {
		return err
	}
	o.saved = o.Bytes
	return o.file.Sync()
}

func (o *output) close() error {
	if o.file == nil {
		return nil
	}
	return o.file.Close()
}

// write adds a line.
func (o *output) write(l line) error {
	raw := l.raw
	if bytes.ContainsAny(raw, "\n\r") {
		// In JSON they can only stand between tokens, as a blank can.
		raw = bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\n"), []byte(" ")), []byte("\r"), []byte(" "))
	}
	if _, err := o.w.Write(raw); err != nil {
		return err
	}
	if err := o.w.WriteByte('\n'); err != nil {
		return err
	}
	if o.Count == 0 {
		o.FirstID = l.id
	}
	o.LastID = l.id
	o.Count++
	o.Bytes += int64(len(raw)) + 1
	return nil
}

// began notes when the listing was begun.
func (o *output) began(at time.Time) {
	if o.ReadAt.IsZero() {
		o.ReadAt = at
	}
}

// refused takes an error of a request. A resource that cannot be reached is no
// error, unless some of it was read, now or for the older copy.
func (o *output) refused(err error) error {
	e, ok := errors.AsType[*zendesk.Error](err)
	if ok && o.Count == 0 && o.had == 0 && (e.Status == http.StatusForbidden || e.Status == http.StatusNotFound) {
		o.Unavailable, o.Done, o.queue = e.Status, true, nil
		return nil
	}
	return err
}

// restart empties the output.
func (o *output) restart() error {
	o.Count, o.Bytes, o.saved, o.FirstID, o.LastID = 0, 0, 0, 0, 0
	if err := o.file.Truncate(0); err != nil {
		return err
	}
	_, err := o.file.Seek(0, 0)
	return err
}
