package export

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/sellsupport/zendesk"
)

// output is the part of a stream that all have: its state, its file, and the
// jobs on their way.
type output struct {
	*state
	path   string // of the finished file; the one being written has a suffix
	had    int64  // records in the older copy
	needed bool   // no account is without the resource
	saved  int64  // bytes that are synced
	file   file
	w      *bufio.Writer
	queue  []*job
	idle   int  // pages in a row that brought nothing new
	told   bool // that the resource is complete
	anew   bool // restarted, which no checkpoint knows
}

func (o *output) base() *output { return o }

func (o *output) part() string { return o.path + partSuffix }

// open cuts the file to the length of the checkpoint.
func (o *output) open(d disk, dir string) error {
	o.path = filepath.Join(dir, o.File)
	f, err := d.Open(o.part(), os.O_CREATE|os.O_RDWR)
	if err != nil {
		return err
	}
	o.saved = o.Bytes
	o.file, o.w = f, bufio.NewWriterSize(f, 32<<10)
	info, err := f.Stat()
	if err == nil && info.Size() < o.Bytes {
		if o.Done { // others may stand on it
			err = fmt.Errorf("export: %s is shorter than its checkpoint says", o.part())
		} else {
			err = o.restart() // as a run left it that died while it restarted
		}
	}
	if err == nil {
		err = f.Truncate(o.Bytes)
	}
	if err == nil {
		_, err = f.Seek(o.Bytes, io.SeekStart)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	return nil
}

// sync makes what was written last.
func (o *output) sync() error {
	if o.saved == o.Bytes {
		return nil
	}
	if err := o.w.Flush(); err != nil {
		return err
	}
	if err := o.file.Sync(); err != nil {
		return err
	}
	o.saved = o.Bytes
	return nil
}

func (o *output) close() error { return o.file.Close() }

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
	if l.id > 0 {
		o.FirstID, o.LastID = cmp.Or(o.FirstID, l.id), l.id
	}
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

// known reports whether a record was read lately.
func (o *output) known(l line) bool { return slices.Contains(o.Recent, l.id) }

// add writes the records of a page that are new.
func (o *output) add(lines []line) error {
	for _, l := range lines {
		if o.known(l) {
			continue
		}
		if err := o.write(l); err != nil {
			return err
		}
		o.Recent = append(o.Recent, l.id)
		o.Recent = o.Recent[max(0, len(o.Recent)-keepRecent):]
	}
	return nil
}

// maxIdle is how many pages in a row may bring nothing new.
const maxIdle = 20

// moved takes note of a page, and stops a listing that has no end.
func (o *output) moved(forward bool) error {
	if o.idle++; forward || o.Done {
		o.idle = 0
	}
	if o.idle == maxIdle {
		return fmt.Errorf("%w: %d pages in a row brought nothing new", zendesk.ErrNoProgress, maxIdle)
	}
	return nil
}

// refusal is the status by which the plan, the scopes of the token or its user
// do not reach something; 0 for any other error, and for none.
func refusal(err error) int {
	e, ok := errors.AsType[*zendesk.Error](err)
	if ok && (e.Status == http.StatusForbidden || e.Status == http.StatusNotFound) {
		return e.Status
	}
	return 0
}

// unavailable takes the error of a whole resource. That it is refused is no
// error, unless every account has it, or some of it was read, now or for the
// older copy.
func (o *output) unavailable(err error) error {
	status := refusal(err)
	if status == 0 || o.needed || o.Count > 0 || o.had > 0 {
		return err
	}
	o.Unavailable, o.Done, o.queue = status, true, nil
	return nil
}

// restart empties the output.
func (o *output) restart() error {
	o.Resource = Resource{Name: o.Name, File: o.File}
	o.saved, o.Recent, o.Position, o.Cursor, o.anew = 0, nil, 0, "", true
	o.w.Reset(o.file)
	if err := o.file.Truncate(0); err != nil {
		return err
	}
	_, err := o.file.Seek(0, io.SeekStart)
	return err
}
