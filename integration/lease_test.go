package integration_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support"
)

func create(t testing.TB, a *integration.Agent, req integration.LeadRequest) *integration.Result {
	t.Helper()
	res, err := a.CreateLead(t.Context(), req)
	if err != nil {
		t.Fatalf("%v\n%+v", err, res.Steps)
	}
	return res
}

// leaveClaim puts the claim of a run that broke off on the ticket.
func (w *world) leaveClaim(t testing.TB, agentID int64, age time.Duration) {
	t.Helper()
	tag := fmt.Sprintf("sell_claim_3000_%d_abc_%d_%d", agentID, time.Now().Add(-age).Unix(), time.Now().Add(-age).Unix())
	if _, err := w.desk().Tickets.Update(t.Context(), openTicket, support.TicketParams{Tags: zendesk.Set([]string{"vip", tag})}); err != nil {
		t.Fatal(err)
	}
}

// The claim of a run that is dead holds until its time is over, and not longer.
func TestClaimOfDeadRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		a := as(t, w.integrate(t, nil), agent)
		w.leaveClaim(t, agent, 0)
		start := time.Now()
		res := create(t, a, integration.LeadRequest{Ticket: openTicket})
		if took := time.Since(start); took < integration.LeaseTTL || took > integration.LeaseTTL+10*time.Second {
			t.Errorf("it took %v, want just over %v", took, integration.LeaseTTL)
		}
		w.assertOneLead(t, res.LeadID)
	})
}

func TestClaimThatExpired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		a := as(t, w.integrate(t, nil), agent)
		w.leaveClaim(t, agent, 2*integration.LeaseTTL)
		start := time.Now()
		res := create(t, a, integration.LeadRequest{Ticket: openTicket})
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("it took %v", took)
		}
		w.assertOneLead(t, res.LeadID)
	})
}

// Tags that only look like claims or links hold nobody up, and stay.
func TestForeignTags(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		foreign := []string{"vip", "sell_claim_", "sell_claim_form", "sell_claim_x_y", "sell_claim_5x_12", "sell_lead", "sell_lead_old"}
		tags := `"` + strings.Join(foreign, `","`) + `"`
		w.support.Seed("tickets", `{"id":3000,"description":"Please send prices","status":"open","requester_id":200,"tags":[`+tags+`],"updated_at":"1999-12-01T00:00:00Z"}`)
		res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket})
		if res.Outcome != integration.Created {
			t.Errorf("outcome %s", res.Outcome)
		}
		want := slices.Concat(foreign, []string{linkTag(openTicket, res.LeadID)})
		if got := w.tags(t, openTicket); !slices.Equal(got, want) {
			t.Errorf("tags %q, want %q", got, want)
		}
	})
}

// A claim that is dated far ahead was not made by a clock of the server.
func TestClaimFromTheFuture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.support.Seed("tickets", fmt.Sprintf(`{"id":3000,"description":"Please send prices","status":"open","requester_id":200,"tags":["vip","sell_claim_3000_0_far_%[1]d_%[1]d"],"updated_at":"1999-12-01T00:00:00Z"}`, time.Now().Add(1000*time.Hour).Unix()))
		res := create(t, as(t, w.integrate(t, allAgents), agent), integration.LeadRequest{Ticket: openTicket})
		w.assertOneLead(t, res.LeadID)
	})
}

// Somebody who keeps renewing their claim is not waited for without end.
func TestBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		a := as(t, w.integrate(t, nil), agent)
		w.support.Use(onRequestTo("GET", "/api/v2/tickets/3000", func() {
			w.support.Seed("tickets", fmt.Sprintf(`{"id":3000,"status":"open","requester_id":200,"tags":["sell_claim_3000_5_other_%[1]d_%[1]d"],"updated_at":"1999-12-01T00:00:00Z"}`, time.Now().Unix()))
		}))
		start := time.Now()
		res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
		if !errors.Is(err, integration.ErrBusy) || res.Outcome != "" || !strings.HasSuffix(steps(res), "lease:failed") {
			t.Errorf("%v, %s", err, steps(res))
		}
		if !zendesk.Retryable(err) || zendesk.RetryIn(err) != integration.LeaseTTL {
			t.Errorf("a worker is told %t, %v", zendesk.Retryable(err), zendesk.RetryIn(err))
		}
		if took := time.Since(start); took < 2*integration.LeaseTTL || took > 3*integration.LeaseTTL {
			t.Errorf("gave up after %v", took)
		}
		if len(w.leads(t)) != 0 {
			t.Error("a lead was made")
		}

		ctx, cancel := context.WithTimeout(t.Context(), 11*time.Second)
		defer cancel()
		if _, err := a.CreateLead(ctx, integration.LeadRequest{Ticket: openTicket}); !errors.Is(err, integration.ErrBusy) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("with a deadline: %v", err)
		}
	})
}

// Where an agent may not see what a run that broke off has made, they do not
// make a second lead; the automation, which sees all, goes on.
func TestInterruptedRunOfAnotherAgent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		in := w.integrate(t, func(c *integration.Config) {
			c.Settings.Routing.Owners = []leadrouting.Owner{leadrouting.User(sellRep)}
		})
		w.sell.Seed("leads", `{"id":900,"last_name":"Castle","email":"carl@example.com","owner_id":1,"creator_id":1,"custom_fields":{"Zendesk ticket":"3000"}}`)
		w.leaveClaim(t, 55, 2*integration.LeaseTTL)
		res, err := as(t, in, agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
		if !errors.Is(err, integration.ErrInterrupted) || !strings.Contains(err.Error(), "agent 55") || res.LeadID != 0 {
			t.Errorf("%v, %+v", err, res)
		}
		if leads := w.leads(t); len(leads) != 1 {
			t.Errorf("%d leads", len(leads))
		}
		res = create(t, in.Automation(), integration.LeadRequest{Ticket: openTicket})
		if res.Outcome != integration.Existing || res.LeadID != 900 {
			t.Errorf("%s, lead %d", res.Outcome, res.LeadID)
		}
		w.assertOneLead(t, 900)
	})
}

// An agent who does see that lead goes on with it.
func TestInterruptedRunWhoseLeadIsSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.sell.Seed("leads", `{"id":900,"last_name":"Castle","email":"carl@example.com","owner_id":7,"creator_id":1,"custom_fields":{"Zendesk ticket":"3000"}}`)
		w.leaveClaim(t, 55, 2*integration.LeaseTTL)
		res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket})
		if res.Outcome != integration.Existing || res.LeadID != 900 {
			t.Errorf("%s, lead %d", res.Outcome, res.LeadID)
		}
		w.assertOneLead(t, 900)
	})
}

func toAdmin(c *integration.Config) {
	c.Settings.Routing.Owners = []leadrouting.Owner{leadrouting.User(sellAdmin)}
}

// In the mode Only Sell users an agent does not see a lead that goes to somebody
// above them, and so can neither add a note nor find it again.
func TestLeadOutOfTheAgentsSight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.sell.Seed("lead_sources", `{"id":50,"name":"Support","resource_type":"lead"}`)
		a := as(t, w.integrate(t, toAdmin), agent)
		res := create(t, a, integration.LeadRequest{Ticket: openTicket, Note: "wants a quote"})
		if got, want := steps(res), "match:done owner:done lease:done lead:done source:already note:skipped comment:done link:done"; got != want {
			t.Errorf("steps %s, want %s", got, want)
		}
		if res.Outcome != integration.Created || len(res.Warnings) != 1 {
			t.Errorf("%s, warnings %q", res.Outcome, res.Warnings)
		}
		comments := w.comments(t, openTicket)
		if last := comments[len(comments)-1]; last.Public || !strings.HasSuffix(last.Body, "\n\nwants a quote") {
			t.Errorf("comment %+v", last)
		}
		again := create(t, a, integration.LeadRequest{Ticket: openTicket})
		if again.Outcome != integration.Existing || again.LeadID != res.LeadID || again.Lead != nil {
			t.Errorf("again: %+v", again)
		}
		if leads := w.leads(t); len(leads) != 1 || leads[0]["owner_id"] != float64(sellAdmin) {
			t.Errorf("leads %v", leads)
		}
	})
}

// If the answer to that lead is lost, nobody but the automation can tell whether
// it was made.
func TestLeadOutOfSightWhoseAnswerIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		in := w.integrate(t, toAdmin)
		a := as(t, in, agent)
		w.sell.Use(losingAnswers(1, "POST", "/v2/leads"))
		res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
		if !errors.Is(err, zendesk.ErrUnclear) || len(w.leads(t)) != 1 {
			t.Fatalf("%v, %d leads", err, len(w.leads(t)))
		}
		for _, req := range []integration.LeadRequest{{Ticket: openTicket}, {Ticket: openTicket, Resume: res}} {
			if _, err := a.CreateLead(t.Context(), req); !errors.Is(err, integration.ErrInterrupted) {
				t.Errorf("again: %v", err)
			}
		}
		res = create(t, in.Automation(), integration.LeadRequest{Ticket: openTicket})
		if res.Outcome != integration.Existing {
			t.Errorf("outcome %s", res.Outcome)
		}
		w.assertOneLead(t, res.LeadID)
	})
}

// A run whose step failed is resumed from its result at once; a run that does
// not know of it waits for the end of the lease.
func TestResume(t *testing.T) {
	for name, change := range map[string]func(*integration.Config){
		"claim":          nil,
		"memory":         func(c *integration.Config) { c.Lease = integration.NewMemoryLease() },
		"out of sight":   toAdmin,
		"memory, hidden": func(c *integration.Config) { toAdmin(c); c.Lease = integration.NewMemoryLease() },
	} {
		for _, path := range []string{"/v2/notes", "/api/v2/tickets/3000"} {
			if strings.Contains(path, "notes") && (name == "out of sight" || name == "memory, hidden") {
				continue // that note is not expected to work
			}
			t.Run(name+path, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld([]selltest.Option{selltest.WithLag(2 * time.Second)}, nil)
					a := as(t, w.integrate(t, change), agent)
					w.sell.Use(refusing(1, 422, "POST", path))
					skip := 0
					if name == "claim" || name == "out of sight" {
						skip = 1 // the claim
					}
					w.support.Use(refusingAfter(skip, 2, 422, "PUT", path))
					res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket, Note: "hello"})
					if !errors.Is(err, zendesk.ErrInvalid) || res.LeadID == 0 || res.Outcome != "" || !strings.HasSuffix(steps(res), ":failed") {
						t.Fatalf("%v, %s", err, steps(res))
					}
					start := time.Now()
					done := create(t, a, integration.LeadRequest{Ticket: openTicket, Note: "hello", Resume: res})
					if took := time.Since(start); took > 10*time.Second {
						t.Errorf("it took %v", took)
					}
					if done.Outcome != integration.Existing || done.LeadID != res.LeadID {
						t.Errorf("%s, lead %d, want %d", done.Outcome, done.LeadID, res.LeadID)
					}
					w.assertLink(t, res.LeadID)
				})
			})
			t.Run(name+path+" without the result", func(t *testing.T) {
				if name != "claim" && name != "memory" {
					return // see TestLeadOutOfSightWhoseAnswerIsLost
				}
				synctest.Test(t, func(t *testing.T) {
					w := newWorld([]selltest.Option{selltest.WithLag(2 * time.Second)}, nil)
					a := as(t, w.integrate(t, change), agent)
					w.sell.Use(refusing(1, 422, "POST", path))
					skip := 1
					if name == "memory" {
						skip = 0
					}
					w.support.Use(refusingAfter(skip, 2, 422, "PUT", path))
					if _, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket}); !errors.Is(err, zendesk.ErrInvalid) {
						t.Fatal(err)
					}
					start := time.Now()
					res := create(t, a, integration.LeadRequest{Ticket: openTicket})
					if took := time.Since(start); took < 30*time.Second || took > integration.LeaseTTL+10*time.Second {
						t.Errorf("it took %v", took)
					}
					w.assertOneLead(t, res.LeadID)
				})
			})
		}
	}
}

// assertLink looks for one lead, at most one note, one comment and the link.
func (w *world) assertLink(t *testing.T, id int64) {
	t.Helper()
	if leads := w.leads(t); len(leads) != 1 || int64(leads[0]["id"].(float64)) != id {
		t.Errorf("lead %d; leads %v", id, leads)
	}
	if notes := w.notes(t); len(notes) > 1 {
		t.Errorf("notes %v", notes)
	}
	if comments := w.comments(t, openTicket); len(comments) != 2 {
		t.Errorf("%d comments", len(comments))
	}
	if tags := w.tags(t, openTicket); !slices.Equal(tags, []string{"vip", linkTag(openTicket, id)}) {
		t.Errorf("tags %v", tags)
	}
}

func TestResumeOfAnotherTicket(t *testing.T) {
	w := newWorld(nil, nil)
	_, err := as(t, w.integrate(t, nil), agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket, Resume: &integration.Result{Ticket: closedTicket}})
	if err == nil || len(w.writes()) != 0 {
		t.Errorf("%v, wrote %v", err, w.writes())
	}
}

// Goroutines of one process that ask at once for the lead of a ticket get the
// same one, also of a closed ticket, which takes no claim and no link.
func TestConcurrentRuns(t *testing.T) {
	for name, change := range map[string]func(*integration.Config){
		"claim":  nil,
		"memory": func(c *integration.Config) { c.Lease = integration.NewMemoryLease() },
	} {
		for _, ticket := range []int64{openTicket, closedTicket} {
			t.Run(fmt.Sprint(name, ticket), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld([]selltest.Option{selltest.WithLag(2 * time.Second)}, nil)
					w.sell.Seed("lead_sources", `{"id":50,"name":"Support","resource_type":"lead"}`)
					in := w.integrate(t, change)
					var ids [4]int64
					var wg sync.WaitGroup
					for i := range ids {
						wg.Go(func() {
							a, err := in.As(t.Context(), agent)
							if err != nil {
								t.Error(err)
								return
							}
							res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: ticket})
							if err != nil {
								t.Error(err)
							}
							ids[i] = res.LeadID
						})
					}
					wg.Wait()
					if leads, notes := len(w.leads(t)), len(w.notes(t)); leads != 1 || notes != 1 || ids[0] == 0 || len(slices.Compact(ids[:])) != 1 {
						t.Errorf("%d leads, %d notes, ids %v", leads, notes, ids)
					}
				})
			})
		}
	}
}

// countingLease records what is asked of a lease.
type countingLease struct {
	mu    sync.Mutex
	calls []string
	keys  []string
	fail  error
}

func (l *countingLease) log(call string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = append(l.calls, call)
}

func (l *countingLease) Acquire(_ context.Context, key string, _ integration.Run, ttl time.Duration) (integration.HeldLease, error) {
	l.log(fmt.Sprint("acquire ", ttl))
	l.keys = append(l.keys, key)
	return l, l.fail
}
func (l *countingLease) Earlier() []integration.Run                 { return nil }
func (l *countingLease) Renew(context.Context, time.Duration) error { l.log("renew"); return nil }
func (l *countingLease) Release(_ context.Context, settled bool) error {
	l.log(fmt.Sprint("release ", settled))
	return nil
}

func TestConfiguredLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		lease := new(countingLease)
		a := as(t, w.integrate(t, func(c *integration.Config) { c.Lease = lease }), agent)
		slow := true
		w.sell.Use(onRequest(func(r *http.Request) {
			if slow && r.Method == "POST" && strings.HasPrefix(r.URL.Path, "/v2/leads") {
				slow = false
				wait(t, 15*time.Second)
			}
			if r.Method == "GET" && r.URL.Query().Get("custom_fields[Zendesk ticket]") != "" {
				wait(t, 12*time.Second)
			}
		}))
		res := create(t, a, integration.LeadRequest{Ticket: openTicket})
		if got, want := lease.calls, []string{"acquire 1m0s", "renew", "release true"}; !slices.Equal(got, want) {
			t.Errorf("calls %q, want %q", got, want)
		}
		if !slices.Equal(lease.keys, []string{"acme/3000"}) {
			t.Errorf("keys %q", lease.keys)
		}
		w.assertOneLead(t, res.LeadID)

		w = newWorld(nil, nil)
		lease = &countingLease{fail: errors.New("no connection")}
		res, err := as(t, w.integrate(t, func(c *integration.Config) { c.Lease = lease }), agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
		if !errors.Is(err, lease.fail) || !strings.HasSuffix(steps(res), "lease:failed") || len(w.leads(t)) != 0 {
			t.Errorf("%v, %s", err, steps(res))
		}
	})
}

// An answer that was lost must not be forgotten when the look after it fails,
// too: the lease stays, so that the next run does not look too early.
func TestLookAfterLostAnswerFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld([]selltest.Option{selltest.WithLag(4 * time.Second)}, nil)
		w.sell.Seed("lead_sources", `{"id":50,"name":"Support","resource_type":"lead"}`)
		in := w.integrate(t, nil)
		a := as(t, in, agent)
		w.sell.Use(losingAnswers(9, "POST", "/v2/leads/upsert"))
		w.sell.Use(refusingAfter(1, 1, 403, "GET", "/v2/lead/custom_fields"))
		_, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
		if !errors.Is(err, zendesk.ErrUnclear) || !errors.Is(err, zendesk.ErrForbidden) {
			t.Fatalf("error %v", err)
		}
		if tags := w.tags(t, openTicket); len(tags) != 2 || !strings.HasPrefix(tags[1], "sell_claim_3000_107_") {
			t.Errorf("tags %v", tags)
		}
		res := create(t, a, integration.LeadRequest{Ticket: openTicket})
		w.assertOneLead(t, res.LeadID)
	})
}

// What fails before a lead was asked for gives the claim back.
func TestFailureBeforeTheLeadReleases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		a := as(t, w.integrate(t, nil), agent)
		w.sell.Use(refusing(1, 422, "POST", "/v2/leads/upsert"))
		res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
		if !errors.Is(err, zendesk.ErrInvalid) || !strings.HasSuffix(steps(res), "lead:failed") {
			t.Fatalf("%v, %s", err, steps(res))
		}
		if tags := w.tags(t, openTicket); !slices.Equal(tags, []string{"vip"}) {
			t.Errorf("tags %v", tags)
		}
	})
}

// Where the promise is broken on purpose, duplicates are reported and stay.
func TestDuplicates(t *testing.T) {
	lead := func(id int) string {
		return fmt.Sprintf(`{"id":%d,"last_name":"Castle","email":"carl@example.com","owner_id":7,"creator_id":7,"custom_fields":{"Zendesk ticket":"3000"}}`, id)
	}
	t.Run("two links", func(t *testing.T) {
		w := newWorld(nil, nil)
		w.sell.Seed("leads", lead(901), lead(902))
		w.support.Seed("tickets", `{"id":3000,"status":"open","requester_id":200,"tags":["sell_lead_3000_902","sell_lead_3000_901","sell_lead_x"]}`)
		res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket})
		if res.Outcome != integration.Existing || res.LeadID != 901 || !slices.Equal(res.Duplicates, []int64{902}) || len(w.writes()) != 0 {
			t.Errorf("%+v, wrote %v", res, w.writes())
		}
	})
	t.Run("two leads of the ticket", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(nil, nil)
			w.sell.Seed("leads", lead(901), lead(902))
			res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket})
			if res.Outcome != integration.Existing || res.LeadID != 901 || !slices.Equal(res.Duplicates, []int64{902}) || len(w.leads(t)) != 2 {
				t.Errorf("%+v, %d leads", res, len(w.leads(t)))
			}
		})
	})
	t.Run("seen by the upsert first", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(nil, nil)
			a := as(t, w.integrate(t, nil), agent)
			hidden := true // from lists, until the upsert was asked
			w.sell.Use(func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					if r.Method == "POST" && r.URL.Path == "/v2/leads/upsert" && hidden {
						hidden = false
						w.sell.Seed("leads", lead(901), lead(902))
					}
					next.ServeHTTP(rw, r)
				})
			})
			res := create(t, a, integration.LeadRequest{Ticket: openTicket})
			if hidden || res.Outcome != integration.Existing || res.LeadID != 901 || !slices.Equal(res.Duplicates, []int64{902}) || len(w.leads(t)) != 2 {
				t.Errorf("%+v, %d leads", res, len(w.leads(t)))
			}
		})
	})
	t.Run("linked meanwhile", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(nil, nil)
			a := as(t, w.integrate(t, nil), agent)
			w.sell.Use(onRequest(func(r *http.Request) {
				if r.Method == "POST" && r.URL.Path == "/v2/notes" {
					w.support.Seed("tickets", `{"id":3000,"status":"open","requester_id":200,"tags":["sell_lead_3000_55"],"updated_at":"`+time.Now().UTC().Format(time.RFC3339)+`"}`)
				}
			}))
			res := create(t, a, integration.LeadRequest{Ticket: openTicket})
			if res.Outcome != integration.Created || !slices.Equal(res.Duplicates, []int64{55}) || !strings.HasSuffix(steps(res), "comment:already link:already") {
				t.Errorf("%+v", res)
			}
		})
	})
}

// A run that has lost its claim to another one does not write the link.
func TestClaimLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		a := as(t, w.integrate(t, nil), agent)
		w.sell.Use(onRequest(func(r *http.Request) {
			if r.Method == "POST" && r.URL.Path == "/v2/notes" {
				w.leaveClaim(t, agent, 0)
			}
		}))
		res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
		if !errors.Is(err, integration.ErrBusy) || res.LeadID == 0 || !strings.HasSuffix(steps(res), "comment:failed") {
			t.Fatalf("%v, %s", err, steps(res))
		}
		if tags := w.tags(t, openTicket); len(tags) != 2 || !strings.HasPrefix(tags[1], "sell_claim_3000_107_abc_") {
			t.Errorf("tags %v", tags)
		}
		res = create(t, a, integration.LeadRequest{Ticket: openTicket})
		w.assertOneLead(t, res.LeadID)
	})
}

// A claim that took long to get to the lead is renewed before it is made.
func TestClaimIsRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		a := as(t, w.integrate(t, nil), agent)
		puts := 0
		w.support.Use(onRequest(func(r *http.Request) {
			if r.Method == "PUT" {
				puts++
			}
		}))
		w.sell.Use(onRequest(func(r *http.Request) {
			if r.Method == "GET" && r.URL.Query().Get("custom_fields[Zendesk ticket]") != "" {
				wait(t, 28*time.Second)
			}
		}))
		res := create(t, a, integration.LeadRequest{Ticket: openTicket})
		if puts != 3 { // claim, renewal, link
			t.Errorf("%d updates of the ticket, want 3", puts)
		}
		w.assertOneLead(t, res.LeadID)
	})
}

// The answer to the note was lost: it is looked for before it is repeated.
func TestNoteWhoseAnswerIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld([]selltest.Option{selltest.WithLag(2 * time.Second)}, nil)
		a := as(t, w.integrate(t, nil), agent)
		w.sell.Use(losingAnswers(1, "POST", "/v2/notes"))
		res := create(t, a, integration.LeadRequest{Ticket: openTicket})
		if !strings.Contains(steps(res), "note:already") {
			t.Errorf("steps %s", steps(res))
		}
		w.assertOneLead(t, res.LeadID)
	})
}

// So is the last update of the ticket.
func TestLinkWhoseAnswerIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		a := as(t, w.integrate(t, nil), agent)
		w.sell.Use(onRequest(func(r *http.Request) {
			if r.URL.Path == "/v2/notes" {
				w.support.Use(losingAnswers(1, "PUT", "/api/v2/tickets/3000"))
			}
		}))
		res := create(t, a, integration.LeadRequest{Ticket: openTicket})
		if !strings.HasSuffix(steps(res), "comment:already link:already") || len(res.Duplicates) != 0 {
			t.Errorf("steps %s, duplicates %v", steps(res), res.Duplicates)
		}
		w.assertOneLead(t, res.LeadID)
	})
}

func TestSendNoteUnclear(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.sell.Seed("leads", `{"id":900,"last_name":"Castle","email":"carl@example.com","owner_id":7}`)
		a := as(t, w.integrate(t, nil), agent)
		w.sell.Use(losingAnswers(1, "POST", "/v2/notes"))
		n, err := a.SendNote(t.Context(), openTicket, integration.Lead(900), "call back")
		if n != nil || !errors.Is(err, zendesk.ErrUnclear) || len(w.notes(t)) != 1 {
			t.Errorf("%v, %d notes", err, len(w.notes(t)))
		}
	})
}
