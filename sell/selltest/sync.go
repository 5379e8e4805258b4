package selltest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// WithSyncPages sets how many events a page of Sync holds; the default is 100.
// What the real size is, nobody says.
func WithSyncPages(size int) Option { return func(s *Server) { s.sync.pageSize = size } }

// WithEmptyPages makes every other page of Sync and of Firehose an empty one, as
// those of the real API are when it runs out of time. They are not the end.
func WithEmptyPages() Option { return func(s *Server) { s.empties = true } }

const (
	maxSyncSessions = 100
	// syncIdle is how long a session lasts without a request: an invention, so
	// that sessions which nobody drains do not use up the limit for ever.
	syncIdle = time.Hour
)

// syncKinds are the kinds of records that Sync hands out.
var syncKinds = strings.Fields("accounts users leads contacts deals deals/{parent}/associated_contacts pipelines stages loss_reasons sources notes tasks tags")

type syncState struct {
	pageSize int
	devices  map[string]*syncDevice
	sessions map[string]*syncSession
	started  int // how many sessions there were: the source of their ids
}

func newSyncState() syncState {
	return syncState{pageSize: 100, devices: make(map[string]*syncDevice), sessions: make(map[string]*syncSession)}
}

// syncDevice is what the server knows of a device.
type syncDevice struct {
	records map[recordKey]*syncRecord
	issued  map[string]syncIssue // by ack key
}

// syncRecord is how far a device is with one record.
type syncRecord struct {
	acked    fake.Object // what the device has; nil: nothing
	revision int         // of the last state that was handed out
}

// syncIssue is a state of a record that was handed out; a nil object is deleted.
type syncIssue struct {
	key    recordKey
	object fake.Object
}

type syncSession struct {
	device string
	used   time.Time
	queue  []syncIssue
	empty  bool // the next page is an empty one
}

// EndSyncSessions ends all sessions of Sync, as the real API may do at any time:
// they are answered 404 from then on.
func (s *Server) EndSyncSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.sync.sessions)
}

// device names the device of a request.
func (c *call) device() (string, *syncDevice, error) {
	name := c.r.Header.Get("X-Basecrm-Device-UUID")
	if name == "" {
		return "", nil, refuse(http.StatusBadRequest, "invalid_header", "The header X-Basecrm-Device-UUID is required.")
	}
	if err := c.noQuery(); err != nil {
		return "", nil, err
	}
	d, ok := c.sync.devices[name]
	if !ok {
		d = &syncDevice{records: make(map[recordKey]*syncRecord), issued: make(map[string]syncIssue)}
		c.sync.devices[name] = d
	}
	return name, d, nil
}

func (c *call) startSync() (int, any, error) {
	name, d, err := c.device()
	if err != nil {
		return 0, nil, err
	}
	for id, session := range c.sync.sessions {
		if c.now.Sub(session.used) >= syncIdle {
			delete(c.sync.sessions, id)
		}
	}
	queue := c.pending(d)
	if len(queue) == 0 {
		return http.StatusNoContent, nil, nil
	}
	if len(c.sync.sessions) >= maxSyncSessions {
		return 0, nil, refuse(http.StatusConflict, "conflict", "There are %d active sync sessions.", maxSyncSessions)
	}
	c.sync.started++
	id := fmt.Sprintf("29f2aeeb-8d68-4ea7-0000-%012x", c.sync.started)
	c.sync.sessions[id] = &syncSession{device: name, used: c.now, queue: queue, empty: c.empties}
	main := object("data", object("name", "main", "pages", (len(queue)+c.sync.pageSize-1)/c.sync.pageSize, "total_count", len(queue)),
		"meta", object("type", "sync_queue", "links", object("self", c.absolute("/v2/sync/"+id+"/queues/main"))))
	return http.StatusCreated, object("data", object("id", id, "queues", []fake.Object{main}), "meta", object("type", "sync_session")), nil
}

// pending returns what a device does not have yet. Records never change in
// place, so one that was written again is another object.
func (c *call) pending(d *syncDevice) []syncIssue {
	var queue []syncIssue
	there := make(map[recordKey]bool)
	for _, kind := range syncKinds {
		res := c.resources[kind]
		for id, o := range res.table.All() {
			key := recordKey{kind, id}
			if !c.sees(res, o) {
				continue
			}
			there[key] = true
			if had := d.records[key]; had == nil || !same(had.acked, o) {
				queue = append(queue, syncIssue{key, o})
			}
		}
	}
	var gone []syncIssue
	for key := range d.records {
		if !there[key] {
			gone = append(gone, syncIssue{key: key})
		}
	}
	slices.SortFunc(gone, func(a, b syncIssue) int {
		return cmp.Or(strings.Compare(a.key.kind, b.key.kind), cmp.Compare(a.key.id, b.key.id))
	})
	return append(queue, gone...)
}

// same reports whether two objects are one.
func same(a, b fake.Object) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

func (c *call) fetchSync() (int, any, error) {
	name, d, err := c.device()
	if err != nil {
		return 0, nil, err
	}
	id := c.r.PathValue("session")
	session, ok := c.sync.sessions[id]
	if !ok || session.device != name || c.now.Sub(session.used) >= syncIdle {
		return 0, nil, notFound()
	}
	session.used = c.now
	if len(session.queue) == 0 {
		delete(c.sync.sessions, id)
		return http.StatusNoContent, nil, nil
	}
	n := min(c.sync.pageSize, len(session.queue))
	if session.empty {
		n = 0
	}
	session.empty = c.empties && !session.empty
	items := make([]fake.Object, n)
	for i, issue := range session.queue[:n] {
		items[i] = c.issue(d, issue)
	}
	session.queue = session.queue[n:]
	return http.StatusOK, object("items", items, "meta", object("type", "collection", "count", n, "count_left", len(session.queue))), nil
}

// issue hands out one state of a record.
func (c *call) issue(d *syncDevice, issue syncIssue) fake.Object {
	record := d.records[issue.key]
	if record == nil {
		record = new(syncRecord)
		d.records[issue.key] = record
	}
	record.revision++
	res := c.resources[issue.key.kind]
	key := fmt.Sprintf("%s-%d-%d", capital(res.typ), issue.key.id, record.revision)
	d.issued[key] = issue
	event := "updated"
	var o fake.Object
	switch {
	case issue.object == nil:
		event, o = "deleted", object("data", object("id", issue.key.id), "meta", object("type", res.typ))
	case record.acked == nil:
		event, o = "created", c.envelope(res, issue.object)
	default:
		o = c.envelope(res, issue.object)
	}
	meta, _ := fake.ParseObject(o.Raw("meta"))
	return o.With("meta", meta.With("sync", object("event_type", event, "ack_key", key, "revision", record.revision)))
}

func (c *call) ackSync() (int, any, error) {
	_, d, err := c.device()
	if err != nil {
		return 0, nil, err
	}
	data, err := c.data()
	if err != nil {
		return 0, nil, err
	}
	var keys []string
	bad := func(name, code, details string) (int, any, error) {
		return 0, nil, &refusal{http.StatusUnprocessableEntity, []problem{c.res.bad(name, code, "%s", details)}}
	}
	switch err := json.Unmarshal(data.Raw("ack_keys"), &keys); {
	case len(data.Without("ack_keys")) > 0:
		return bad(data.Without("ack_keys")[0].Name, "unknown", "The attribute is not known.")
	case !data.Has("ack_keys"):
		return bad("ack_keys", "missing", "The attribute is required.")
	case err != nil:
		return bad("ack_keys", "invalid_type", "The attribute is an array of strings.")
	case len(keys) == 0:
		return bad("ack_keys", "blank", "There is nothing to acknowledge.")
	}
	for _, key := range keys {
		if _, ok := d.issued[key]; !ok {
			return bad("ack_keys", "incorrect_value", "A key was never handed out to this device.")
		}
	}
	for _, key := range keys {
		issue := d.issued[key]
		record := d.records[issue.key]
		switch {
		case record == nil: // its deletion was acknowledged
		case issue.object == nil && !c.there(issue.key):
			delete(d.records, issue.key)
		default:
			record.acked = issue.object
		}
	}
	return http.StatusAccepted, nil, nil
}

// there reports whether the user of the call sees a record now.
func (c *call) there(key recordKey) bool {
	_, ok := c.find(c.resources[key.kind], key.id)
	return ok
}

// capital writes a type as it stands in ack keys: "AssociatedContact".
func capital(typ string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(typ, "_") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}
