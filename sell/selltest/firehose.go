package selltest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// WithRepeatedEvents makes Firehose deliver each event twice, as the real one
// may at times.
func WithRepeatedEvents() Option { return func(s *Server) { s.firehose.repeat = true } }

// retention is how long Firehose keeps events, and positions work.
const retention = 72 * time.Hour

// streams are the paths that Firehose has and what kinds of records are in each.
// What the API cannot write comes of [Server.Change] only.
var streams = map[string][]string{
	"appointments": {"appointments"}, "calls": {"calls"}, "collaborations": {"collaborations"}, "contacts": {"contacts"},
	"custom_fields": {"lead/custom_fields", "contact/custom_fields", "prospect_and_customer/custom_fields", "deal/custom_fields"},
	"deals":         {"deals"}, "documents": {"documents"}, "leads": {"leads"}, "line_items": {"orders/{parent}/line_items"},
	"notes": {"notes"}, "orders": {"orders"}, "products": {"products"}, "sources": {"sources", "lead_sources", "deal_sources"},
	"stages": {"stages"}, "tags": {"tags"}, "tasks": {"tasks"},
	"unqualified_reasons": {"lead_unqualified_reasons", "deal_unqualified_reasons"}, "users": {"users"}, "visits": {"visits"},
}

type firehoseState struct {
	repeat    bool
	events    map[string][]event // by kind of record
	dropped   map[string]int     // the number of the last event that is not kept, by kind
	sequences map[recordKey]int64
	happened  int             // how many events there were: the source of their ids
	empty     map[string]bool // streams whose last page was an empty one
}

func newFirehoseState() firehoseState {
	return firehoseState{
		events: make(map[string][]event), dropped: make(map[string]int),
		sequences: make(map[recordKey]int64), empty: make(map[string]bool),
	}
}

// event is a write. Either object may be nil.
type event struct {
	kind     string
	number   int
	at       time.Time
	id       int64
	sequence int64
	cause    string
	old, now fake.Object
}

// happen notes a write, before it is stored, for Firehose.
func (c *call) happen(res *resource, id int64, now fake.Object) {
	old, _ := res.table.Get(id)
	c.note(res, id, old, now)
}

// note keeps an event. What the server writes by itself beside the record of the
// call has another cause.
func (c *call) note(res *resource, id int64, old, now fake.Object) {
	f := &c.firehose
	if old == nil && now == nil {
		return
	}
	key := recordKey{res.kind, id}
	f.sequences[key]++
	f.happened++
	e := event{kind: res.kind, number: f.happened, at: c.now, id: id, sequence: f.sequences[key], cause: "interaction", old: old, now: now}
	if res != c.res {
		e.cause = "system"
	}
	log := f.events[res.kind]
	for len(log) > 0 && c.now.Sub(log[0].at) > retention {
		f.dropped[res.kind], log = log[0].number, log[1:]
	}
	f.events[res.kind] = append(log, e)
}

func (c *call) stream() (int, any, error) {
	for name := range c.query {
		if name != "position" && name != "limit" {
			return 0, nil, unknownParam(name)
		}
	}
	limit := 25
	if c.query.Has("limit") {
		var err error
		if limit, err = strconv.Atoi(c.query.Get("limit")); err != nil || limit < 1 || limit > 100 {
			return 0, nil, badParam("limit", c.query.Get("limit"), "be a number in the range 1 to 100")
		}
	}
	if c.query.Get("position") == "" {
		return 0, nil, invalidParam("The parameter position is required.")
	}
	name := strings.Split(c.r.URL.Path, "/")[2]
	after, err := c.position(name)
	if err != nil {
		return 0, nil, err
	}
	if c.empties && !c.firehose.empty[name] {
		limit = 0
	}
	c.firehose.empty[name] = limit == 0
	items := make([]fake.Object, 0, limit)
	top := true
	for _, e := range c.kept(name) {
		if e.number <= after {
			continue
		}
		shown, ok := c.event(c.resources[e.kind], e)
		if ok && len(items) >= limit {
			top = false
			break
		}
		if ok {
			items = append(items, shown)
		}
		after = e.number
	}
	position := base64.URLEncoding.EncodeToString(fmt.Appendf(nil, "firehose|%s|%d|%d", name, after, c.now.Unix()))
	return http.StatusOK, object("items", items, "meta", object("position", position, "top", top && limit > 0,
		"links", object("next", c.absolute("/v3/"+name+"/stream?position="+position)))), nil
}
