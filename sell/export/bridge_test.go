package export

import (
	"errors"
	"time"
)

// Stop makes a run ask before each step that changes the directory. With an
// error the step is not done, or by half where it is a write.
func (o *Options) Stop(before func(step string) error) { o.disk = stopping{before} }

// NoLinks makes a run use a disk that has no links.
func (o *Options) NoLinks() { o.disk = linkless{} }

type stopping struct{ before func(step string) error }

func (d stopping) step(name, path string, do func() error) error {
	if err := d.before(name + " " + path); err != nil {
		return err
	}
	return do()
}

func (d stopping) MkdirAll(path string) error {
	return d.step("mkdir", path, func() error { return local{}.MkdirAll(path) })
}

func (d stopping) Open(path string, flag int) (f file, err error) {
	err = d.step("open", path, func() error {
		f, err = local{}.Open(path, flag)
		return err
	})
	return stoppingFile{f, d, path}, err
}

func (d stopping) Rename(from, to string) error {
	return d.step("rename", to, func() error { return local{}.Rename(from, to) })
}

func (d stopping) Link(from, to string) error {
	return d.step("link", to, func() error { return local{}.Link(from, to) })
}

func (d stopping) Remove(path string) error {
	return d.step("remove", path, func() error { return local{}.Remove(path) })
}

func (d stopping) Chtimes(path string, at time.Time) error {
	return d.step("chtimes", path, func() error { return local{}.Chtimes(path, at) })
}

func (d stopping) SyncDir(path string) error { return d.before("sync " + path) }

type stoppingFile struct {
	file
	d    stopping
	path string
}

func (f stoppingFile) Write(b []byte) (n int, err error) {
	if err := f.d.before("write " + f.path); err != nil {
		n, _ := f.file.Write(b[:len(b)/2])
		return n, err
	}
	return f.file.Write(b)
}

func (f stoppingFile) Truncate(size int64) error {
	return f.d.step("truncate", f.path, func() error { return f.file.Truncate(size) })
}

// Sync has nothing to do for a process that dies while its machine goes on.
func (f stoppingFile) Sync() error { return f.d.before("sync " + f.path) }

type linkless struct{ local }

func (linkless) Link(string, string) error { return errors.ErrUnsupported }
