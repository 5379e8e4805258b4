package rest

import (
	"net/url"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/sellsupport/zendesk"
)

// Op is an operation of an API. The clients' are generated from the directives
// at their methods; see tools/cmd/opgen.
type Op struct {
	Name    string // "sell.Leads.Update", in errors, metrics and limiters
	Method  string
	Route   string        // "/v2/leads/{id}"
	Query   string        // what is always sent, such as "filter[type]=ticket"
	Class   zendesk.Class // by the method where it is not given
	Keyed   bool          // takes an idempotency key
	Sends   string        // the member that wraps the body; "" where none does
	Returns string        // the member that holds the record, or the records, of the response; "" where none does
	Reach   int           // how many records page numbers reach; 0: no limit is known
	Bare    bool          // the next page may be named by a token instead of a link
}

// Request is a request of an operation.
type Request struct {
	zendesk.Request
	op *Op
}

// Request returns a request whose route is filled with args.
func (o *Op) Request(args ...any) Request {
	r := Request{zendesk.Request{Op: o.Name, Method: o.Method, Route: o.Route, Args: args, Class: o.Class, Keyed: o.Keyed}, o}
	if o.Query != "" {
		r.Query, _ = url.ParseQuery(o.Query) // the generator has parsed it
	}
	return r
}

// With returns the request with a body, wrapped as the operation says.
func (r Request) With(body any) Request {
	r.Body = body
	if r.op.Sends != "" {
		r.Body = wrapped{r.op.Sends, body}
	}
	return r
}

// Verbatim is a body that is sent as it is, such as a form with a file.
type Verbatim struct {
	ContentType string
	Data        []byte
}

// Returns names the member that holds the record, or the records, of the
// response.
func (r Request) Returns() string { return r.op.Returns }

// Bare reports whether the next page may be named by a token instead of a link.
func (r Request) Bare() bool { return r.op.Bare }

// wrapped is a value under a member.
type wrapped struct {
	member string
	value  any
}

// MarshalJSONTo implements [json.MarshalerTo].
func (w wrapped) MarshalJSONTo(enc *jsontext.Encoder) error {
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	if err := enc.WriteToken(jsontext.String(w.member)); err != nil {
		return err
	}
	if err := json.MarshalEncode(enc, w.value); err != nil {
		return err
	}
	return enc.WriteToken(jsontext.EndObject)
}
