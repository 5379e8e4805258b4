package zendesk

import (
	"net/http"
	"net/url"
)

// Class says what retrying a request could do. It depends on the operation, not only
// on its HTTP method.
type Class uint8

const (
	// ByMethod is the default: GET reads, PUT and DELETE are idempotent, POST creates.
	ByMethod Class = iota
	// Read changes nothing and can always be retried. An example is POST …/search.
	Read
	// Idempotent has the same effect whether it is carried out once or twice.
	Idempotent
	// Upsert can be retried once the record of a lost first attempt is sure to be
	// found: only after the index lag.
	Upsert
	// Create creates a second record if retried.
	Create
	// Append adds something twice if retried, such as a ticket update with a comment.
	Append
	// Once is never retried, not even if it was rejected.
	Once
)

// Request describes a request. The methods of the clients build it; pass one to Call
// for an endpoint that has no method yet.
type Request struct {
	// Op names the operation in errors, metrics and limiters, for example
	// "sell.Leads.Get". It must not contain ids.
	Op     string
	Method string
	// Route is the path template, such as "/v2/leads/{id}". Each {} is replaced by
	// the next of Args, escaped. Args are integers or strings; an empty string, 0,
	// "." and ".." are rejected.
	Route  string
	Args   []any
	Query  url.Values
	Header http.Header // further headers that the endpoint needs
	Body   any         // sent as JSON; nil sends no body
	Class  Class
	// Keyed means that the endpoint accepts an [IdempotencyKey].
	Keyed bool
}

// CallOption changes one call. An option that the operation does not support is an
// error before anything is sent.
type CallOption func(*CallSettings)

// CallSettings is the combined result of the options of one call.
type CallSettings struct {
	IdempotencyKey Opt[string]
	From           Opt[string]
	MaxAttempts    int
	Meta           *Meta
}

// IdempotencyKey lets the API recognise a retried create, so that it can be retried
// after a lost response without creating a duplicate. Only Support offers it, for new
// tickets; a key has 1 to 255 characters and is kept for two hours.
func IdempotencyKey(key string) CallOption {
	return func(s *CallSettings) { s.IdempotencyKey = Set(key) }
}

// From starts a listing at a stored cursor: the Next of a page. It works for
// everything that has pages: listings, searches, exports and streams. An empty cursor
// is the beginning, so a program can pass what it has stored without checking
// whether it has stored anything yet.
//
// The Next of the last page of a listing is empty, so store as well that it was
// finished. To fetch only what changed since, use an incremental export, Sync or
// Firehose: their Next goes on for ever.
//
//	for page, err := range desk.Tickets.Pages(ctx, query, zendesk.From(stored)) {
//		if err != nil {
//			return err
//		}
//		… // work on page.Items, then store page.Next
//	}
func From(cursor string) CallOption {
	return func(s *CallSettings) { s.From = Set(cursor) }
}

// MaxAttempts limits the attempts of this call; 1 means no retry.
func MaxAttempts(n int) CallOption {
	return func(s *CallSettings) { s.MaxAttempts = n }
}

// Into stores the metadata of the response in m, even if the call returns an error. A
// listing that fetches several pages stores that of the last one.
func Into(m *Meta) CallOption {
	return func(s *CallSettings) { s.Meta = m }
}

// Meta is the metadata of a response.
type Meta struct {
	Status    int
	Header    http.Header
	RequestID string
	Attempts  int
	// Odd lists what was not as documented, as JSON pointers into the response: a
	// member of another type, a duplicate name, text with invalid UTF-8, a record
	// without an id, an entry of a list that is not a record.
	//
	// The member with such a value is kept, as it was sent, in the Extra of the
	// nearest record. Its field holds what could be read: a list without the
	// unreadable entries, text with U+FFFD in place of invalid bytes, otherwise the
	// zero value. So a program that decides by a member, or that replaces a list
	// that it has read, must check Extra first:
	//
	//	if _, odd := ticket.Extra["tags"]; odd {
	//		return errors.New("some tags could not be read")
	//	}
	//
	// A number in a list of texts is read as it is written. Custom fields stay raw:
	// [Field] returns an error for one that cannot be read.
	Odd []string
}
