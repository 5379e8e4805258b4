package selltest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// DefaultToken is the access token of the user that a new [Server] is born
// with. It has all scopes, and 64 characters: one official client refuses
// tokens of another length.
const DefaultToken = "selltest-0123456789-0123456789-0123456789-0123456789-0123456789-"

// Server is a Sell account in memory. It is an [http.Handler] and safe for
// concurrent use. Its records are raw JSON; nothing of package sell takes part.
type Server struct {
	core *fake.Server
	mux  *http.ServeMux

	token     string
	clock     func() time.Time
	lag       func() time.Duration
	slowPools time.Duration
	apart     time.Duration
	open      bool
	perUser   bool
	empties   bool
	limited   bool

	mu        sync.Mutex // guards all below
	resources map[string]*resource
	grants    map[string]*grant // by access token
	oauth     oauthState
	pools     map[int64]*pool
	phantoms  map[recordKey]phantom
	files     map[int64][]byte // by the id of their document
	odd       int64            // the last id that a record without a usable one is kept under
	answers   int              // how many requests were answered: the source of request ids
	changes   int              // how many records were written: listings of an older number are stale
	listing   listing
	sync      syncState
	firehose  firehoseState
}

// recordKey names a record.
type recordKey struct {
	kind string
	id   int64
}

// Option changes how a [Server] behaves.
type Option func(*Server)

// WithToken replaces [DefaultToken].
func WithToken(token string) Option { return func(s *Server) { s.token = token } }

// WithClock sets the time that the server lives in; the default is [time.Now],
// which is virtual within testing/synctest.
func WithClock(now func() time.Time) Option { return func(s *Server) { s.clock = now } }

// WithLag makes lists, and the matching of an upsert, show each write only
// after d, as the real lists do. A record read by its id is always current.
func WithLag(d time.Duration) Option { return WithLags(func() time.Duration { return d }) }

// WithLags is [WithLag] with a lag of its own for each write. The function is
// called by one goroutine at a time.
func WithLags(d func() time.Duration) Option { return func(s *Server) { s.lag = d } }

// WithSlowPools makes answers name the phantom user of a distribution pool as
// the owner for d after it was set, and the member that was picked only then.
// By default the answer to the write names the member. What the real API does
// is not known.
func WithSlowPools(d time.Duration) Option { return func(s *Server) { s.slowPools = d } }

// WithStampsApart makes a new record's updated_at later than its created_at by d,
// as it is at times, by up to two seconds: who compares the two to tell whether an
// upsert made a record finds out.
func WithStampsApart(d time.Duration) Option { return func(s *Server) { s.apart = d } }

// WithRateLimit keeps to the real limit: ten requests a second of an access token,
// then 429 with neither headers nor a JSON body. See [Server.LimitTo] for another.
func WithRateLimit() Option { return func(s *Server) { s.limited = true } }

// WithOpenAccess accepts any credential, and none, as the user that the server
// was born with. Tokens that the server knows keep their meaning.
func WithOpenAccess() Option { return func(s *Server) { s.open = true } }

// WithUserTokens makes [UserToken] the access token of each user, those that are
// made later included. It is for programs in other languages, which cannot call
// [Server.AddToken].
func WithUserTokens() Option { return func(s *Server) { s.perUser = true } }

// New returns an account that has one admin (id 1, the user of [DefaultToken]),
// and at least one record of each kind that the API cannot create: a pipeline
// with stages, lead statuses and so on.
func New(opts ...Option) *Server {
	s := &Server{
		token: DefaultToken, clock: time.Now, lag: func() time.Duration { return 0 },
		resources: make(map[string]*resource), grants: make(map[string]*grant),
		oauth: newOAuthState(), pools: make(map[int64]*pool), phantoms: make(map[recordKey]phantom),
		files: make(map[int64][]byte), sync: newSyncState(), firehose: newFirehoseState(),
	}
	for _, opt := range opts {
		opt(s)
	}
	all := slices.Concat(accountResources(), recordResources(), activityResources())
	for i, res := range all {
		// Each kind counts from a number of its own, so that the id of a
		// contact in the place of a lead's does not go unnoticed.
		res.table = fake.NewIndexed(nil)
		res.table.Reserve(int64(i+1) * 1000)
		s.resources[res.kind] = res
	}
	for _, res := range all {
		for _, record := range res.born {
			if _, err := s.seed(res, 0, json.RawMessage(record), true); err != nil {
				panic(fmt.Sprintf("selltest: %s: %v", res.kind, err))
			}
		}
	}
	s.grants[s.token] = &grant{user: 1, scopes: allScopes}
	s.mux = s.routes(all)
	s.core = fake.NewServer(s.mux)
	s.core.Stamp(s.stampHeader)
	if s.limited {
		s.LimitTo(10, time.Second, nil)
	}
	return s
}

// stampHeader gives an answer the headers that every answer has.
func (s *Server) stampHeader(h http.Header) {
	s.mu.Lock()
	s.answers++
	n := s.answers
	s.mu.Unlock()
	h.Set("X-Request-Id", fmt.Sprintf("%08x-5e11-4000-8000-%012x", n, n))
	h.Set("Content-Language", "en")
	h.Set("Vary", "Accept, Accept-Language")
	h.Set("Date", s.clock().UTC().Format(http.TimeFormat))
}

// ServeHTTP answers one request of the Sell API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.core.ServeHTTP(w, r) }

// Transport returns a transport that hands requests to the server within the
// process, whatever host they are for: no port, nothing to close, usable in
// testing/synctest.
func (s *Server) Transport() http.RoundTripper { return s.core.Transport() }

func (s *Server) routes(all []*resource) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, fmt.Sprintf("selltest does not imitate %s %s", r.Method, r.URL.Path), http.StatusNotImplemented)
	})
	for _, res := range all {
		path := "/v2/" + res.kind
		for verb, route := range map[string]struct {
			pattern string
			run     handler
		}{
			"list":   {"GET " + path, (*call).list},
			"create": {"POST " + path, (*call).create},
			"upsert": {"POST " + path + "/upsert", (*call).upsert},
			"get":    {"GET " + path + "/{id}", (*call).get},
			"update": {"PUT " + path + "/{id}", (*call).update},
			"delete": {"DELETE " + path + "/{id}", (*call).remove},
		} {
			if res.can(verb) {
				mux.HandleFunc(route.pattern, s.serve(res, route.run))
			}
		}
	}
	mux.HandleFunc("GET /v2/accounts/self", s.serve(s.resources["accounts"], (*call).account))
	mux.HandleFunc("GET /v2/users/self", s.serve(s.resources["users"], (*call).self))
	mux.HandleFunc("POST /v2/sequence_enrollments/finish_ongoing_for_resource", s.serve(s.resources["sequence_enrollments"], (*call).finishOngoing))
	for _, kind := range []string{"lead", "contact", "deal"} {
		mux.HandleFunc("GET /v3/"+kind+"s/custom_fields", s.serve(s.resources[kind+"/custom_fields"], (*call).searchMapping))
	}
	s.searchRoutes(mux)
	for pattern, run := range map[string]handler{
		"POST /v2/sync/start": (*call).startSync, "GET /v2/sync/{session}/queues/main": (*call).fetchSync, "POST /v2/sync/ack": (*call).ackSync,
	} {
		mux.HandleFunc(pattern, s.serve(&resource{typ: "sync_session", needs: "sync"}, run))
	}
	for name := range streams {
		mux.HandleFunc("GET /v3/"+name+"/stream", s.serve(&resource{profile: name == "users"}, (*call).stream))
	}
	mux.HandleFunc("GET /files/{id}", s.file)
	mux.HandleFunc("GET /oauth2/authorize", s.authorize)
	mux.HandleFunc("POST /oauth2/token", s.issueToken)
	mux.HandleFunc("POST /oauth2/revoke", s.revokeToken)
	return mux
}

// call is one request to a resource, while the server is locked.
type call struct {
	*Server
	res    *resource
	r      *http.Request
	query  url.Values
	now    time.Time
	user   *viewer
	parent int64 // of a nested resource
}

// handler carries out a call and returns the status and body of the answer; a
// nil body is none.
type handler func(c *call) (status int, body any, err error)

// serve makes an HTTP handler of a handler: it checks what every request needs.
func (s *Server) serve(res *resource, run handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := w.Header().Get("X-Request-Id")
		if id == "" { // the answer of a fault that keeps headers to itself
			s.stampHeader(w.Header())
			id = w.Header().Get("X-Request-Id")
		}
		status, body, err := s.run(res, run, r)
		if refused, ok := errors.AsType[*refusal](err); ok { // handlers return no other errors
			status, body = refused.status, refused.body(id)
		}
		if body == nil {
			w.WriteHeader(status)
			return
		}
		fake.WriteJSON(w, status, body)
	}
}

func (s *Server) run(res *resource, run handler, r *http.Request) (int, any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{Server: s, res: res, r: r, now: s.clock()}
	if strings.TrimSpace(r.UserAgent()) == "" {
		return 0, nil, refuse(http.StatusBadRequest, "invalid_user_agent", "The User-Agent header is required.")
	}
	grant, ok := s.authenticate(r, c.now)
	if !ok {
		return 0, nil, refuse(http.StatusUnauthorized, "unauthorized", "The access token is missing, wrong, expired or revoked.")
	}
	c.user = s.viewer(grant.user)
	if !accepts(r.Header.Values("Accept")) {
		return 0, nil, refuse(http.StatusNotAcceptable, "invalid_header", "The API answers application/json only.")
	}
	if scope := res.scope(r.Method); !slices.Contains(grant.scopes, scope) {
		return 0, nil, refuse(http.StatusForbidden, "insufficient_scope", "The access token lacks the scope %s.", scope)
	}
	if res.admin && r.Method != http.MethodGet && r.Method != http.MethodHead && !c.user.admin {
		return 0, nil, refuse(http.StatusForbidden, "insufficient_scope", "Only admins may do this.")
	}
	var err error
	if c.query, err = url.ParseQuery(r.URL.RawQuery); err != nil {
		return 0, nil, invalidParam("The query string cannot be read.")
	}
	if res.parent != "" {
		c.parent, _ = strconv.ParseInt(r.PathValue("parent"), 10, 64)
		if _, ok := c.find(s.resources[res.parent], c.parent); !ok {
			return 0, nil, notFound()
		}
	}
	return run(c)
}

// scope returns what the token needs for a method.
func (res *resource) scope(method string) string {
	switch {
	case res.needs != "":
		return res.needs
	case res.profile:
		return "profile"
	case method == http.MethodGet || method == http.MethodHead || res.reads:
		return "read"
	}
	return "write"
}

// accepts reports whether a client takes JSON.
func accepts(headers []string) bool {
	if len(headers) == 0 {
		return true
	}
	for part := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		kind, _, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(kind)) {
		case "application/json", "application/*", "*/*", "*", "":
			return true
		}
	}
	return false
}

// ofPort reports whether the request came through a port.
func (c *call) ofPort() bool {
	return c.r.Context().Value(http.ServerContextKey) != nil && c.r.TLS == nil
}

// noQuery refuses query parameters; includes only where the resource has none.
func (c *call) noQuery(but ...string) error {
	for _, name := range slices.Sorted(maps.Keys(c.query)) {
		if !slices.Contains(but, name) || c.res.includes == nil {
			return unknownParam(name)
		}
	}
	return nil
}

// stamp is the time of the call in the API's notation.
func (c *call) stamp() string { return timestamp(c.now) }

func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
