package sell

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// FirehoseService reads streams of events about records, which go back 72 hours. There
// is one stream for each kind of record; those without a method here can be read with
// [FirehoseService.Stream].
//
// API page: Firehose (sales-crm/firehose). It needs the Growth plan or a higher
// one and, according to older pages, the token of the account's root user.
// The fields of records in the streams of Collaborations, Documents, Tags and Users
// are not fully known: what differs from the type is in Extra.
type FirehoseService struct{ rc *rest.Client }

// Appointments returns the stream of events about appointments.
//
//zendesk:op GET /v3/appointments/stream
func (s FirehoseService) Appointments() Stream[Appointment] {
	return Stream[Appointment]{rc: s.rc, op: opFirehoseAppointments}
}

// Collaborations returns the stream of events about collaborations.
//
//zendesk:op GET /v3/collaborations/stream
func (s FirehoseService) Collaborations() Stream[Collaboration] {
	return Stream[Collaboration]{rc: s.rc, op: opFirehoseCollaborations}
}

// Contacts returns the stream of events about contacts.
//
//zendesk:op GET /v3/contacts/stream
func (s FirehoseService) Contacts() Stream[FirehoseContact] {
	return Stream[FirehoseContact]{rc: s.rc, op: opFirehoseContacts}
}

// CustomFields returns the stream of events about custom fields.
//
//zendesk:op GET /v3/custom_fields/stream
func (s FirehoseService) CustomFields() Stream[FirehoseCustomField] {
	return Stream[FirehoseCustomField]{rc: s.rc, op: opFirehoseCustomFields}
}

// Deals returns the stream of events about deals.
//
//zendesk:op GET /v3/deals/stream
func (s FirehoseService) Deals() Stream[FirehoseDeal] {
	return Stream[FirehoseDeal]{rc: s.rc, op: opFirehoseDeals}
}

// Documents returns the stream of events about documents.
//
//zendesk:op GET /v3/documents/stream
func (s FirehoseService) Documents() Stream[Document] {
	return Stream[Document]{rc: s.rc, op: opFirehoseDocuments}
}

// Leads returns the stream of events about leads.
//
//zendesk:op GET /v3/leads/stream
func (s FirehoseService) Leads() Stream[FirehoseLead] {
	return Stream[FirehoseLead]{rc: s.rc, op: opFirehoseLeads}
}

// Tags returns the stream of events about tags.
//
//zendesk:op GET /v3/tags/stream
func (s FirehoseService) Tags() Stream[Tag] {
	return Stream[Tag]{rc: s.rc, op: opFirehoseTags}
}

// UnqualifiedReasons returns the stream of events about unqualified reasons.
//
//zendesk:op GET /v3/unqualified_reasons/stream
func (s FirehoseService) UnqualifiedReasons() Stream[FirehoseUnqualifiedReason] {
	return Stream[FirehoseUnqualifiedReason]{rc: s.rc, op: opFirehoseUnqualifiedReasons}
}

// Users returns the stream of events about users.
//
//zendesk:op GET /v3/users/stream
func (s FirehoseService) Users() Stream[User] {
	return Stream[User]{rc: s.rc, op: opFirehoseUsers}
}

// FirehoseResource identifies a stream: it is the part of the path after the version.
type FirehoseResource string

// Streams whose path is documented.
const (
	FirehoseAppointments       FirehoseResource = "appointments"
	FirehoseCollaborations     FirehoseResource = "collaborations"
	FirehoseContacts           FirehoseResource = "contacts"
	FirehoseCustomFields       FirehoseResource = "custom_fields"
	FirehoseDeals              FirehoseResource = "deals"
	FirehoseDocuments          FirehoseResource = "documents"
	FirehoseLeads              FirehoseResource = "leads"
	FirehoseTags               FirehoseResource = "tags"
	FirehoseUnqualifiedReasons FirehoseResource = "unqualified_reasons"
	FirehoseUsers              FirehoseResource = "users"
)

// Streams that descriptions of the API mention without a path. These paths follow the
// pattern of the others.
const (
	FirehoseCalls     FirehoseResource = "calls"
	FirehoseLineItems FirehoseResource = "line_items"
	FirehoseNotes     FirehoseResource = "notes"
	FirehoseOrders    FirehoseResource = "orders"
	FirehoseProducts  FirehoseResource = "products"
	FirehoseSources   FirehoseResource = "sources"
	FirehoseStages    FirehoseResource = "stages"
	FirehoseTasks     FirehoseResource = "tasks"
	FirehoseVisits    FirehoseResource = "visits"
)

// Streams that may exist: they are unconfirmed. One that does not exist returns
// [zendesk.ErrNotFound].
const (
	FirehoseAssociatedContacts FirehoseResource = "associated_contacts"
	FirehoseCallOutcomes       FirehoseResource = "call_outcomes"
	FirehoseEmails             FirehoseResource = "emails"
	FirehoseLossReasons        FirehoseResource = "loss_reasons"
	FirehosePipelines          FirehoseResource = "pipelines"
	FirehoseTextMessages       FirehoseResource = "text_messages"
	FirehoseVisitOutcomes      FirehoseResource = "visit_outcomes"
)

// Stream returns the stream of any resource, with its records as the JSON that
// Sell sent.
//
//zendesk:op GET /v3/{resource}/stream
func (s FirehoseService) Stream(resource FirehoseResource) Stream[json.RawMessage] {
	return Stream[json.RawMessage]{s.rc, opFirehoseStream, []any{string(resource)}}
}

// Stream is a stream of events about one kind of record.
type Stream[Record any] struct {
	rc   *rest.Client
	op   *rest.Op
	args []any
}

// Positions at which a stream can start without a cursor.
const (
	PositionTail = "tail" // before the oldest event that Sell keeps
	PositionTop  = "top"  // after the newest one
)

// StreamQuery says where a stream starts.
type StreamQuery struct {
	// Position is [PositionTail] or [PositionTop]. It is required unless
	// [zendesk.From] passes the Next of a page, which takes precedence.
	Position string `query:"position"`
	// Limit is the maximum number of events in a response, 1 to 100; default 100.
	Limit int `query:"limit,max=100"`
}

// start returns the query at the cursor of the options, and the other options.
func (q StreamQuery) start(op string, opts []zendesk.CallOption) (StreamQuery, []zendesk.CallOption, error) {
	from, opts := rest.Start(opts)
	switch {
	case from != "":
		q.Position = from
	case q.Position == "":
		return q, nil, &zendesk.ArgumentError{Op: op, Argument: "Position", Problem: "is empty: use PositionTail for everything that Sell keeps, or PositionTop for events from now on"}
	case q.Position != PositionTail && q.Position != PositionTop:
		return q, nil, &zendesk.ArgumentError{Op: op, Argument: "Position", Problem: "is neither PositionTail nor PositionTop: pass the Next of a page with zendesk.From"}
	}
	return q, opts, nil
}

// StreamPage is a page of a stream. A page without events is not the end of it.
type StreamPage[Record any] struct {
	Events []*StreamEvent[Record]
	// Next is where the stream continues. Store it after the events of this page
	// are processed, not before, and pass it with [zendesk.From].
	Next string
	// Top means that there were no more events. Continue from Next a little later;
	// Sell's own examples wait five seconds.
	Top bool
}

// List returns one page as Sell sent it, including events that are delivered twice. If
// Sell no longer keeps the position, the error is a [*PositionGoneError].
func (s Stream[Record]) List(ctx context.Context, q StreamQuery, opts ...zendesk.CallOption) (*StreamPage[Record], error) {
	q, opts, err := q.start(s.op.Name, opts)
	if err != nil {
		return nil, err
	}
	return s.list(ctx, q, opts)
}

func (s Stream[Record]) list(ctx context.Context, q StreamQuery, opts []zendesk.CallOption) (page *StreamPage[Record], err error) {
	r := s.op.Request(s.args...)
	if r.Query, err = rest.Values(r.Op, q); err != nil {
		return nil, err
	}
	err = s.rc.Do(ctx, r.Request, opts, func(body []byte) (odd []string, err error) {
		page, odd, err = decodeStreamPage[Record](body)
		return odd, err
	})
	if e, ok := errors.AsType[*zendesk.Error](err); ok && e.Status == http.StatusGone {
		return nil, &PositionGoneError{e}
	}
	if err != nil {
		return nil, err
	}
	page.Next = cmp.Or(page.Next, q.Position)
	return page, nil
}

// standstill is how many pages in a row may have the same position. Sell responds
// within a second with what it has found until then.
const standstill = 100

// Pages iterates over the pages from a position up to the top and ends there.
// It fetches a page when the loop asks for it.
//
//	query := sell.StreamQuery{Position: sell.PositionTail}
//	for page, err := range crm.Firehose.Leads().Pages(ctx, query, zendesk.From(stored)) {
//		if err != nil {
//			return err
//		}
//		… // apply page.Events, then store page.Next
//	}
//
// Events that are delivered twice are left out, as far as one loop can remember: some
// thousand records. After an interrupted loop, the events of the last page are
// returned again; compare their Sequence if that matters.
func (s Stream[Record]) Pages(ctx context.Context, q StreamQuery, opts ...zendesk.CallOption) iter.Seq2[*StreamPage[Record], error] {
	return func(yield func(*StreamPage[Record], error) bool) {
		q, opts, err := q.start(s.op.Name, opts)
		if err != nil {
			yield(nil, err)
			return
		}
		var seen sequences
		for still := 0; still < standstill; still++ {
			page, err := s.list(ctx, q, opts)
			if err != nil {
				yield(nil, err)
				return
			}
			page.Events = fresh(&seen, page.Events)
			if page.Next != q.Position {
				still = -1
			}
			q.Position = page.Next
			if !yield(page, nil) || page.Top {
				return
			}
		}
		yield(nil, fmt.Errorf("%s: %w: %d pages in a row had the same position", s.op.Name, zendesk.ErrNoProgress, standstill))
	}
}

// PositionGoneError means that Sell no longer keeps a position: it keeps events for 72
// hours. The stream cannot return what happened in between: read all records with their
// own service, then the stream from [PositionTail]. The error matches
// [zendesk.ErrNotFound].
type PositionGoneError struct {
	Err *zendesk.Error // the response
}

// Error says what to do.
func (e *PositionGoneError) Error() string {
	return e.Err.Op.Name + ": the position is older than what Sell keeps (72 hours): list all records, then read the stream from tail"
}

// Unwrap returns the response as an error.
func (e *PositionGoneError) Unwrap() error { return e.Err }
