package zendesk

import (
	"net/http"
	"net/url"
)

// Class says what repeating a request could do. It is a property of the
// operation, not of its method.
type Class uint8

const (
	// ByMethod is the default: GET reads, PUT and DELETE are idempotent, POST creates.
	ByMethod Class = iota
	// Read changes nothing and can always be repeated, such as POST …/search.
	Read
	// Idempotent has the same effect once or twice.
	Idempotent
	// Upsert can be repeated once the record of a lost first attempt is sure
	// to be found, so only after the lag of the index.
	Upsert
	// Create makes a second record when repeated.
	Create
	// Append adds a second time when repeated, such as a ticket update with a comment.
	Append
	// Once can never be repeated, not even when it was refused.
	Once
)

// Request is a request as data. The methods of the clients build it; give it to
// Call for an endpoint that has no method yet.
type Request struct {
	// Op names the operation in errors, metrics and limiters, for instance
	// "sell.Leads.Get". It must not hold ids.
	Op     string
	Method string
	// Route is the path template, such as "/v2/leads/{id}". Each {} is filled
	// with the next of Args, escaped; Args are integers or strings, and an
	// empty one, 0, "." and ".." are refused.
	Route  string
	Args   []any
	Query  url.Values
	Header http.Header // further headers that the endpoint needs
	Body   any         // sent as JSON; nil sends none
	Class  Class
	// Keyed says that the endpoint takes an [IdempotencyKey].
	Keyed bool
}

// CallOption changes one call. An option that the operation cannot honour is
// an error before anything is sent.
type CallOption func(*CallSettings)

// CallSettings are what the options of one call add up to.
type CallSettings struct {
	IdempotencyKey Opt[string]
	From           Opt[string]
	MaxAttempts    int
	Meta           *Meta
}

// IdempotencyKey lets the API recognise a repeated create, so that it can be
// repeated after a lost answer without making a second record. Support offers
// it for new tickets only; a key has 1 to 255 characters and is kept for two hours.
func IdempotencyKey(key string) CallOption {
	return func(s *CallSettings) { s.IdempotencyKey = Set(key) }
}

// From starts a listing at a cursor that was stored: the Next of a page. It
// works for everything that has pages: listings, searches, exports and streams.
// An empty cursor is the beginning, so a program can pass what it has stored
// without asking whether there is anything yet.
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

// MaxAttempts limits the attempts of this call; 1 means no repeat.
func MaxAttempts(n int) CallOption {
	return func(s *CallSettings) { s.MaxAttempts = n }
}

// Into stores what came with the answer in m, also beside an error. A listing
// that fetches several pages stores the last one's.
func Into(m *Meta) CallOption {
	return func(s *CallSettings) { s.Meta = m }
}

// Meta is what came with an answer.
type Meta struct {
	Status    int
	Header    http.Header
	RequestID string
	Attempts  int
	// Odd lists what was not as documented, as JSON pointers into the answer: a
	// member of another type, a name that stands twice, text with broken UTF-8,
	// a record without an id, an entry of a list that is not a record.
	//
	// The member that such a value is in, or is itself, stands as it was sent in
	// the Extra of the nearest record. Its field holds what could be read of it: a
	// list without the entries that could not be, text with U+FFFD for what is
	// broken, else zero. So a program that decides by a member, or that replaces
	// a list that it has read, asks Extra first:
	//
	//	if _, odd := ticket.Extra["tags"]; odd {
	//		return errors.New("the tags were not read whole")
	//	}
	//
	// A number among texts is read as it is written. Custom fields stay raw as a
	// whole: [Field] returns an error for one that cannot be read.
	Odd []string
}
