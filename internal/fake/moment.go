package fake

import (
	"slices"
	"time"
)

// At returns the record as it was at a moment; see [Table.AsOf].
func (t *Table) At(moment time.Time, id int64) (Object, bool) {
	for _, v := range slices.Backward(t.rows[id]) {
		if !v.since.After(moment) {
			return v.object, v.object != nil
		}
	}
	return nil, false
}
