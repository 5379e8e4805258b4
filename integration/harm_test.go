package integration_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
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

// breakingOff carries out the first such request, or not, and ends its caller.
func breakingOff(end func(), carriedOut bool, method, path string) func(http.Handler) http.Handler {
	var once sync.Once
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == method && strings.HasPrefix(r.URL.Path, path) {
				once.Do(func() {
					if carriedOut {
						next.ServeHTTP(httptest.NewRecorder(), r)
					}
					end()
					panic(http.ErrAbortHandler)
				})
			}
			next.ServeHTTP(w, r)
		})
	}
}

// guests seeds two people of one name with no address and no number, and a
// ticket of each: 3002 and 3003.
func (w *world) guests(status string) {
	w.support.Seed("users", `{"id":201,"name":"Guest","role":"end-user","active":true}`, `{"id":202,"name":"Guest","role":"end-user","active":true}`)
	for _, id := range []int{3002, 3003} {
		w.support.Seed("tickets", fmt.Sprintf(`{"id":%d,"subject":"Hi","description":"Hi","status":%q,"requester_id":%d,"tags":[],"updated_at":"1999-11-01T00:00:00Z"}`, id, status, id-2801))
	}
}

// A run that asked for a lead and broke off is gone on with by the next one in
// the process, whatever the lease, at once, while lists still lag.
func TestBrokenOffInOneProcess(t *testing.T) {
	for _, field := range []bool{true, false} {
		for _, memory := range []bool{true, false} {
			for _, resume := range []bool{true, false} {
				for _, ticket := range []int64{openTicket, 3002} {
					t.Run(fmt.Sprintf("field=%v memory=%v resume=%v %d", field, memory, resume, ticket), func(t *testing.T) {
						synctest.Test(t, func(t *testing.T) {
							w := newWorldWith(field, []selltest.Option{selltest.WithLag(4 * time.Second)}, nil)
							w.guests("open")
							a := as(t, w.integrate(t, func(c *integration.Config) {
								if memory {
									c.Lease = integration.NewMemoryLease()
								}
							}), agent)
							ctx, cancel := context.WithCancel(t.Context())
							defer cancel()
							w.sell.Use(breakingOff(cancel, true, "POST", "/v2/leads"))
							req := integration.LeadRequest{Ticket: ticket, Note: "n"}
							res, err := a.CreateLead(ctx, req)
							if !errors.Is(err, zendesk.ErrUnclear) {
								t.Fatal(err)
							}
							if resume {
								req.Resume = res
							}
							done := create(t, a, req)
							if len(w.leads(t)) != 1 || len(w.notes(t)) != 1 || done.Outcome != integration.Existing {
								t.Errorf("%d leads, %d notes, %s: %s", len(w.leads(t)), len(w.notes(t)), done.Outcome, steps(done))
							}
							if got := w.tags(t, ticket); !slices.Contains(got, linkTag(ticket, done.LeadID)) {
								t.Errorf("tags %q", got)
							}
						})
					})
				}
			}
		}
	}
}

// A closed ticket carries no link; the note tells what was made of it.
func TestClosedTicketAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldWith(false, nil, nil)
		w.guests("closed")
		var first int64
		for i := range 3 {
			res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: 3002, Note: "n"})
			if i == 0 {
				first = res.LeadID
			} else if res.Outcome != integration.Existing || res.LeadID != first {
				t.Errorf("%s, lead %d, want %d", res.Outcome, res.LeadID, first)
			}
			wait(t, time.Minute)
		}
		despite := integration.LeadRequest{Ticket: closedTicket, DespiteMatches: true}
		for range 2 {
			create(t, as(t, w.integrate(t, nil), agent), despite)
			wait(t, time.Minute)
		}
		if len(w.leads(t)) != 2 || len(w.notes(t)) != 2 {
			t.Errorf("%d leads, %d notes", len(w.leads(t)), len(w.notes(t)))
		}
	})
}

// The lead of a namesake is theirs, as its note says.
func TestNamesake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldWith(false, nil, nil)
		w.guests("open")
		in := w.integrate(t, allAgents)
		ctx, cancel := context.WithCancel(t.Context())
		w.sell.Use(breakingOff(cancel, false, "POST", "/v2/leads"))
		req := integration.LeadRequest{Ticket: 3002, Note: "of 3002"}
		if _, err := as(t, in, agent).CreateLead(ctx, req); !errors.Is(err, zendesk.ErrUnclear) {
			t.Fatal(err)
		}
		other := create(t, as(t, w.integrate(t, allAgents), agent), integration.LeadRequest{Ticket: 3003, Note: "of 3003"})
		wait(t, 2*time.Minute)
		res := create(t, as(t, w.integrate(t, allAgents), agent), req)
		if res.Outcome != integration.Created || res.LeadID == other.LeadID || len(w.leads(t)) != 2 {
			t.Errorf("%s, lead %d beside %d, %d leads", res.Outcome, res.LeadID, other.LeadID, len(w.leads(t)))
		}
	})
}

// strippingClaims takes claims off as soon as they are on the ticket.
func (w *world) strippingClaims(t *testing.T) {
	w.support.AddToken("trigger", supportAdmin)
	desk := w.support.ClientFor("trigger", &support.Config{Limiter: noLimit{}})
	w.support.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(rw, r)
			if r.Method != "PUT" || r.URL.Path != "/api/v2/tickets/3000" || strings.HasSuffix(r.Header.Get("Authorization"), "trigger") {
				return
			}
			for _, tag := range w.tags(t, openTicket) {
				if !strings.HasPrefix(tag, "sell_claim_") {
					continue
				}
				if err := desk.Tickets.RemoveTags(t.Context(), openTicket, support.TicketTagsParams{Tags: []string{tag}}); err != nil {
					t.Error(err)
				}
			}
		})
	})
}

// Where a trigger takes claims off, no lead is made, rather than two.
func TestClaimsThatAreTakenOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldWith(false, []selltest.Option{selltest.WithLag(2 * time.Second)}, nil)
		w.strippingClaims(t)
		var runs sync.WaitGroup
		for range 2 {
			a := as(t, w.integrate(t, nil), agent)
			runs.Go(func() {
				if _, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket}); err == nil || !strings.Contains(err.Error(), "sell_claim_") {
					t.Error(err)
				}
			})
		}
		runs.Wait()
		if len(w.leads(t)) != 0 {
			t.Errorf("%d leads", len(w.leads(t)))
		}
	})
}

// A form that was saved with the tags of before takes the claim off once; when
// nobody else took the ticket meanwhile, the run goes on.
func TestClaimTakenOffOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.support.AddToken("form", supportAdmin)
		form := w.support.ClientFor("form", &support.Config{Limiter: noLimit{}})
		var once sync.Once
		w.sell.Use(onRequestTo("POST", "/v2/notes", func() {
			once.Do(func() {
				if _, err := form.Tickets.SetTags(t.Context(), openTicket, support.TicketTagsParams{Tags: []string{"vip", "edited"}}); err != nil {
					t.Error(err)
				}
			})
		}))
		res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket})
		if got, want := w.tags(t, openTicket), []string{"vip", "edited", linkTag(openTicket, res.LeadID)}; !slices.Equal(got, want) {
			t.Errorf("tags %q, want %q", got, want)
		}
	})
}

// What was decided before a long wait for the lease is looked at again.
func TestChangesWhileWaiting(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, w *world){
		"requester": func(t *testing.T, w *world) {
			w.guests("open")
			if _, err := w.desk().Tickets.Update(t.Context(), openTicket, support.TicketParams{RequesterID: zendesk.Set[int64](202)}); err != nil {
				t.Error(err)
			}
		},
		"match": func(_ *testing.T, w *world) {
			w.sell.Seed("contacts", `{"id":800,"name":"Carl","email":"carl@example.com","owner_id":7}`)
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(nil, nil)
			w.leaveClaim(t, agent, 0)
			a := as(t, w.integrate(t, nil), agent)
			go func() {
				wait(t, 10*time.Second)
				change(t, w)
			}()
			res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
			if (err == nil) != (name == "match") || (res.Outcome == integration.Matched) != (name == "match") || len(w.leads(t)) != 0 {
				t.Errorf("%s: %s, %v, %d leads", name, res.Outcome, err, len(w.leads(t)))
			}
		})
	}
}

// The comment names the owner of the lead that there is.
func TestOwnerOfAnEarlierRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		a := as(t, w.integrate(t, func(c *integration.Config) {
			allAgents(c)
			c.Settings.Routing.Owners = []leadrouting.Owner{leadrouting.User(1), leadrouting.User(7)}
		}), agent)
		w.sell.Use(refusing(1, 422, "POST", "/v2/notes"))
		if _, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket, Owner: leadrouting.User(1)}); !errors.Is(err, zendesk.ErrInvalid) {
			t.Fatal(err)
		}
		wait(t, 2*time.Minute)
		create(t, a, integration.LeadRequest{Ticket: openTicket, Owner: leadrouting.User(7)})
		comments := w.comments(t, openTicket)
		if last := comments[len(comments)-1].Body; !strings.HasSuffix(last, "\nOwner: Ada Admin") {
			t.Errorf("comment %q", last)
		}
	})
}

// A link that was taken off is put back, without a second note or comment.
func TestLinkTakenOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		a := as(t, w.integrate(t, nil), agent)
		res := create(t, a, integration.LeadRequest{Ticket: openTicket, Note: "first"})
		if err := w.desk().Tickets.RemoveTags(t.Context(), openTicket, support.TicketTagsParams{Tags: []string{linkTag(openTicket, res.LeadID)}}); err != nil {
			t.Fatal(err)
		}
		comments := len(w.comments(t, openTicket))
		wait(t, time.Minute)
		again := create(t, a, integration.LeadRequest{Ticket: openTicket, Note: "second"})
		w.assertLink(t, res.LeadID)
		if len(w.comments(t, openTicket)) != comments || len(again.Warnings) != 1 || !strings.Contains(again.Warnings[0], "text given now") {
			t.Errorf("%d comments, want %d; warnings %q", len(w.comments(t, openTicket)), comments, again.Warnings)
		}
	})
}

// An upsert that meets the lead of another run adds no second note.
func TestUpsertThatMeetsALead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: closedTicket, Note: "n"})
		w.sell.Use(func(next http.Handler) http.Handler { // lists lag, the upsert does not
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if r.Method == "GET" && r.URL.Path == "/v2/leads" {
					r.URL.RawQuery = "email=nobody%40example.org"
				}
				next.ServeHTTP(rw, r)
			})
		})
		create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: closedTicket, Note: "n"})
		if len(w.leads(t)) != 1 || len(w.notes(t)) != 1 {
			t.Errorf("%d leads, %d notes", len(w.leads(t)), len(w.notes(t)))
		}
	})
}

// A ticket that is closed between reading and writing is a closed ticket.
func TestClosedMeanwhile(t *testing.T) {
	for _, put := range []int{1, 2} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(nil, nil)
			n := 0
			w.support.Use(func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					if r.Method == "PUT" {
						if n++; n == put {
							ticket, err := w.desk().Tickets.Get(t.Context(), openTicket)
							if err != nil {
								t.Error(err)
							}
							w.support.Seed("tickets", fmt.Sprintf(`{"id":3000,"status":"closed","requester_id":200,"tags":["%s"],"updated_at":%q}`,
								strings.Join(ticket.Tags, `","`), ticket.UpdatedAt.Format(time.RFC3339)))
						}
					}
					next.ServeHTTP(rw, r)
				})
			})
			res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket})
			if res.Outcome != integration.Created || !strings.HasSuffix(steps(res), "comment:skipped link:skipped") || len(w.leads(t)) != 1 {
				t.Errorf("%s: %s", res.Outcome, steps(res))
			}
		})
	}
}

// A stored result may name any lead: only one of this ticket is gone on with.
func TestResumeOfAStranger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.sell.Seed("leads", `{"id":77,"last_name":"Stranger","email":"stranger@example.org","owner_id":7}`)
		res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{
			Ticket: openTicket, Note: "of Carl", Resume: &integration.Result{Ticket: openTicket, LeadID: 77},
		})
		if res.LeadID == 77 || res.Outcome != integration.Created {
			t.Errorf("%s, lead %d", res.Outcome, res.LeadID)
		}
		for _, n := range w.notes(t) {
			if n["resource_id"] == float64(77) {
				t.Errorf("the stranger got %v", n)
			}
		}
	})
}

// A second lead of a linked ticket is reported.
func TestUnlinkedDuplicate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		for _, id := range []int{901, 902} {
			w.sell.Seed("leads", fmt.Sprintf(`{"id":%d,"last_name":"Castle","owner_id":7,"creator_id":7,"custom_fields":{"Zendesk ticket":"3000"}}`, id))
		}
		w.support.Seed("tickets", `{"id":3000,"status":"open","requester_id":200,"tags":["sell_lead_3000_902"]}`)
		res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket})
		if res.LeadID != 902 || !slices.Equal(res.Duplicates, []int64{901}) {
			t.Errorf("lead %d, duplicates %v", res.LeadID, res.Duplicates)
		}
	})
}

// The limits of a custom role are not known: such an agent sees the tickets that
// are assigned to them.
func TestCustomRole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.support.Seed("users", `{"id":107,"name":"Rita Rep","email":"rita@example.com","role":"agent","role_type":0,"custom_role_id":5,"restricted_agent":true,"ticket_restriction":null,"active":true}`)
		w.support.Seed("tickets", `{"id":3002,"status":"open","requester_id":200,"assignee_id":107,"tags":[]}`)
		a := as(t, w.integrate(t, nil), agent)
		if _, err := a.Records(t.Context(), openTicket); !errors.Is(err, integration.ErrTicketNotVisible) {
			t.Errorf("another ticket: %v", err)
		}
		if _, err := a.Records(t.Context(), 3002); err != nil {
			t.Errorf("their own: %v", err)
		}
	})
}
