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

// FirehoseService reads what happens to records, as streams of events that go
// back 72 hours. There is one stream for each kind of record; those that have
// no field here are reached by [FirehoseService.Stream].
//
// API page: Firehose (sales-crm/firehose). It needs the Growth plan or a higher
// one; according to older pages, also the token of the account's root user.
// Which fields records have in the streams of Collaborations, Documents, Tags
// and Users is not known in full: what differs from the type is in Extra.
type FirehoseService struct {
	rc *rest.Client

	Appointments       Stream[Appointment]
	Collaborations     Stream[Collaboration]
	Contacts           Stream[FirehoseContact]
	CustomFields       Stream[FirehoseCustomField]
	Deals              Stream[FirehoseDeal]
	Documents          Stream[Document]
	Leads              Stream[FirehoseLead]
	Tags               Stream[Tag]
	UnqualifiedReasons Stream[FirehoseUnqualifiedReason]
	Users              Stream[User]
}

func firehoseService(rc *rest.Client) FirehoseService {
	return FirehoseService{
		rc: rc,

		Appointments:       streamOf[Appointment](rc, "Appointments", FirehoseAppointments),
		Collaborations:     streamOf[Collaboration](rc, "Collaborations", FirehoseCollaborations),
		Contacts:           streamOf[FirehoseContact](rc, "Contacts", FirehoseContacts),
		CustomFields:       streamOf[FirehoseCustomField](rc, "CustomFields", FirehoseCustomFields),
		Deals:              streamOf[FirehoseDeal](rc, "Deals", FirehoseDeals),
		Documents:          streamOf[Document](rc, "Documents", FirehoseDocuments),
		Leads:              streamOf[FirehoseLead](rc, "Leads", FirehoseLeads),
		Tags:               streamOf[Tag](rc, "Tags", FirehoseTags),
		UnqualifiedReasons: streamOf[FirehoseUnqualifiedReason](rc, "UnqualifiedReasons", FirehoseUnqualifiedReasons),
		Users:              streamOf[User](rc, "Users", FirehoseUsers),
	}
}

// FirehoseResource names a stream: it is the part of its path after the version.
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

// Streams that descriptions of the API name, without a path: these are what
// their paths should be.
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

// Streams that may exist: nothing confirms them. One that does not is
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
func (s FirehoseService) Stream(resource FirehoseResource) Stream[json.RawMessage] {
	return Stream[json.RawMessage]{rc: s.rc, op: "sell.Firehose.Stream.List", route: "/v3/{resource}/stream", args: []any{string(resource)}}
}

// Stream is what happens to one kind of record.
type Stream[Record any] struct {
	rc    *rest.Client
	op    string
	route string
	args  []any
}

func streamOf[Record any](rc *rest.Client, name string, resource FirehoseResource) Stream[Record] {
	return Stream[Record]{rc: rc, op: "sell.Firehose." + name + ".List", route: "/v3/" + string(resource) + "/stream"}
}

// Positions that need not have been stored. All others are opaque.
const (
	PositionTail = "tail" // before the oldest event that Sell keeps
	PositionTop  = "top"  // after the newest one
)

// StreamQuery says where to read a stream.
type StreamQuery struct {
	// Position is [PositionTail], [PositionTop], or that of a page.
	Position string `query:"position"`
	// Limit is the most events to answer at once, 1 to 100; default 100.
	Limit int `query:"limit,max=100"`
}

// StreamPage is a part of a stream. A page without events is not the end of it.
type StreamPage[Record any] struct {
	Events []*StreamEvent[Record]
	// Position is where the stream goes on: store it once the events of this
	// page are processed, not before.
	Position string
	// Top says that there was nothing more when the page was made. Go on from
	// Position a little later; Sell's own examples wait five seconds.
	Top bool
}

// List returns one page as Sell sent it, events that were delivered twice and
// all. A position that Sell does not keep any more is a [*PositionGoneError].
func (s Stream[Record]) List(ctx context.Context, q StreamQuery, opts ...zendesk.CallOption) (*StreamPage[Record], error) {
	r := zendesk.Request{Op: s.op, Method: http.MethodGet, Route: s.route, Args: s.args}
	if q.Position == "" {
		return nil, &zendesk.ArgumentError{Op: r.Op, Argument: "Position", Problem: "is empty: use PositionTail for all that Sell keeps, or PositionTop for what comes from now on"}
	}
	var err error
	if r.Query, err = rest.Values(r.Op, q); err != nil {
		return nil, err
	}
	var page *StreamPage[Record]
	err = s.rc.Do(ctx, r, opts, func(body []byte) (odd []string, err error) {
		page, odd, err = decodeStreamPage[Record](body)
		return odd, err
	})
	if e, ok := errors.AsType[*zendesk.Error](err); ok && e.Status == http.StatusGone {
		return nil, &PositionGoneError{e}
	}
	if err != nil {
		return nil, err
	}
	page.Position = cmp.Or(page.Position, q.Position)
	return page, nil
}

// standstill is how many pages in a row may bring a stream no further. Sell
// answers within a second, with what it has found until then.
const standstill = 100

// Pages iterates over the pages from a position up to the top, and ends there.
// It fetches a page when it is asked for it and none after the loop ends.
//
//	for page, err := range crm.Firehose.Leads.Pages(ctx, sell.StreamQuery{Position: position}) {
//		if err != nil {
//			return err
//		}
//		… // apply page.Events, then store page.Position
//	}
//
// Events that are delivered twice are left out, as far as the memory of one loop
// goes: some thousand records. After a loop that broke off, the events of the
// last page come again; compare their Sequence where that matters.
func (s Stream[Record]) Pages(ctx context.Context, q StreamQuery, opts ...zendesk.CallOption) iter.Seq2[*StreamPage[Record], error] {
	return func(yield func(*StreamPage[Record], error) bool) {
		var seen sequences
		for q, still := q, 0; still < standstill; still++ {
			page, err := s.List(ctx, q, opts...)
			if err != nil {
				yield(nil, err)
				return
			}
			page.Events = fresh(&seen, page.Events)
			if page.Position != q.Position {
				still = -1
			}
			q.Position = page.Position
			if !yield(page, nil) || page.Top {
				return
			}
		}
		yield(nil, fmt.Errorf("%s: %w: %d pages in a row had the same position", s.op, zendesk.ErrNoProgress, standstill))
	}
}

// PositionGoneError says that Sell does not keep a position any more: it keeps
// events for 72 hours. What happened in between cannot be read from the stream:
// read all records by their own service, then the stream from [PositionTail].
// The error matches [zendesk.ErrNotFound].
type PositionGoneError struct {
	Err *zendesk.Error // the answer
}

// Error says what to do.
func (e *PositionGoneError) Error() string {
	return e.Err.Op.Name + ": the position is older than what Sell keeps (72 hours): list all records, then read the stream from tail"
}

// Unwrap returns the answer.
func (e *PositionGoneError) Unwrap() error { return e.Err }
