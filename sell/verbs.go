package sell

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

// A resource embeds the verbs that its API has, so a verb that the API lacks
// does not compile.

// resource is a kind of record: its name in operation names and its path.
type resource struct {
	rc   *rest.Client
	name string // "Leads"
	path string // "/v2/leads"
	args []any  // what fills the path itself, such as the deal that the records belong to
	bare bool   // the next page may be named by a token instead of a link
}

func (r resource) request(verb, method, suffix string, args ...any) zendesk.Request {
	return zendesk.Request{Op: "sell." + r.name + "." + verb, Method: method, Route: r.path + suffix, Args: slices.Concat(r.args, args)}
}

// envelope is how Sell wraps one record in both directions.
type envelope[T any] struct {
	Data T `json:"data"`
}

// one sends a request that is answered with one record.
func one[Record any](ctx context.Context, rc *rest.Client, r zendesk.Request, opts []zendesk.CallOption) (*Record, error) {
	var got *Record
	err := rc.Do(ctx, r, opts, func(body []byte) (odd []string, err error) {
		got, odd, err = record.Under[Record](body, "data")
		return odd, err
	})
	if err != nil {
		return nil, err
	}
	return got, nil
}

type getter[Record any] struct{ resource }

// Get returns the record with that id. One that does not exist, or that the
// token's user may not see, is [zendesk.ErrNotFound].
func (g getter[Record]) Get(ctx context.Context, id int64, opts ...zendesk.CallOption) (*Record, error) {
	return one[Record](ctx, g.rc, g.request("Get", http.MethodGet, "/{id}", id), opts)
}

// creator and updater are two verbs because some resources have only one.
type creator[Record, Params any] struct{ resource }

// Create makes a record and returns it as Sell stored it. It is not repeated
// after an answer that was lost, since that could make a second one: such an
// error is [zendesk.ErrUnclear].
func (c creator[Record, Params]) Create(ctx context.Context, p Params, opts ...zendesk.CallOption) (*Record, error) {
	r := c.request("Create", http.MethodPost, "")
	r.Body = envelope[Params]{p}
	return one[Record](ctx, c.rc, r, opts)
}

type updater[Record, Params any] struct{ resource }

// Update changes the attributes that are present in p and leaves the others as
// they are.
func (u updater[Record, Params]) Update(ctx context.Context, id int64, p Params, opts ...zendesk.CallOption) (*Record, error) {
	r := u.request("Update", http.MethodPut, "/{id}", id)
	r.Body = envelope[Params]{p}
	return one[Record](ctx, u.rc, r, opts)
}

type upserter[Record, Match, Params any] struct{ resource }

// Upsert updates the one record that fits all of match with what p holds, or
// creates a record from p where none fits. The values in match are not copied
// into a new record: put them in p as well. When several records fit it
// changes nothing and returns [zendesk.ErrConflict].
//
// The match sees the records as the lists do, some seconds late, so two
// upserts at once can still make two records.
func (u upserter[Record, Match, Params]) Upsert(ctx context.Context, match Match, p Params, opts ...zendesk.CallOption) (*Record, error) {
	r := u.request("Upsert", http.MethodPost, "/upsert")
	var err error
	if r.Query, err = rest.Values(r.Op, match); err != nil {
		return nil, err
	}
	if len(r.Query) == 0 {
		return nil, &zendesk.ArgumentError{Op: r.Op, Argument: "match", Problem: "is empty: give at least one attribute to match by"}
	}
	for name := range r.Query {
		// A variable that was left empty would match all records without a value.
		if r.Query.Get(name) == "" {
			return nil, &zendesk.ArgumentError{Op: r.Op, Argument: "match", Problem: fmt.Sprintf("%s is empty", name)}
		}
	}
	r.Class, r.Body = zendesk.Upsert, envelope[Params]{p}
	return one[Record](ctx, u.rc, r, opts)
}

type deleter struct{ resource }

// Delete removes the record for good. One that a lost first attempt removed
// counts as removed.
func (d deleter) Delete(ctx context.Context, id int64, opts ...zendesk.CallOption) error {
	return d.rc.Do(ctx, d.request("Delete", http.MethodDelete, "/{id}", id), opts, nil)
}

// reader is what most resources have.
type reader[Record, Query any] struct {
	getter[Record]
	lister[Record, Query]
}

// writer is what most resources that can be written have.
type writer[Record, Params any] struct {
	creator[Record, Params]
	updater[Record, Params]
	deleter
}

func newReader[Record, Query any](r resource) reader[Record, Query] {
	return reader[Record, Query]{getter[Record]{r}, lister[Record, Query]{r}}
}

func newWriter[Record, Params any](r resource) writer[Record, Params] {
	return writer[Record, Params]{creator[Record, Params]{r}, updater[Record, Params]{r}, deleter{r}}
}
