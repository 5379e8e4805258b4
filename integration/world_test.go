package integration_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// Ids of the small company that most tests use.
const (
	sellAdmin = 1 // born with the stand-in; linked to supportAdmin
	sellRep   = 7 // linked to agent

	supportAdmin = 101
	agent        = 107
	customer     = 200 // unknown to Sell
	openTicket   = 3000
	closedTicket = 3001
)

const repToken = "rep-0123456789-0123456789-0123456789-0123456789-0123456789-01234"

// world is both stand-ins with a small company.
type world struct {
	sell    *selltest.Server
	support *supporttest.Server
}

func newWorld(sellOpts []selltest.Option, supportOpts []supporttest.Option) *world {
	return newWorldWith(true, sellOpts, supportOpts)
}

// newWorldWith says whether leads have the custom field for the ticket.
func newWorldWith(field bool, sellOpts []selltest.Option, supportOpts []supporttest.Option) *world {
	w := &world{selltest.New(sellOpts...), supporttest.New(supportOpts...)}
	w.sell.Seed("accounts", `{"id":9,"name":"Acme","subdomain":"acme"}`)
	w.sell.Seed("users",
		`{"id":1,"name":"Ada Admin","email":"ada@example.com","role":"admin","status":"active","identity_type":"person","zendesk_user_id":"101"}`,
		`{"id":7,"name":"Rita Rep","email":"rita@example.com","role":"user","status":"active","identity_type":"person","reports_to":1,"zendesk_user_id":"107"}`,
		`{"id":8,"name":"Ivo Inactive","email":"ivo@example.com","role":"user","status":"inactive","identity_type":"person","reports_to":1}`)
	w.sell.AddToken(repToken, sellRep)
	if field {
		w.sell.AddCustomField("leads", selltest.CustomField{Name: integration.DefaultTicketField, Filterable: true})
	}

	w.support.Seed("users",
		`{"id":101,"name":"Ada Admin","email":"ada@example.com","role":"admin","active":true}`,
		`{"id":107,"name":"Rita Rep","email":"rita@example.com","role":"agent","role_type":0,"active":true}`,
		`{"id":200,"name":"Carl van Castle","email":"carl@example.com","phone":"+49 171 2345678","role":"end-user","active":true}`)
	w.support.AddToken(supporttest.DefaultToken, supportAdmin)
	w.support.Seed("tickets",
		`{"id":3000,"subject":"Price list","description":"Please send prices","status":"open","requester_id":200,"tags":["vip"],"created_at":"1999-12-01T00:00:00Z","updated_at":"1999-12-01T00:00:00Z"}`,
		`{"id":3001,"subject":"Old","description":"Done","status":"closed","requester_id":200,"tags":[],"created_at":"1999-11-01T00:00:00Z","updated_at":"1999-11-01T00:00:00Z"}`)
	return w
}

// limits are out of the way of tests that are not about them.
type noLimit struct{}

func (noLimit) Wait(ctx context.Context, _ zendesk.Op) error        { return ctx.Err() }
func (noLimit) Report(context.Context, zendesk.Op, zendesk.Outcome) {}

func (w *world) desk() *support.Client { return w.support.Client(&support.Config{Limiter: noLimit{}}) }
func (w *world) crm() *sell.Client     { return w.sell.Client(&sell.Config{Limiter: noLimit{}}) }

// ownClient is the Sell client of the agent.
func (w *world) ownClient(context.Context, int64) (*sell.Client, error) {
	return w.sell.ClientFor(repToken, &sell.Config{Limiter: noLimit{}}), nil
}

// integrate makes the integration as one process has it; change may be nil.
func (w *world) integrate(t testing.TB, change func(*integration.Config)) *integration.Integration {
	t.Helper()
	cfg := integration.Config{
		Support:  w.desk(),
		Sell:     w.crm(),
		Settings: integration.DefaultSettings(),
		Agents:   w.ownClient,
	}
	cfg.Settings.Lead = integration.LeadSettings{Status: "New", Source: "Support"}
	if change != nil {
		change(&cfg)
	}
	in, err := integration.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func allAgents(cfg *integration.Config) {
	cfg.Settings.Routing.Access = leadrouting.AllAgents
	cfg.Agents = nil
}

func as(t testing.TB, in *integration.Integration, id int64) *integration.Agent {
	t.Helper()
	a, err := in.As(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// records decodes what a stand-in stores.
func records(t testing.TB, raws []json.RawMessage) []map[string]any {
	t.Helper()
	all := make([]map[string]any, len(raws))
	for i, raw := range raws {
		if err := json.Unmarshal(raw, &all[i]); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func (w *world) leads(t testing.TB) []map[string]any { return records(t, w.sell.Records("leads")) }
func (w *world) notes(t testing.TB) []map[string]any { return records(t, w.sell.Records("notes")) }

// comments returns the bodies of the comments that were added to a ticket.
func (w *world) comments(t testing.TB, ticketID int64) []support.Comment {
	t.Helper()
	var all []support.Comment
	for c, err := range w.desk().Tickets.Comments(ticketID).All(t.Context(), support.CommentQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, *c)
	}
	return all
}

func (w *world) tags(t testing.TB, ticketID int64) []string {
	t.Helper()
	ticket, err := w.desk().Tickets.Get(t.Context(), ticketID)
	if err != nil {
		t.Fatal(err)
	}
	return ticket.Tags
}

// writes are the requests that changed, or tried to change, one of the accounts.
func (w *world) writes() []string {
	var all []string
	for _, r := range w.sell.Requests() {
		if r.Method != "GET" && !strings.HasSuffix(r.Path, "/search") {
			all = append(all, "sell "+r.Method+" "+r.Path)
		}
	}
	for _, r := range w.support.Requests() {
		if r.Method != "GET" {
			all = append(all, "support "+r.Method+" "+r.Path)
		}
	}
	return all
}

// linkTag is the tag of a ticket that is linked to a lead.
func linkTag(ticket, lead int64) string { return fmt.Sprintf("sell_lead_%d_%d", ticket, lead) }

func steps(res *integration.Result) string {
	var all []string
	for _, s := range res.Steps {
		all = append(all, fmt.Sprintf("%s:%s", s.Name, s.State))
	}
	return strings.Join(all, " ")
}

// onRequest runs f before each request that a stand-in answers.
func onRequest(f func(*http.Request)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			f(r)
			next.ServeHTTP(w, r)
		})
	}
}

// onRequestTo is onRequest for one method and path.
func onRequestTo(method, path string, f func()) func(http.Handler) http.Handler {
	return onRequest(func(r *http.Request) {
		if r.Method == method && r.URL.Path == path {
			f()
		}
	})
}

// refusing answers the first n requests of a method and path with a status.
func refusing(n, status int, method, path string) func(http.Handler) http.Handler {
	return refusingAfter(0, n, status, method, path)
}

// refusingAfter lets some of the requests pass first.
func refusingAfter(pass, n, status int, method, path string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == method && r.URL.Path == path {
				if pass--; pass < 0 && n > 0 {
					n--
					http.Error(w, `{"errors":[{"error":{"code":"refused"}}]}`, status)
					return
				}
			}
			next.ServeHTTP(w, r)
		})
	}
}

// withoutSearch refuses Search, as plans below Growth do.
func withoutSearch(status int) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/v3/") {
				http.Error(w, `{"errors":[{"error":{"code":"refused"}}]}`, status)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// losingAnswers carries out the first n requests of a method and path, and
// closes the connection.
func losingAnswers(n int, method, path string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if n > 0 && r.Method == method && r.URL.Path == path {
				n--
				next.ServeHTTP(httptest.NewRecorder(), r)
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, r)
		})
	}
}

// wait lets virtual time pass.
func wait(t testing.TB, d time.Duration) {
	t.Helper()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-t.Context().Done():
		t.Error("the test ended first")
	}
}
