package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/sellsupport/zendesk/internal/rest"
)

// A new copy takes the place of the older one in a single step: the manifest is
// replaced by one that names the new files, which lie beside the old ones under
// other names ("leads.ndjson.part", "files/7.new"). Only then the old files go.
// The new ones get their names while they keep the others, and a last manifest
// names them by these. So at every instant there is one manifest, and all that it
// names is there and whole.

const (
	partSuffix = ".part" // of a file that a run writes
	newSuffix  = ".new"  // of a content in the place of an older one
)

// commit makes what was fetched the copy, and can be repeated.
func (r *run) commit(ctx context.Context) (*Manifest, error) {
	if !r.placed {
		m := &Manifest{Version: version, Account: r.cp.Account, StartedAt: r.cp.StartedAt, NotExportable: notExportable()}
		for _, s := range r.cp.States {
			res := s.Resource
			res.File += partSuffix
			var size int64
			var err error
			if res.SHA256, size, err = digest(ctx, filepath.Join(r.dir, res.File)); err != nil {
				return nil, err
			}
			if size != res.Bytes {
				return nil, fmt.Errorf("export: %s has %d bytes and should have %d", res.File, size, res.Bytes)
			}
			m.Resources = append(m.Resources, res)
		}
		m.FinishedAt = time.Now().UTC()
		if err := store(r.disk, r.dir, manifestFile, m); err != nil {
			return nil, err
		}
		r.manifest = m
	}
	if err := r.settle(ctx); err != nil {
		return nil, err
	}
	return r.manifest, errors.Join(r.clean(ctx), removeAll(r.disk, filepath.Join(r.dir, checkpointFile)))
}

// settle gives the files of a new copy the names that they are to have, and can
// be repeated.
func (r *run) settle(ctx context.Context) error {
	settled := *r.manifest
	settled.Resources = nil
	unsettled := false
	for _, res := range r.manifest.Resources {
		from := filepath.Join(r.dir, res.File)
		name, part := strings.CutSuffix(res.File, partSuffix)
		if part {
			unsettled, res.File = true, name
			to := filepath.Join(r.dir, name)
			var err error
			if strings.HasSuffix(res.Name, "_files") {
				err = r.settleContents(ctx, from, to, &res)
			} else {
				err = double(r.disk, from, to)
			}
			if err != nil {
				return err
			}
		}
		settled.Resources = append(settled.Resources, res)
	}
	if !unsettled {
		return nil
	}
	err := errors.Join(r.disk.SyncDir(r.dir), r.disk.SyncDir(filepath.Join(r.dir, filesDir)), r.disk.SyncDir(filepath.Join(r.dir, recordingsDir)))
	if err == nil {
		err = store(r.disk, r.dir, manifestFile, settled)
	}
	if err == nil {
		r.manifest = &settled
	}
	return err
}

// settleContents gives contents the names of their documents, and writes the
// lines that tell of them anew.
func (r *run) settleContents(ctx context.Context, from, to string, res *Resource) error {
	files := r.files(res.Name)
	err := replace(r.disk, to, time.Time{}, func(w io.Writer) error {
		return eachLine(from, func(raw []byte) error {
			var c content
			if err := errors.Join(rest.Unmarshal(raw, &c), ctx.Err()); err != nil {
				return err
			}
			if c.File != "" {
				if err := double(r.disk, filepath.Join(files.dir, c.File), files.path(c.ID)); err != nil {
					return err
				}
				c.File = ""
			}
			line, err := json.Marshal(c)
			if err == nil {
				_, err = w.Write(append(line, '\n'))
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	res.SHA256, res.Bytes, err = digest(ctx, to)
	return err
}

// clean removes what no copy names any more.
func (r *run) clean(ctx context.Context) error {
	contents := map[string]map[int64]content{filesDir: {}, recordingsDir: {}}
	var remove []string
	for _, res := range r.manifest.Resources {
		path := filepath.Join(r.dir, res.File)
		remove = append(remove, path+partSuffix)
		if !strings.HasSuffix(res.Name, "_files") {
			continue
		}
		if err := errors.Join(readContents(path, contents[folderOf(res.Name)]), ctx.Err()); err != nil {
			return err
		}
	}
	for _, folder := range []string{filesDir, recordingsDir} {
		entries, err := os.ReadDir(filepath.Join(r.dir, folder))
		if err != nil {
			return err
		}
		for _, e := range entries {
			id, err := strconv.ParseInt(e.Name(), 10, 64)
			if c, ok := contents[folder][id]; err != nil || !ok || c.Unavailable != 0 {
				remove = append(remove, filepath.Join(r.dir, folder, e.Name()))
			}
		}
	}
	return removeAll(r.disk, remove...)
}

// store replaces a JSON file atomically.
func store(d disk, dir, name string, v any) error {
	data, err := json.Marshal(v, jsontext.WithIndent("  "))
	if err != nil {
		return err
	}
	return replace(d, filepath.Join(dir, name), time.Time{}, func(w io.Writer) error {
		_, err := w.Write(append(data, '\n'))
		return err
	})
}
