package export

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// disk is what changes the directory of a copy, step by step. Reading needs
// none of it.
type disk interface {
	MkdirAll(path string) error
	Open(path string, flag int) (file, error) // to write; made readable for the owner only
	Rename(from, to string) error
	Link(from, to string) error
	Remove(path string) error
	Chtimes(path string, at time.Time) error
	SyncDir(path string) error // makes renames in a directory last
}

// file is one that is written.
type file interface {
	io.WriteSeeker
	Truncate(size int64) error
	Sync() error
	Close() error
	Stat() (fs.FileInfo, error)
}

// local is the disk of this machine.
type local struct{}

func (local) MkdirAll(path string) error { return os.MkdirAll(path, 0o700) }

func (local) Open(path string, flag int) (file, error) {
	f, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		return nil, err // a nil *os.File is a file that is not nil
	}
	return f, nil
}

func (local) Rename(from, to string) error            { return os.Rename(from, to) }
func (local) Link(from, to string) error              { return os.Link(from, to) }
func (local) Remove(path string) error                { return os.Remove(path) }
func (local) Chtimes(path string, at time.Time) error { return os.Chtimes(path, at, at) }

func (local) SyncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	_ = d.Sync() // some systems cannot sync directories
	return d.Close()
}

// replace makes a file anew: another name, written, synced, renamed. A time is
// when it shall have been changed; none is now.
func replace(d disk, path string, at time.Time, write func(io.Writer) error) error {
	temp := path + ".tmp"
	f, err := d.Open(temp, os.O_CREATE|os.O_WRONLY|os.O_TRUNC)
	if err != nil {
		return err
	}
	err = errors.Join(write(f), f.Sync(), f.Close())
	if err == nil && !at.IsZero() {
		err = d.Chtimes(temp, at)
	}
	if err == nil {
		err = d.Rename(temp, path)
	}
	if err != nil {
		_ = d.Remove(temp) // the first error tells more
		return err
	}
	return d.SyncDir(filepath.Dir(path))
}

// double gives a file a second name, in the place of what has that name. Where
// the disk knows no links, it is copied.
func double(d disk, from, to string) error {
	if err := d.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if d.Link(from, to) == nil {
		return nil
	}
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return replace(d, to, info.ModTime(), func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}

// removeAll removes files, of which some may be gone.
func removeAll(d disk, paths ...string) error {
	var failed error
	for _, path := range paths {
		if err := d.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = cmp.Or(failed, err)
		}
	}
	return failed
}
