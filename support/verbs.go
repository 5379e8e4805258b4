package support

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// A resource embeds the verbs that its API has, so a verb that the API lacks
// does not compile.

// resource is a kind of record: its name in operation names, its path with what
// fills it, and the members that hold one record and many.
type resource struct {
	rc   *rest.Client
	name string // "Tickets"
	path string // "/api/v2/tickets"
	one  string // "ticket"; "" where a record is not wrapped
	many string // "tickets"
	args []any  // the ids in path, for a kind of record that lies below another
}

func (r resource) request(verb, method, suffix string, args ...any) zendesk.Request {
	return zendesk.Request{
		Op: "support." + r.name + "." + verb, Method: method, Route: r.path + suffix, Args: slices.Concat(r.args, args),
	}
}

// below returns the records of kind many that lie below the record with that
// id, such as the comments of a ticket: their verbs count as this resource's.
func (r resource) below(id int64, suffix, many string) resource {
	return resource{rc: r.rc, name: r.name, path: r.path + "/{id}" + suffix, many: many, args: []any{id}}
}

// beside returns a further listing of the same kind of record, such as the
// active triggers.
func (r resource) beside(suffix string) resource {
	r.path += suffix
	return r
}

// body wraps what is written.
func (r resource) body(p any) map[string]any { return map[string]any{r.one: p} }

// one sends a request that is answered with one record under the member name.
func one[Record any](ctx context.Context, r resource, req zendesk.Request, opts []zendesk.CallOption) (got *Record, err error) {
	err = r.rc.Do(ctx, req, opts, func(body []byte) (odd []string, err error) {
		got, odd, err = unwrap[Record](body, r.one)
		return odd, err
	})
	if err != nil {
		return nil, err
	}
	return got, nil
}

// many sends a request that is answered with all records at once.
func many[Record any](ctx context.Context, r resource, req zendesk.Request, opts []zendesk.CallOption) ([]*Record, error) {
	var page Page[Record]
	err := r.rc.Do(ctx, req, opts, func(body []byte) ([]string, error) { return page.decode(body, r.many) })
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}

type getter[Record any] struct{ resource }

// Get returns the record with that id. One that does not exist is
// [zendesk.ErrNotFound], and one that the token's user may not see that or
// [zendesk.ErrForbidden].
func (g getter[Record]) Get(ctx context.Context, id int64, opts ...zendesk.CallOption) (*Record, error) {
	return one[Record](ctx, g.resource, g.request("Get", http.MethodGet, "/{id}", id), opts)
}

type creator[Record, Params any] struct{ resource }

// Create makes a record and returns it as Support stored it. It is not
// repeated after an answer that was lost, since that could make a second one:
// such an error is [zendesk.ErrUnclear].
func (c creator[Record, Params]) Create(ctx context.Context, p Params, opts ...zendesk.CallOption) (*Record, error) {
	req := c.request("Create", http.MethodPost, "")
	req.Body = c.body(p)
	return one[Record](ctx, c.resource, req, opts)
}

type updater[Record, Params any] struct{ resource }

// Update changes the attributes that are present in p and leaves the others as
// they are.
func (u updater[Record, Params]) Update(ctx context.Context, id int64, p Params, opts ...zendesk.CallOption) (*Record, error) {
	req := u.request("Update", http.MethodPut, "/{id}", id)
	req.Body = u.body(p)
	return one[Record](ctx, u.resource, req, opts)
}

type deleter struct{ resource }

// Delete removes the record. One that a lost first attempt removed counts as
// removed.
func (d deleter) Delete(ctx context.Context, id int64, opts ...zendesk.CallOption) error {
	return d.rc.Do(ctx, d.request("Delete", http.MethodDelete, "/{id}", id), opts, nil)
}

type counter struct{ resource }

// Count returns how many records there are. Above 100,000 the number is up to
// a day old.
func (c counter) Count(ctx context.Context, opts ...zendesk.CallOption) (*Count, error) {
	return c.count(ctx, c.request("Count", http.MethodGet, "/count"), opts)
}

func (r resource) count(ctx context.Context, req zendesk.Request, opts []zendesk.CallOption) (*Count, error) {
	r.one = "count"
	return one[Count](ctx, r, req, opts)
}

// Count is a number of records. Above 100,000 Support keeps it for a day.
type Count struct {
	Value       int64     `json:"value,omitzero"`
	RefreshedAt time.Time `json:"refreshed_at,omitzero"` // zero while it is counted anew, and Value then is at most 100,000

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// reader is what most resources have.
type reader[Record, Query any] struct {
	getter[Record]
	Listing[Record, Query]
}

// writer is what most resources that can be written have.
type writer[Record, Params any] struct {
	creator[Record, Params]
	updater[Record, Params]
	deleter
}

func newReader[Record, Query any](r resource) reader[Record, Query] {
	return reader[Record, Query]{getter[Record]{r}, listing[Record, Query](r, "List")}
}

func newWriter[Record, Params any](r resource) writer[Record, Params] {
	return writer[Record, Params]{creator[Record, Params]{r}, updater[Record, Params]{r}, deleter{r}}
}
