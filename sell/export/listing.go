package export

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// maxInFlight is how many requests run at once.
const maxInFlight = 8

// keepRecent is how many ids a listing remembers, to know what comes again.
const keepRecent = 256

// job is one step of a stream: a page, or what belongs to one parent.
type job struct {
	s     stream
	fetch func(context.Context) (answer, error)
	size  int64 // of the page that was asked for
	start int64 // how many records of the listing lie before it, or the position behind it
	// parents are the records that a branch is read of.
	parents []parent
	got     answer
	err     error
	done    bool
}

// answer is what a job brought.
type answer struct {
	lines []line
	next  string
	at    time.Time // of the server

	alone   bool     // the parents cannot be asked for together
	refused []parent // of those that were
	status  int      // of the refusals
}

// line is a record as it is written.
type line struct {
	id      int64
	raw     []byte
	missing bool // what the record speaks of could not be had
}

// stream copies one resource. All methods are called by one goroutine; only the
// fetch of a job runs beside it.
type stream interface {
	// next returns the job to start now; nil when there is none at the moment.
	next() (*job, error)
	// apply takes an answer, in the order of the jobs.
	apply(*job) error
	base() *output
	close() error
}

// numbered reads the numbered pages of a listing ahead. Each page begins with
// records that the one before has ended with; see [plan].
type numbered struct {
	*output
	page       pageFunc
	most       int64 // records a page
	planned    int64 // records that the pages which were asked for reach to
	pages      int   // that were applied
	emptyAfter int64 // the count when an empty page came
}

func newNumbered(o *output, r resource) *numbered {
	return &numbered{output: o, page: r.page, most: r.most, planned: o.Position, emptyAfter: -1}
}

// plan returns the page that begins with the last record of the first have ones
// or before it, and reaches as far beyond as one can.
func plan(have, most int64) (size, number int64) {
	if have == 0 {
		return most, 1
	}
	var end int64
	for s := most; s > most/2; s-- {
		if n := (have-1)/s + 1; s*n > end {
			size, number, end = s, n, s*n
		}
	}
	return size, number
}

func (l *numbered) next() (*job, error) {
	// Pages beyond the end are a waste: short listings are not read far ahead.
	if l.Done || len(l.queue) >= min(maxInFlight, 1+2*l.pages) {
		return nil, nil
	}
	size, number := plan(l.planned, l.most)
	l.planned = size * number
	cursor := ""
	if number > 1 {
		cursor = strconv.FormatInt(number, 10)
	}
	return &job{size: size, start: size * (number - 1), fetch: func(ctx context.Context) (answer, error) {
		return l.page(ctx, int(size), cursor)
	}}, nil
}

func (l *numbered) apply(j *job) error {
	if l.Done {
		return nil // beyond the end
	}
	if j.err != nil {
		return l.unavailable(j.err)
	}
	lines := j.got.lines
	if l.Count > 0 && !slices.ContainsFunc(lines, l.known) {
		switch {
		case j.start == 0: // all that was read last is gone
			if err := l.restart(); err != nil {
				return err
			}
		case len(lines) == 0 && l.emptyAfter == l.Count:
			l.Done = true // the listing does not say where it ends
			return nil
		default:
			if len(lines) == 0 {
				l.emptyAfter = l.Count
			}
			l.again(max(0, j.start+1-l.most))
			return nil
		}
	}
	before := l.Count
	if err := l.add(lines); err != nil {
		return err
	}
	l.began(j.got.at)
	l.pages++
	l.Position = j.start + j.size
	l.Done = j.got.next == ""
	return l.moved(l.Count > before)
}

// again forgets what was asked for ahead and goes on from an earlier place.
func (l *numbered) again(position int64) {
	l.queue, l.planned, l.Position = nil, position, position
}

// chained reads a listing that names the page that follows, one by one.
type chained struct {
	*output
	page pageFunc
	most int64
}

func (l *chained) next() (*job, error) {
	if l.Done || len(l.queue) > 0 {
		return nil, nil
	}
	return &job{fetch: func(ctx context.Context) (answer, error) { return l.page(ctx, int(l.most), l.Cursor) }}, nil
}

func (l *chained) apply(j *job) error {
	if j.err != nil {
		return l.unavailable(j.err)
	}
	before := l.Count
	if err := l.add(j.got.lines); err != nil {
		return err
	}
	l.began(j.got.at)
	l.Cursor, l.Done = j.got.next, j.got.next == ""
	return l.moved(l.Count > before)
}

// single is answered at once.
type single struct {
	*output
	fetch func(context.Context) (answer, error)
}

func (l *single) next() (*job, error) {
	if l.Done || len(l.queue) > 0 {
		return nil, nil
	}
	return &job{fetch: l.fetch}, nil
}

func (l *single) apply(j *job) error {
	if j.err != nil {
		return l.unavailable(j.err)
	}
	l.began(j.got.at)
	l.Done = true
	return l.add(j.got.lines)
}
