package leave

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A folder with listFile may be written again: it lists the tables and pages, and
// copiedFile the documents, recordings and bodies, of which there may be many.
const (
	listFile   = "leave.json"
	copiedFile = "leave-files.txt"
)

// File is one file that was written.
type File struct {
	Name   string `json:"name"` // with slashes, below the folder
	Rows   int64  `json:"rows,omitzero"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

type list struct {
	Target   string `json:"target,omitzero"`
	Complete bool   `json:"complete"`
	Files    []File `json:"files,omitzero"`
}

// folder is where a run writes. Without a path it writes nothing and only counts.
type folder struct {
	path   string
	list   list
	open   map[*writer]bool
	copied *writer
}

// newFolder takes an empty folder, or one that an earlier run filled, which is
// emptied of what that run wrote.
func newFolder(path, target string) (*folder, error) {
	f := &folder{path: path, list: list{Target: target}, open: make(map[*writer]bool)}
	if path == "" {
		return f, nil
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	if len(entries) > 0 {
		if err := sweep(path); err != nil {
			return nil, err
		}
	}
	return f, f.save()
}

// sweep removes what an earlier run wrote.
func sweep(path string) error {
	data, err := os.ReadFile(filepath.Join(path, listFile))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("leave: the folder %s is not empty and was not written by this program; name another one", path)
	}
	var before list
	if err == nil {
		err = json.Unmarshal(data, &before)
	}
	if err != nil {
		return fmt.Errorf("leave: %s: %w", listFile, err)
	}
	names := []string{copiedFile}
	for _, file := range before.Files {
		names = append(names, file.Name)
	}
	copied, err := os.ReadFile(filepath.Join(path, copiedFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	names = append(names, strings.Split(strings.TrimSuffix(string(copied), "\n"), "\n")...)
	folders := make(map[string]bool)
	for _, name := range names {
		if name == "" {
			continue
		}
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("leave: %s names a file outside of the folder", listFile)
		}
		full := filepath.Join(path, filepath.FromSlash(name))
		if err := os.Remove(full); err != nil && !errors.Is(err, fs.ErrNotExist) { //nolint:gosec // local, as checked above
			return err
		}
		for up := filepath.Dir(full); len(up) > len(filepath.Clean(path)); up = filepath.Dir(up) {
			folders[up] = true
		}
	}
	for _, up := range slices.Backward(slices.Sorted(keys(folders))) {
		_ = os.Remove(up) // holds something else
	}
	return nil
}

func keys[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func (f *folder) save() error {
	data, err := json.Marshal(f.list, jsontext.WithIndent("  "), json.Deterministic(true))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(f.path, listFile), append(data, '\n'), 0o600)
}

// finish closes all files and writes the list.
func (f *folder) finish() error {
	for w := range f.open {
		if err := w.close(); err != nil {
			return err
		}
	}
	slices.SortFunc(f.list.Files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	f.list.Complete = true
	if f.path == "" {
		return nil
	}
	return f.save()
}

// abandon closes what is open after an error, which tells more. What was written
// stays listed, so that the next run takes it away.
func (f *folder) abandon() {
	for w := range f.open {
		_ = w.close()
	}
	if f.path != "" {
		_ = f.save()
	}
}

// discard takes back all that was written.
func (f *folder) discard() error {
	f.abandon()
	if f.path == "" {
		return nil
	}
	if err := sweep(f.path); err != nil {
		return err
	}
	return os.Remove(filepath.Join(f.path, listFile))
}

// writer writes one file and counts.
type writer struct {
	folder *folder
	out    *os.File
	buf    *bufio.Writer
	sum    hash.Hash
	file   File
	done   bool
}

func (f *folder) create(name string) (*writer, error) {
	w := &writer{folder: f, sum: sha256.New(), file: File{Name: name}}
	f.open[w] = true
	if f.path == "" {
		return w, nil
	}
	full := filepath.Join(f.path, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
		return nil, err
	}
	var err error
	if w.out, err = os.OpenFile(full, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600); err != nil {
		return nil, err
	}
	w.buf = bufio.NewWriterSize(w.out, 32<<10)
	return w, nil
}

func (w *writer) Write(b []byte) (int, error) {
	w.file.Bytes += int64(len(b))
	if w.buf == nil {
		return len(b), nil
	}
	_, _ = w.sum.Write(b) // does not fail
	return w.buf.Write(b)
}

func (w *writer) close() error {
	if w.done {
		return nil
	}
	w.done = true
	delete(w.folder.open, w)
	w.file.SHA256 = hex.EncodeToString(w.sum.Sum(nil))
	w.folder.list.Files = append(w.folder.list.Files, w.file)
	if w.buf == nil {
		return nil
	}
	return errors.Join(w.buf.Flush(), w.out.Close())
}

// reserve makes room for a file that is no table, and notes it.
func (f *folder) reserve(name string) (full string, err error) {
	if f.copied == nil {
		if f.copied, err = f.create(copiedFile); err != nil {
			return "", err
		}
	}
	if _, err := f.copied.Write([]byte(name + "\n")); err != nil {
		return "", err
	}
	full = filepath.Join(f.path, filepath.FromSlash(name))
	return full, os.MkdirAll(filepath.Dir(full), 0o700)
}

// write makes a whole file.
func (f *folder) write(name string, data []byte) error {
	w, err := f.create(name)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.close()
	}
	return err
}

// apart reports whether neither of two folders lies in the other.
func apart(a, b string) bool {
	a, errA := filepath.Abs(a)
	b, errB := filepath.Abs(b)
	if errA != nil || errB != nil {
		return false
	}
	sep := string(filepath.Separator)
	return a != b && !strings.HasPrefix(a+sep, b+sep) && !strings.HasPrefix(b+sep, a+sep)
}
