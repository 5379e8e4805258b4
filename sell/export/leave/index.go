package leave

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"sort"

	"github.com/sellsupport/zendesk/sell/export"
)

// index finds the lines of one resource by id. Records of one parent stand
// together, in the order of their ids.
type index struct {
	file    *os.File
	size    int64
	ids     []int64
	parents []int64 // of nested records; nil elsewhere
	offsets []int64
	flags   []bool          // which contacts are companies
	ascends bool            // the lines stand in the order of the index
	above   map[int64]int64 // of companies, the one that they belong to
}

func (c *Copy) index(ctx context.Context, res export.Resource) (*index, error) {
	f, err := os.Open(c.path(res.File))
	if err != nil {
		return nil, err
	}
	x := &index{file: f, size: res.Bytes, ascends: true, above: make(map[int64]int64), ids: make([]int64, 0, res.Count), offsets: make([]int64, 0, res.Count)}
	contacts, nested := res.Name == "contacts", res.Name == "line_items" || res.Name == "associated_contacts"
	var at int64
	err = eachLine(ctx, f, func(raw []byte) error {
		id, info, err := c.parser.identify(raw)
		if err != nil {
			return err
		}
		n := len(x.ids)
		if nested {
			x.parents = append(x.parents, info.parent)
		}
		if contacts {
			x.flags = append(x.flags, info.company)
			if info.above > 0 {
				x.above[id] = info.above
			}
		}
		x.ids, x.offsets = append(x.ids, id), append(x.offsets, at)
		at += int64(len(raw)) + 1
		if n > 0 && !x.before(n-1, n) {
			x.ascends = false
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if !x.ascends {
		x.sort()
	}
	return x, nil
}

func (x *index) before(i, j int) bool {
	if x.parents != nil && x.parents[i] != x.parents[j] {
		return x.parents[i] < x.parents[j]
	}
	return x.ids[i] < x.ids[j]
}

func (x *index) sort() { sort.Sort((*byID)(x)) }

type byID index

func (x *byID) Len() int           { return len(x.ids) }
func (x *byID) Less(i, j int) bool { return (*index)(x).before(i, j) }
func (x *byID) Swap(i, j int) {
	x.ids[i], x.ids[j] = x.ids[j], x.ids[i]
	x.offsets[i], x.offsets[j] = x.offsets[j], x.offsets[i]
	if x.parents != nil {
		x.parents[i], x.parents[j] = x.parents[j], x.parents[i]
	}
	if x.flags != nil {
		x.flags[i], x.flags[j] = x.flags[j], x.flags[i]
	}
}

func (x *index) close() error {
	if x == nil || x.file == nil {
		return nil
	}
	return x.file.Close()
}

// find returns the place of a record in the index.
func (x *index) find(id int64) (int, bool) {
	if x == nil || x.parents != nil {
		return 0, false
	}
	return slices.BinarySearch(x.ids, id)
}

// under returns the places of the records of a parent, from first to before last.
func (x *index) under(parent int64) (first, last int) {
	if x == nil {
		return 0, 0
	}
	first, _ = slices.BinarySearch(x.parents, parent)
	last, _ = slices.BinarySearch(x.parents, parent+1)
	return first, last
}

// line reads the line at a place of the index.
func (x *index) line(i int) ([]byte, error) {
	r := bufio.NewReaderSize(io.NewSectionReader(x.file, x.offsets[i], x.size-x.offsets[i]), 4<<10)
	raw, err := r.ReadBytes('\n')
	if errors.Is(err, io.EOF) && len(raw) > 0 {
		err = nil
	}
	return bytes.TrimSuffix(raw, []byte("\n")), err
}

// scan calls f with each line of a resource, in the order of the index. The line
// is valid during the call only.
func (c *Copy) scan(ctx context.Context, resource string, f func(raw []byte) error) error {
	x := c.files[resource]
	if x == nil {
		return nil
	}
	if x.ascends {
		return eachLine(ctx, io.NewSectionReader(x.file, 0, x.size), f)
	}
	for i := range x.ids {
		raw, err := x.line(i)
		if err == nil {
			err = f(raw)
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// eachLine calls f with each line, without its end.
func eachLine(ctx context.Context, in io.Reader, f func(raw []byte) error) error {
	r := bufio.NewReaderSize(in, 64<<10)
	var long []byte
	for {
		raw, err := r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			long = append(long, raw...)
			continue
		}
		if len(long) > 0 {
			long = append(long, raw...)
			raw = long
		}
		if errors.Is(err, io.EOF) && len(raw) == 0 {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err := errors.Join(f(bytes.TrimSuffix(raw, []byte("\n"))), ctx.Err()); err != nil {
			return err
		}
		long = long[:0]
	}
}
