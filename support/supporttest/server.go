package supporttest

import (
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// DefaultToken is the access token of the administrator that each Server is
// born with, unless [WithToken] gives another one.
const DefaultToken = "support-test-token"

// Server is an in-memory Support account. It is an [http.Handler], safe for
// concurrent use, and needs no closing.
type Server struct {
	core    *fake.Server
	options options

	mu      sync.Mutex // guards all below
	tables  map[string]*table
	tokens  map[string]*token
	clients map[string]OAuthClient
	codes   map[string]*authCode
	keys    map[string]idempotent
	jobs    map[int64]*work
	derived map[derivedKey][]int64
	gone    map[int64]fake.Object // tickets that can be restored
	purged  map[int64]fake.Object // users who were deleted for good
	secrets map[int64]string      // of webhooks
	uploads [][]byte              // the archives of apps
	placed  map[string][]int64    // installations by place
	appKeys map[int64]*rsa.PrivateKey
	counts  map[countKey]keptCount
	touched map[int64]int64   // generated_timestamp of tickets that were written
	serial  int64             // of request ids, tokens and codes
	minute  time.Time         // the window that used counts
	used    int               // requests in that window
	spent   map[limitKey]used // of the limits of endpoints
}

// New returns an account with an administrator, who is the user of the default
// token and of [Server.Client], one group that they belong to, and the system
// ticket fields.
func New(opts ...Option) *Server {
	s := &Server{
		options: defaults(),
		tables:  make(map[string]*table, len(kinds)),
		tokens:  make(map[string]*token),
		clients: make(map[string]OAuthClient),
		codes:   make(map[string]*authCode),
		keys:    make(map[string]idempotent),
		jobs:    make(map[int64]*work),
		derived: make(map[derivedKey][]int64),
		gone:    make(map[int64]fake.Object),
		spent:   make(map[limitKey]used),
		secrets: make(map[int64]string),
		placed:  make(map[string][]int64),
		appKeys: make(map[int64]*rsa.PrivateKey),
		counts:  make(map[countKey]keptCount),
		purged:  make(map[int64]fake.Object),
		touched: make(map[int64]int64),
	}
	for _, opt := range opts {
		opt(&s.options)
	}
	for _, k := range kinds {
		s.tables[k.plural] = newTable(k)
	}
	s.tables["comments"].above, s.tables["identities"].above = s.tables["tickets"], s.tables["users"]
	for _, kind := range []string{"comments", "ticket_audits", "identities", "group_memberships", "organization_memberships"} {
		s.tables[kind].Reserve(firstID) // what is made beside a seeded record is not in the way of small ids
	}
	s.core = fake.NewServer(http.HandlerFunc(s.serve))
	s.core.Stamp(s.stamp)
	s.born()
	return s
}

// firstID is the id of the administrator, the group and the first ticket field
// that a Server is born with. It is high, so that a test can seed small ids.
const firstID = 900001

func (s *Server) born() {
	s.Seed("groups", fmt.Sprintf(`{"id":%d,"name":"Support","description":"","default":true,"deleted":false,"is_public":true}`, firstID))
	s.Seed("users", fmt.Sprintf(`{"id":%d,"name":"Admin","email":"admin@example.com","role":"admin","role_type":4,"active":true,"verified":true,
		"suspended":false,"phone":null,"external_id":null,"organization_id":null,"default_group_id":%[1]d,"restricted_agent":false,
		"ticket_restriction":null,"only_private_comments":false,"moderator":true,"locale":"en-US","time_zone":"UTC","tags":[],"user_fields":{}}`, firstID))
	for i, f := range systemFields {
		s.Seed("ticket_fields", fmt.Sprintf(`{"id":%d,"type":%q,"title":%q,"raw_title":%[3]q,"position":%d,"active":true,"required":false,"removable":false,
			"visible_in_portal":%t}`, firstID+i, f.kind, f.title, i+1, f.portal))
	}
	s.tokens[s.options.token] = &token{user: firstID, id: 1, client: "test"}
}

// Admin returns the id of the user of the server's token: the administrator that
// the account was born with, or that of a document that was seeded.
func (s *Server) Admin() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokens[s.options.token]; t != nil {
		return t.user
	}
	return firstID
}

// systemFields are the ticket fields that every account has.
var systemFields = []systemField{
	{"subject", "Subject", true}, {"description", "Description", true}, {"status", "Status", false}, {"tickettype", "Type", false},
	{"priority", "Priority", false}, {"group", "Group", false}, {"assignee", "Assignee", false},
}

// systemField says whether the portal shows it, too.
type systemField struct {
	kind, title string
	portal      bool
}

// ServeHTTP answers a request, faults included.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.core.ServeHTTP(w, r) }

// stamp sets what every answer carries, that of a fault too.
func (s *Server) stamp(header http.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	id := fmt.Sprintf("%032x", s.serial)
	header.Set("Date", s.options.clock().UTC().Format(http.TimeFormat))
	header["X-Request-Id"] = []string{id, id} // the edge and the application each set it
	header.Set("X-Zendesk-Request-Id", id)
	header.Set("X-Zendesk-Api-Version", "v2")
}

// serve decides under the lock and writes after it.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	c := s.answer(r)
	maps.Copy(w.Header(), c.header)
	switch body := c.answer.(type) {
	case nil:
		w.WriteHeader(c.status)
	case string:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(c.status)
		_, _ = w.Write([]byte(body))
	default:
		raw := fake.JSON(body)
		if r.Method == http.MethodGet && c.status == http.StatusOK {
			w.Header().Set("ETag", fmt.Sprintf(`W/"%.16x"`, sha256.Sum256(raw)))
		}
		fake.WriteJSON(w, c.status, raw)
	}
}

func (s *Server) answer(r *http.Request) *call {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{Server: s, r: r, query: r.URL.Query(), header: make(http.Header), now: s.options.clock().UTC()}
	s.finishDueJobs(c.now)
	if !c.spend() {
		return c
	}
	var err error
	if c.answer, err = c.handle(); err != nil {
		c.refuse(err)
	}
	return c
}

// spend counts the request in the account's minute and reports whether it may
// go on.
func (c *call) spend() bool {
	s := c.Server
	if window := c.now.Truncate(time.Minute); !window.Equal(s.minute) {
		s.minute, s.used = window, 0
	}
	left := s.options.rateLimit - s.used
	c.header["X-Rate-Limit"] = []string{strconv.Itoa(s.options.rateLimit)}
	c.header["X-Rate-Limit-Remaining"] = []string{strconv.Itoa(max(0, left-1))}
	resets := secondsUntil(c.now, s.minute.Add(time.Minute))
	c.header.Set("Ratelimit-Limit", strconv.Itoa(s.options.rateLimit))
	c.header.Set("Ratelimit-Remaining", strconv.Itoa(max(0, left-1)))
	c.header.Set("Ratelimit-Reset", strconv.Itoa(resets))
	if left <= 0 {
		c.header["Retry-After"] = []string{strconv.Itoa(resets)}
		c.status, c.answer = http.StatusTooManyRequests, "Number of allowed API requests per minute exceeded"
		return false
	}
	s.used++
	return true
}
