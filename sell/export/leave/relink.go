package leave

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Crosswalk holds the target's own ids of records, by their keys.
type Crosswalk struct {
	ids map[string]string
}

func (w *Crosswalk) of(key string) string {
	if w == nil {
		return ""
	}
	return w.ids[key]
}

// ID returns the target's own id of a record; "" for none.
func (w *Crosswalk) ID(key string) string { return w.of(key) }

// Len is how many records the crosswalk knows.
func (w *Crosswalk) Len() int { return len(w.ids) }

// ReadCrosswalk reads exports or result files of the target, in CSV, into a
// crosswalk: each has a column with this package's keys, and one with the target's
// own ids, under a name that the target's document lists. A "crosswalk.csv" of an
// earlier run is read as well. A key with two ids is an error.
func ReadCrosswalk(t *Target, exports ...io.Reader) (*Crosswalk, error) {
	w := &Crosswalk{ids: make(map[string]string)}
	for n, r := range exports {
		if err := w.read(t, r); err != nil {
			return nil, fmt.Errorf("leave: export %d: %w", n+1, err)
		}
	}
	return w, nil
}

func (w *Crosswalk) read(t *Target, r io.Reader) error {
	buf := bufio.NewReader(r)
	if start, _ := buf.Peek(3); bytes.Equal(start, []byte("\uFEFF")) {
		_, _ = buf.Discard(3)
	}
	first, _ := buf.Peek(4 << 10)
	in := csv.NewReader(buf)
	in.FieldsPerRecord, in.ReuseRecord, in.LazyQuotes = -1, true, true
	line, _, _ := strings.Cut(string(first), "\n")
	if !strings.Contains(line, ",") && strings.Contains(line, ";") {
		in.Comma = ';'
	}
	header, err := in.Read()
	if err != nil {
		return errors.New("is empty or not CSV")
	}
	key := column(header, append(Texts{"key"}, t.Relink.Key...))
	id := column(header, append(Texts{"target_id"}, t.Relink.ID...))
	if key < 0 || id < 0 {
		return fmt.Errorf("needs a column with the keys (%s) and one with the ids of %s (%s)", strings.Join(t.Relink.Key, ", "), t.Title, strings.Join(t.Relink.ID, ", "))
	}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(row) <= max(key, id) {
			continue
		}
		k, v := strings.TrimSpace(row[key]), strings.TrimSpace(row[id])
		if !strings.HasPrefix(k, "sell-") || v == "" {
			continue
		}
		if old, ok := w.ids[k]; ok && old != v {
			return fmt.Errorf("%s has the ids %s and %s: a record was imported twice; delete one of the two first", k, old, v)
		}
		w.ids[strings.Clone(k)] = strings.Clone(v)
	}
}

func column(header []string, names Texts) int {
	for _, name := range names {
		at := slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), name) })
		if at >= 0 {
			return at
		}
	}
	return -1
}

// file writes the crosswalk, by key.
func (w *Crosswalk) file(target string) []byte {
	out := neutralDialect.appendRow(nil, []string{"key", "target", "target_id", "loaded_at"})
	if w != nil {
		for _, key := range slices.Sorted(keys(w.ids)) {
			out = neutralDialect.appendRow(out, []string{key, target, w.ids[key], ""})
		}
	}
	return out
}
