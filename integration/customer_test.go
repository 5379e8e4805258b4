package integration_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
)

// Who is not a customer gets no lead, or one with a warning.
func TestWhoTheRequesterIs(t *testing.T) {
	for name, test := range map[string]struct {
		user, warning string // a warning: the lead is made
	}{
		"deleted":             {`{"id":200,"name":"Permanently deleted user","email":null,"role":"end-user","active":false}`, ""},
		"deleted agent":       {`{"id":200,"name":"Carl","role":"agent","active":false}`, ""},
		"whether is odd":      {`{"id":200,"name":"Carl Castle","role":"end-user","active":"no"}`, ""},
		"suspended":           {`{"id":200,"name":"Carl Castle","role":"end-user","active":true,"suspended":true}`, "suspended"},
		"agent":               {`{"id":200,"name":"Carl Castle","role":"agent","active":true}`, `"agent"`},
		"admin":               {`{"id":200,"name":"Carl Castle","role":"admin","active":true}`, `"admin"`},
		"nobody knows":        {`{"id":200,"name":"Carl Castle","role":7,"active":true}`, `""`},
		"customer":            {`{"id":200,"name":"Carl Castle","role":"end-user","active":true}`, "none"},
		"agent and suspended": {`{"id":200,"name":"Carl Castle","role":"agent","active":true,"suspended":true}`, "suspended"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(nil, nil)
				w.support.Seed("users", test.user)
				res, err := as(t, w.integrate(t, nil), agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
				if test.warning == "" {
					if !errors.Is(err, integration.ErrNoRequester) || !strings.Contains(err.Error(), "200") || len(w.writes()) != 0 {
						t.Errorf("%v, wrote %v", err, w.writes())
					}
					return
				}
				if err != nil || res.Outcome != integration.Created {
					t.Fatalf("%v, %+v", err, res)
				}
				if test.warning == "none" != (len(res.Warnings) == 0) || test.warning != "none" && !strings.Contains(strings.Join(res.Warnings, "; "), test.warning) {
					t.Errorf("warnings %q", res.Warnings)
				}
			})
		})
	}
}

// An agent who is the requester, as of a ticket they made on the phone, would
// become a lead: they must name the customer first.
func TestTheAgentIsTheRequester(t *testing.T) {
	w := newWorld(nil, nil)
	w.support.Seed("tickets", `{"id":3002,"status":"open","requester_id":107,"created_at":"1999-12-01T00:00:00Z","updated_at":"1999-12-01T00:00:00Z"}`)
	in := w.integrate(t, nil)
	_, err := as(t, in, agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: 3002})
	if !errors.Is(err, integration.ErrNoRequester) || !strings.Contains(err.Error(), "acting agent") || len(w.writes()) != 0 {
		t.Errorf("%v, wrote %v", err, w.writes())
	}
}

// What Sell refuses, or the settings cannot decide, leaves nothing behind: no
// source, no claim, no turn. The error of a pool names it.
func TestRefusalsLeaveNothing(t *testing.T) {
	pool := func(w *world, record string, members ...int64) leadrouting.Owner {
		return leadrouting.Pool(w.sell.AddPool(record, "Round", members...))
	}
	for name, test := range map[string]struct {
		settings func(w *world, c *integration.Config)
		want     string // in the error
	}{
		"pool of contacts": {func(w *world, c *integration.Config) {
			c.Settings.Routing.Owners = []leadrouting.Owner{pool(w, "contacts", sellAdmin)}
		}, "(Round) takes no lead"},
		"empty pool": {func(w *world, c *integration.Config) {
			c.Settings.Routing.Owners = []leadrouting.Owner{pool(w, "leads")}
		}, "(Round) takes no lead"},
		"token that may not write": {func(w *world, _ *integration.Config) {
			w.sell.Use(refusing(9, http.StatusForbidden, "POST", "/v2/leads/upsert"))
		}, "lead"},
		"inactive owner": {func(_ *world, c *integration.Config) {
			c.Settings.Routing.Owners = []leadrouting.Owner{leadrouting.User(8)}
		}, "8"},
		"unknown owner": {func(_ *world, c *integration.Config) {
			c.Settings.Routing.Owners = []leadrouting.Owner{leadrouting.User(99)}
		}, "99"},
		"unknown status": {func(_ *world, c *integration.Config) { c.Settings.Lead.Status = "Novel" }, `"Novel"`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(nil, nil)
				in := w.integrate(t, func(c *integration.Config) {
					allAgents(c)
					test.settings(w, c)
				})
				_, err := as(t, in, agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("error %v, want one with %s", err, test.want)
				}
				if sources := w.sell.Records("lead_sources"); len(sources) != 0 {
					t.Errorf("sources %s", sources)
				}
				if tags := w.tags(t, openTicket); !slices.Equal(tags, []string{"vip"}) {
					t.Errorf("tags %v", tags)
				}
				if n := len(w.leads(t)) + len(w.notes(t)); n != 0 || len(w.comments(t, openTicket)) != 1 {
					t.Errorf("%d records, %d comments", n, len(w.comments(t, openTicket)))
				}
			})
		})
	}
}

// Tags that could not be read whole are not replaced: what was lost of them would
// be lost for good.
func TestTagsThatCannotBeReadWhole(t *testing.T) {
	for _, tags := range []string{`["vip",{"a":1}]`, `["vip",null]`, `"vip gold"`, `{"vip":true}`} {
		t.Run(tags, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(nil, nil)
				w.support.Use(changing("/api/v2/tickets/3000", `"tags":["vip"]`, `"tags":`+tags))
				_, err := as(t, w.integrate(t, nil), agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
				if err == nil || !strings.Contains(err.Error(), "tags") {
					t.Errorf("error %v", err)
				}
				for _, write := range w.writes() {
					t.Errorf("wrote %s", write)
				}
			})
		})
	}
	// Numbers among tags are text.
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.support.Use(changing("/api/v2/tickets/3000", `"vip"`, `"vip",2024`))
		create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket})
		sent := w.support.Requests()
		var last string
		for _, r := range sent {
			if r.Method == "PUT" {
				last = string(r.Body)
			}
		}
		if !strings.Contains(last, `"vip","2024"`) {
			t.Errorf("the last update sent %s", fmt.Sprint(last))
		}
	})
}

// changing replaces a part of what a stand-in answers to reads of a path.
func changing(path, old, text string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet || r.URL.Path != path {
				next.ServeHTTP(w, r)
				return
			}
			rec := httptest.NewRecorder()
			next.ServeHTTP(rec, r)
			body := bytes.ReplaceAll(rec.Body.Bytes(), []byte(old), []byte(text))
			maps.Copy(w.Header(), rec.Header())
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			w.WriteHeader(rec.Code)
			_, _ = w.Write(body)
		})
	}
}
