package leave

import (
	"context"
	"slices"
)

// fingerprints tell whether a record would be written as before: one hash of all
// its rows, by a hash of its key.
type fingerprints map[uint64]uint64

func fingerprint(r *Record) uint64 {
	all := slices.Clone(r.Values)
	for _, row := range r.Rows {
		all = append(append(all, row.Table.Name), row.Values...)
	}
	return sum64(all...)
}

// neutralFingerprints reads a whole copy.
func (c *Copy) neutralFingerprints(ctx context.Context) (fingerprints, error) {
	f := make(fingerprints, c.total())
	err := c.all(ctx, nil, func(r *Record) (bool, error) {
		f[sum64(r.Key)] = fingerprint(r)
		return false, nil
	})
	return f, err
}

// same reports whether a record is as it was.
func (f fingerprints) same(r *Record) bool {
	before, ok := f[sum64(r.Key)]
	return ok && before == fingerprint(r)
}

// gone lists the records of an older copy that are no longer in this one.
func (c *Copy) gone(old *Copy) []Entry {
	if old == nil {
		return nil
	}
	var list []Entry
	for _, s := range sources {
		x, now := old.files[s.resource], c.files[s.resource]
		if x == nil {
			continue
		}
		for i, id := range x.ids {
			if now.has(x, i) {
				continue
			}
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
			list = append(list, Entry{Key: key, Table: table, Effect: Changed, Reason: "was in the older copy and is gone: delete it in the target"})
		}
	}
	return list
}

// has reports whether an index has the record at a place of another one.
func (x *index) has(of *index, i int) bool {
	if x == nil {
		return false
	}
	if of.parents == nil {
		_, ok := x.find(of.ids[i])
		return ok
	}
	first, last := x.under(of.parents[i])
	_, ok := slices.BinarySearch(x.ids[first:last], of.ids[i])
	return ok
}
