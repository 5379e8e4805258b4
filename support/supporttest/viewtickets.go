package supporttest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// columnMembers are the members of tickets that columns show, where the names
// differ.
var columnMembers = map[string]string{
	"nice_id": "id", "description": "subject", "created": "created_at", "updated": "updated_at", "due_date": "due_at", "assignee": "assignee_id",
	"group": "group_id", "organization": "organization_id", "requester": "requester_id", "submitter": "submitter_id", "brand": "brand_id",
	"ticket_form": "ticket_form_id",
}

func columnMember(column string) string { return cmp.Or(columnMembers[column], column) }

// inView are the tickets that the caller may see and that meet a view's
// conditions.
func (c *call) inView(view fake.Object) (set, error) {
	conditions, _ := fake.ParseObject(orNull(view.Raw("conditions")))
	all, anyOf := wantedIn(conditions.Raw("all")), wantedIn(conditions.Raw("any"))
	for _, w := range slices.Concat(all, anyOf) {
		if err := w.check(); err != nil {
			return set{}, err
		}
	}
	return c.tickets(func(t fake.Object) bool { return c.meets(t, all, anyOf) }), nil
}

// unsortable are columns that tickets cannot be sorted by.
var unsortable = map[string]bool{"": true, "description": true, "subject": true, "submitter": true, "custom_status_id": true}

// viewPage returns the page of a view's tickets that the request asks for.
func (c *call) viewPage(view fake.Object) ([]row, fake.Object, error) {
	found, err := c.inView(view)
	if err != nil {
		return nil, nil, err
	}
	execution, _ := fake.ParseObject(orNull(view.Raw("execution")))
	by, descending := execution.Text("sort_by"), execution.Text("sort_order") != "asc"
	if asked := c.query.Get("sort_by"); !unsortable[asked] && !c.asksForCursor() {
		by, descending = asked, c.query.Get("sort_order") != "asc"
	}
	order := ""
	if !unsortable[by] {
		order = columnMember(by)
		if descending {
			order = "-" + order
		}
	}
	return c.pageOf(found, paging{order: order})
}

func ticketsOfView(c *call) (any, error) {
	view, err := c.findView(c.id("id"))
	if err != nil {
		return nil, err
	}
	page, members, err := c.viewPage(view)
	if err != nil {
		return nil, err
	}
	return object("tickets", c.views(tickets, page)).Merge(c.included(tickets, page)).Merge(members), nil
}

func executeView(c *call) (any, error) {
	view, err := c.findView(c.id("id"))
	if err != nil {
		return nil, err
	}
	return c.executed(view, object("id", c.id("id"), "url", c.url(views, c.id("id"))))
}

// previewed is the view in the body of a preview.
func (c *call) previewed() (fake.Object, error) {
	in, _, err := c.envelope(views.one)
	if err != nil {
		return nil, err
	}
	if in, err = c.take(views, in); err != nil {
		return nil, err
	}
	conditions, err := c.conditionsOf(in, true)
	if err != nil {
		return nil, err
	}
	output, _ := fake.ParseObject(orNull(in.Raw("output")))
	c.status = http.StatusOK
	return object("conditions", conditions, "execution", executionOf(output)), nil
}

func previewView(c *call) (any, error) {
	view, err := c.previewed()
	if err != nil {
		return nil, err
	}
	return c.executed(view, nil)
}

// executed answers a page of a view's tickets as rows.
func (c *call) executed(view, shown fake.Object) (any, error) {
	page, members, err := c.viewPage(view)
	if err != nil {
		return nil, err
	}
	execution, _ := fake.ParseObject(orNull(view.Raw("execution")))
	columns, _ := items(execution.Raw("columns"))
	rows := make([]fake.Object, len(page))
	for i, r := range page {
		t := r.object
		rows[i] = object("ticket", object("id", r.id, "url", c.url(tickets, r.id), "subject", orNull(t.Raw("subject")),
			"description", orNull(t.Raw("description")), "status", orNull(t.Raw("status")), "type", orNull(t.Raw("type")), "priority", orNull(t.Raw("priority"))))
		for _, raw := range columns {
			column, _ := fake.ParseObject(raw)
			rows[i] = rows[i].With(column.Text("id"), c.cell(t, column.Text("id")))
		}
		if by := execution.Text("group_by"); by != "" {
			rows[i] = rows[i].With("group", c.cell(t, by))
		}
	}
	answer := object("columns", orNull(execution.Raw("columns")), "groups", []any{}, "rows", rows)
	if shown != nil {
		answer = answer.With("view", shown)
	}
	return answer.Merge(c.included(tickets, page)).Merge(members), nil
}

// cell is what a column shows of a ticket.
func (c *call) cell(t fake.Object, column string) any {
	if isNumber(column) {
		return orNull(fieldValues(t)[column])
	}
	return orNull(t.Raw(columnMember(column)))
}

// countKey is whose count of which view is kept.
type countKey struct{ view, user int64 }

// keptCount is a count of a view as it was found at a moment.
type keptCount struct {
	n  int
	at time.Time // zero while it is counted anew
}

// Counts of views with that many tickets are kept.
const (
	manyInView = 1000
	countLife  = time.Hour
)

// viewCount counts the tickets in a view. Nothing is known at the first look; a
// count of many tickets is kept, and shown once more when it has become old.
func (c *call) viewCount(id int64, view fake.Object) (fake.Object, error) {
	found, err := c.inView(view)
	if err != nil {
		return nil, err
	}
	key := countKey{id, c.user.id}
	kept, known := c.counts[key]
	count := object("view_id", id, "url", fmt.Sprintf("https://%s.zendesk.com/api/v2/views/%d/count.json", c.options.subdomain, id))
	switch {
	case !known:
		c.counts[key] = keptCount{}
		return count.Merge(object("value", nil, "pretty", "...", "fresh", false, "active", view.Bool("active"))), nil
	case kept.at.IsZero() || kept.n < manyInView:
		kept = keptCount{found.size(), c.now}
		c.counts[key] = kept
	case c.now.Sub(kept.at) >= countLife:
		c.counts[key] = keptCount{n: kept.n}
		return count.Merge(object("value", kept.n, "pretty", pretty(kept.n), "fresh", false, "active", view.Bool("active"))), nil
	}
	return count.Merge(object("value", kept.n, "pretty", pretty(kept.n), "fresh", true, "active", view.Bool("active"))), nil
}

// pretty is a number as people say it: about 700.
func pretty(n int) string {
	text := strconv.Itoa(n)
	if len(text) < 3 {
		return text
	}
	return "~" + text[:1] + strings.Repeat("0", len(text)-1)
}

func countViewTickets(c *call) (any, error) {
	view, err := c.findView(c.id("id"))
	if err != nil {
		return nil, err
	}
	count, err := c.viewCount(c.id("id"), view)
	if err != nil {
		return nil, err
	}
	return object("view_count", count), nil
}

// maxViewCounts is how many views one request counts.
const maxViewCounts = 20

func countManyViews(c *call) (any, error) {
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	if len(ids) > maxViewCounts {
		return nil, fail(http.StatusBadRequest, "TooManyValues", "Too many ids")
	}
	counts := []fake.Object{}
	for _, id := range ids {
		view, err := c.findView(id)
		if err != nil {
			continue
		}
		count, err := c.viewCount(id, view)
		if err != nil {
			return nil, err
		}
		counts = append(counts, count)
	}
	return object("view_counts", counts), nil
}

func countPreview(c *call) (any, error) {
	view, err := c.previewed()
	if err != nil {
		return nil, err
	}
	found, err := c.inView(view)
	if err != nil {
		return nil, err
	}
	n := found.size()
	return object("view_count", object("view_id", nil, "url", nil, "value", n, "pretty", pretty(n), "fresh", true)), nil
}
