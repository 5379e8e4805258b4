package export

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
	"github.com/sellsupport/zendesk/sell"
)

// pageFunc reads one page of a listing.
type pageFunc func(ctx context.Context, size int, cursor string) (answer, error)

// resource says how a kind of record is copied: by one of whole, page and
// children.
type resource struct {
	name   string
	needed bool // no account is without it

	whole zendesk.Request // one request that answers all

	page   pageFunc // numbered pages, or a chain where that is set
	recent pageFunc // the latest change first; nil where the API cannot
	most   int64    // records a page, at most half of keepRecent unless it is a chain
	chain  bool

	parent   string // what the records are read of
	batch    int    // parents a request
	children func(ctx context.Context, parents []parent) ([]line, error)
	ahead    askAhead
	window   int    // jobs at once; 0 for as many as there may be
	nested   string // the member that names the parent; children of an unchanged one are taken from the older copy
}

// resources lists all that the API lets read, in the order that it is asked for:
// the chain first, as it cannot be read ahead.
func resources(c *sell.Client, files, recordings files) []resource {
	return []resource{
		{name: "accounts"}, // is asked for before all else
		{name: "lead_conversions", chain: true, most: 200, page: pages(c.LeadConversions.Raw(), func(n int) sell.LeadConversionQuery { return sell.LeadConversionQuery{PerPage: n} })},
		{name: "leads", needed: true, most: 100,
			page: pages(c.Leads.Raw(), func(n int) sell.LeadQuery { return sell.LeadQuery{PerPage: n} }),
			recent: pages(c.Leads.Raw(), func(n int) sell.LeadQuery {
				return sell.LeadQuery{PerPage: n, SortBy: sell.Descending(sell.LeadsByUpdatedAt)}
			})},
		{name: "contacts", needed: true, most: 100,
			page: pages(c.Contacts.Raw(), func(n int) sell.ContactQuery { return sell.ContactQuery{PerPage: n} }),
			recent: pages(c.Contacts.Raw(), func(n int) sell.ContactQuery {
				return sell.ContactQuery{PerPage: n, SortBy: sell.Descending(sell.ContactsByUpdatedAt)}
			})},
		{name: "deals", needed: true, most: 100,
			page: pages(c.Deals.Raw(), func(n int) sell.DealQuery { return sell.DealQuery{PerPage: n} }),
			recent: pages(c.Deals.Raw(), func(n int) sell.DealQuery {
				return sell.DealQuery{PerPage: n, SortBy: sell.Descending(sell.DealsByUpdatedAt)}
			})},
		{name: "notes", most: 100,
			page: pages(c.Notes.Raw(), func(n int) sell.NoteQuery { return sell.NoteQuery{PerPage: n} }),
			recent: pages(c.Notes.Raw(), func(n int) sell.NoteQuery {
				return sell.NoteQuery{PerPage: n, SortBy: sell.Descending(sell.NotesByUpdatedAt)}
			})},
		{name: "tasks", most: 100,
			page: pages(c.Tasks.Raw(), func(n int) sell.TaskQuery { return sell.TaskQuery{PerPage: n} }),
			recent: pages(c.Tasks.Raw(), func(n int) sell.TaskQuery {
				return sell.TaskQuery{PerPage: n, SortBy: sell.Descending(sell.TasksByUpdatedAt)}
			})},
		{name: "calls", most: 100, page: pages(c.Calls.Raw(), func(n int) sell.CallQuery { return sell.CallQuery{PerPage: n} })},
		{name: "text_messages", most: 100, page: pages(c.TextMessages.Raw(), func(n int) sell.TextMessageQuery { return sell.TextMessageQuery{PerPage: n} })},
		{name: "visits", most: 100, page: pages(c.Visits.Raw(), func(n int) sell.VisitQuery { return sell.VisitQuery{PerPage: n} })},
		{name: "collaborations", most: 100, page: pages(c.Collaborations.Raw(), func(n int) sell.CollaborationQuery { return sell.CollaborationQuery{PerPage: n} })},
		{name: "sequence_enrollments", most: 100, page: pages(c.SequenceEnrollments.Raw(), func(n int) sell.SequenceEnrollmentQuery { return sell.SequenceEnrollmentQuery{PerPage: n} })},
		{name: "orders", most: 100, page: pages(c.Orders.Raw(), func(n int) sell.OrderQuery { return sell.OrderQuery{PerPage: n} })},
		{name: "products", most: 100, page: pages(c.Products.Raw(), func(n int) sell.ProductQuery { return sell.ProductQuery{PerPage: n} })},
		{name: "users", most: 100, page: pages(c.Users.Raw(), func(n int) sell.UserQuery { return sell.UserQuery{PerPage: n} })},
		{name: "tags", most: 100, page: pages(c.Tags.Raw(), func(n int) sell.TagQuery { return sell.TagQuery{PerPage: n} })},
		{name: "pipelines", most: 100, page: pages(c.Pipelines.Raw(), func(n int) sell.PipelineQuery { return sell.PipelineQuery{PerPage: n} })},
		{name: "stages", most: 100, page: pages(c.Stages.Raw(), func(n int) sell.StageQuery { return sell.StageQuery{PerPage: n} })},
		{name: "sequences", most: 100, page: pages(c.Sequences.Raw(), func(n int) sell.SequenceQuery { return sell.SequenceQuery{PerPage: n} })},
		{name: "lead_sources", most: 100, page: pages(c.LeadSources.Raw(), func(n int) sell.SourceQuery { return sell.SourceQuery{PerPage: n} })},
		{name: "deal_sources", most: 100, page: pages(c.DealSources.Raw(), func(n int) sell.SourceQuery { return sell.SourceQuery{PerPage: n} })},
		{name: "sources", most: 100, page: pages(c.Sources.Raw(), func(n int) sell.SourceQuery { return sell.SourceQuery{PerPage: n} })},
		{name: "loss_reasons", most: 100, page: pages(c.LossReasons.Raw(), func(n int) sell.ReasonQuery { return sell.ReasonQuery{PerPage: n} })},
		{name: "deal_unqualified_reasons", most: 100, page: pages(c.DealUnqualifiedReasons.Raw(), func(n int) sell.ReasonQuery { return sell.ReasonQuery{PerPage: n} })},
		{name: "lead_unqualified_reasons", most: 100, page: pages(c.LeadUnqualifiedReasons.Raw(), func(n int) sell.LeadUnqualifiedReasonQuery { return sell.LeadUnqualifiedReasonQuery{PerPage: n} })},
		{name: "lead_statuses", most: 100, page: pages(c.LeadStatuses.Raw(), func(n int) sell.LeadStatusQuery { return sell.LeadStatusQuery{PerPage: n} })},
		{name: "call_outcomes", most: 100, page: pages(c.CallOutcomes.Raw(), func(n int) sell.CallOutcomeQuery { return sell.CallOutcomeQuery{PerPage: n} })},
		{name: "visit_outcomes", most: 100, page: pages(c.VisitOutcomes.Raw(), func(n int) sell.VisitOutcomeQuery { return sell.VisitOutcomeQuery{PerPage: n} })},
		definitions("lead", "custom_fields"), definitions("contact", "custom_fields"), definitions("deal", "custom_fields"),
		definitions("prospect_and_customer", "custom_fields"), definitions("lead", "industries"), definitions("contact", "industries"),
		{name: "lead_documents", parent: "leads", batch: 100, children: documents(c, sell.ResourceLead)},
		{name: "lead_files", parent: "lead_documents", batch: 1, window: 2, children: files.documents},
		{name: "contact_documents", parent: "contacts", batch: 100, children: documents(c, sell.ResourceContact, sell.ResourceSalesAccount)},
		{name: "contact_files", parent: "contact_documents", batch: 1, window: 2, children: files.documents},
		{name: "deal_documents", parent: "deals", batch: 100, children: documents(c, sell.ResourceDeal)},
		{name: "deal_files", parent: "deal_documents", batch: 1, window: 2, children: files.documents},
		{name: "call_files", parent: "calls", batch: 1, window: 2, children: recordings.recordings},
		{name: "line_items", parent: "orders", batch: 1, nested: "order_id", children: nested("order_id", func(id int64) pageFunc {
			return pages(c.Orders.LineItems(id).Raw(), func(n int) sell.LineItemQuery { return sell.LineItemQuery{PerPage: n} })
		})},
		{name: "associated_contacts", parent: "deals", batch: 1, nested: "deal_id", ahead: contactsOfDeals(c), children: nested("deal_id", func(id int64) pageFunc {
			return pages(c.Deals.AssociatedContacts(id).Raw(), func(n int) sell.AssociatedContactQuery { return sell.AssociatedContactQuery{PerPage: n} })
		})},
	}
}

// definitions is a listing that is answered at once, or in pages where there are
// many.
func definitions(of, what string) resource {
	r := zendesk.Request{Op: "sell.CustomFields.List", Method: http.MethodGet, Route: "/v2/{resource}/" + what, Args: []any{of}}
	if what == "industries" {
		r.Op, r.Query = "sell.Industries.List", url.Values{"per_page": {"100"}}
	}
	return resource{name: of + "_" + what, whole: r}
}

// pages reads a listing raw.
func pages[Query any](l sell.RawListing[Query], query func(size int) Query) pageFunc {
	return func(ctx context.Context, size int, cursor string) (answer, error) {
		var meta zendesk.Meta
		page, err := l.List(ctx, query(size), cursor, zendesk.Into(&meta))
		if err != nil {
			return answer{}, err
		}
		a := answer{next: page.Next, lines: make([]line, len(page.Items)), at: serverTime(meta)}
		for i, raw := range page.Items {
			if a.lines[i], err = newLine(*raw); err != nil {
				return answer{}, err
			}
		}
		return a, nil
	}
}

// serverTime is when an answer was made, by the clock that stamps records.
func serverTime(meta zendesk.Meta) time.Time {
	at, err := http.ParseTime(meta.Header.Get("Date"))
	if err != nil {
		return time.Now().UTC().Truncate(time.Second)
	}
	return at.UTC()
}

// newLine finds the id of a record. Associated contacts have that of the
// contact. What has none, or one that is no positive number, gets a negative one
// that stands for its text, so that it is told apart and not lost.
func newLine(raw []byte) (line, error) {
	var r struct {
		ID        json.RawMessage `json:"id"`
		ContactID json.RawMessage `json:"contact_id"`
	}
	if err := rest.Unmarshal(raw, &r); err != nil {
		return line{}, fmt.Errorf("export: a record cannot be read: %w", err)
	}
	of := r.ID
	if of == nil {
		of = r.ContactID
	}
	id, err := strconv.ParseInt(strings.Trim(string(of), `"`), 10, 64)
	if err != nil || id <= 0 {
		h := fnv.New64a()
		_, _ = h.Write(raw) // does not fail
		id = -int64(h.Sum64()>>1) - 1
	}
	return line{id: id, raw: raw}, nil
}

// everything reads the account, or a listing to its end.
func everything(c *sell.Client, r zendesk.Request) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		var all answer
		seen := make(map[int64]bool)
		for number := 1; ; number++ {
			page := r
			page.Query = maps.Clone(r.Query)
			if number > 1 {
				page.Query = url.Values{"page": {strconv.Itoa(number)}}
				maps.Copy(page.Query, r.Query)
			}
			a, err := onePage(ctx, c, page)
			if err != nil {
				return answer{}, err
			}
			if number == 1 {
				all.at = a.at
			}
			for _, l := range a.lines {
				if !seen[l.id] {
					all.lines = append(all.lines, l)
				}
			}
			if a.next == "" || len(a.lines) == 0 {
				return all, nil
			}
			if len(all.lines) == len(seen) {
				return answer{}, zendesk.ErrNoProgress
			}
			for _, l := range a.lines {
				seen[l.id] = true
			}
		}
	}
}

// onePage reads the account, or a page of a listing.
func onePage(ctx context.Context, c *sell.Client, r zendesk.Request) (answer, error) {
	var body struct {
		Data  json.RawMessage `json:"data"`
		Items []struct {
			Data json.RawMessage `json:"data"`
		} `json:"items"`
		Meta json.RawMessage `json:"meta"`
	}
	var meta zendesk.Meta
	if err := c.Call(ctx, r, &body, zendesk.Into(&meta)); err != nil {
		return answer{}, err
	}
	var more struct {
		Links struct {
			Next string `json:"next_page"`
		} `json:"links"`
	}
	_ = rest.Unmarshal(body.Meta, &more) // what is odd about it names no page
	a := answer{at: serverTime(meta), next: more.Links.Next}
	raws := []json.RawMessage{body.Data}
	if body.Data == nil {
		raws = nil
		for _, item := range body.Items {
			raws = append(raws, item.Data)
		}
	}
	for _, raw := range raws {
		l, err := newLine(raw)
		if err != nil {
			return answer{}, err
		}
		a.lines = append(a.lines, l)
	}
	return a, nil
}
