package export

import (
	"cmp"
	"context"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/rest"
)

// Verify checks a finished copy against its manifest, which it returns: the
// checksum, length and count of each file, that each line is JSON and that none
// comes twice, and the contents of documents. The error names all
// files that are not as they should be. An interrupted update does not matter,
// wherever it was interrupted: the copy is the older one or the new one. Should a
// run replace the copy meanwhile, Verify checks the new one. It ends early when
// ctx is done.
func Verify(ctx context.Context, dir string) (*Manifest, error) {
	m, err := finished(dir)
	for err == nil {
		problem := verify(ctx, dir, m)
		before := m
		if m, err = finished(dir); err == nil && (slices.EqualFunc(before.Resources, m.Resources, sameFile) || ctx.Err() != nil) {
			return before, problem
		}
	}
	return nil, err
}

func sameFile(a, b Resource) bool { return a.File == b.File && a.SHA256 == b.SHA256 }

// finished reads the manifest of a finished copy.
func finished(dir string) (*Manifest, error) {
	var m Manifest
	ok, err := load(dir, manifestFile, &m)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, fmt.Errorf("export: %s holds no finished copy: there is no %s", dir, manifestFile)
	case m.Version != version:
		return nil, fmt.Errorf("export: the copy has version %d, which this program does not know", m.Version)
	}
	for _, res := range m.Resources {
		if res.File != filepath.Base(res.File) {
			return nil, fmt.Errorf("export: the manifest names a file outside: %q", res.File)
		}
	}
	return &m, nil
}

func verify(ctx context.Context, dir string, m *Manifest) error {
	var problems []error
	for _, res := range m.Resources {
		if err := verifyResource(ctx, dir, res); err != nil {
			problems = append(problems, fmt.Errorf("export: %s: %w", res.File, err))
		}
	}
	return errors.Join(problems...)
}

func verifyResource(ctx context.Context, dir string, res Resource) error {
	path := filepath.Join(dir, res.File)
	sum, size, err := digest(ctx, path)
	switch {
	case err != nil:
		return err
	case size != res.Bytes:
		return fmt.Errorf("has %d bytes, the manifest says %d", size, res.Bytes)
	case sum != res.SHA256:
		return errors.New("has another checksum than the manifest says")
	}
	seen := make(map[string]bool)
	var count, first, last int64
	err = eachLine(path, func(raw []byte) error {
		count++
		key, id, err := keyOf(raw)
		switch {
		case err != nil:
			return fmt.Errorf("line %d: %w", count, err)
		case seen[key]:
			return fmt.Errorf("line %d: the record %s comes twice", count, key)
		}
		seen[key] = true
		if id > 0 {
			first, last = cmp.Or(first, id), id
		}
		if strings.HasSuffix(res.Name, "_files") {
			if err := verifyContent(ctx, filepath.Join(dir, folderOf(res.Name)), raw); err != nil {
				return fmt.Errorf("line %d: %w", count, err)
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	if count != res.Count || first != res.FirstID || last != res.LastID {
		return fmt.Errorf("has %d records from %d to %d, the manifest says %d from %d to %d", count, first, last, res.Count, res.FirstID, res.LastID)
	}
	return nil
}

// keyOf tells records of a file apart: by id, and within their parent.
func keyOf(raw []byte) (key string, id int64, err error) {
	if !stdjson.Valid(raw) {
		return "", 0, errors.New("is no JSON")
	}
	var r struct {
		DealID  stdjson.RawMessage `json:"deal_id"`
		OrderID stdjson.RawMessage `json:"order_id"`
		ID      stdjson.RawMessage `json:"id"`
		Data    stdjson.RawMessage `json:"data"`
	}
	if err := rest.Unmarshal(raw, &r); err != nil {
		return "", 0, err
	}
	if r.ID == nil && r.Data != nil {
		l, err := newLine(r.Data)
		return fmt.Sprintf("%d of %s%s", l.id, r.DealID, r.OrderID), l.id, err
	}
	l, err := newLine(raw)
	return strconv.FormatInt(l.id, 10), l.id, err
}

func verifyContent(ctx context.Context, folder string, raw []byte) error {
	var c content
	if err := rest.Unmarshal(raw, &c); err != nil || c.Unavailable != 0 {
		return err
	}
	path := files{dir: folder}.path(c.ID)
	if c.File != "" {
		path = filepath.Join(filepath.Dir(path), filepath.Base(c.File))
	}
	sum, size, err := digest(ctx, path)
	if err == nil && (size != c.Size || sum != c.SHA256) {
		err = fmt.Errorf("the file %d is not the one that was fetched", c.ID)
	}
	return err
}
