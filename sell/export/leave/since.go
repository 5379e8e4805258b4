package leave

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// fingerprints tell whether a record would be written as before: one hash of all
// its rows, by a hash of its key.
type fingerprints struct {
	copy *Copy
	of   map[uint64]uint64
	seen map[uint64]bool
}

func fingerprint(r *Record) uint64 {
	var all []string
	all = append(all, r.Values...)
	for _, row := range r.Rows {
		all = append(append(all, row.Table.Name), row.Values...)
	}
	return sum64(all...)
}

// neutralFingerprints reads a whole copy.
func (c *Copy) neutralFingerprints(ctx context.Context) (*fingerprints, error) {
	f := &fingerprints{copy: c, of: make(map[uint64]uint64, c.total()), seen: make(map[uint64]bool)}
	err := c.all(ctx, func(Row) error { return nil }, func(r *Record) (bool, error) {
		f.of[sum64(r.Key)] = fingerprint(r)
		return false, nil
	})
	return f, err
}

// same reports whether a record is as it was.
func (f *fingerprints) same(r *Record) bool {
	if f == nil {
		return false
	}
	key := sum64(r.Key)
	before, ok := f.of[key]
	if ok {
		f.seen[key] = true
	}
	return ok && before == fingerprint(r)
}

type goneRecord struct{ key, table string }

// gone lists the records that are no longer in the copy.
func (f *fingerprints) gone() []goneRecord {
	if f == nil || len(f.seen) == len(f.of) {
		return nil
	}
	left := make(map[uint64]bool)
	for key := range f.of {
		if !f.seen[key] {
			left[key] = true
		}
	}
	found := make(map[string]string)
	for _, s := range sources {
		x := f.copy.files[s.resource]
		if x == nil {
			continue
		}
		for i, id := range x.ids {
			key, table := keyOf(s.kind, id), s.table
			if x.parents != nil {
				key = nestedKey(s.kind, x.parents[i], id)
			}
			if table == "contacts" {
				table = "people"
				if x.flags[i] {
					table = "companies"
				}
			}
			if left[sum64(key)] {
				found[key] = table
			}
		}
	}
	var list []goneRecord
	for _, key := range slices.SortedFunc(maps.Keys(found), strings.Compare) {
		list = append(list, goneRecord{key, found[key]})
	}
	return list
}
