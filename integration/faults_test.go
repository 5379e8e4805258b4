package integration_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// network is the connection of one process to both stand-ins: it loses
// requests and answers, is refused now and then, and is gone once the process
// is killed.
type network struct {
	inside http.RoundTripper
	faults float64 // share of requests that meet one
	state  *processState
}

// processState is shared by the two connections of one process.
type processState struct {
	mu    sync.Mutex
	rnd   *dice
	left  int  // requests until the kill; negative: never
	after bool // the last request is carried out
}

var errGone = errors.New("connection reset")

func (n network) RoundTrip(req *http.Request) (*http.Response, error) {
	s := n.state
	s.mu.Lock()
	if s.left == 0 {
		s.mu.Unlock()
		return nil, errGone
	}
	if s.left > 0 {
		s.left--
	}
	killed := s.left == 0
	latency := time.Duration(s.rnd.IntN(400)) * time.Millisecond
	fault := -1
	if s.rnd.Float64() < n.faults {
		fault = s.rnd.IntN(6)
	}
	s.mu.Unlock()
	if killed && !s.after {
		return nil, errGone
	}
	select {
	case <-time.After(latency):
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
	refuse := func(status int, header http.Header) (*http.Response, error) {
		if header == nil {
			header = http.Header{}
		}
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader("refused")), Request: req}, nil
	}
	switch fault {
	case 0: // lost on the way there
		return nil, errGone
	case 1:
		return refuse(429, nil)
	case 2:
		return refuse(429, http.Header{"Retry-After": {"3"}})
	case 3:
		return refuse(503, http.Header{"Retry-After": {"2"}})
	}
	res, err := n.inside.RoundTrip(req)
	if err == nil && (killed || fault == 4) { // lost on the way back
		return nil, errGone
	}
	if err == nil && fault == 5 { // carried out, and then the server fails
		return refuse(503, nil)
	}
	return res, err
}

// process is an Integration with connections of its own.
func (w *world) process(t testing.TB, rnd *dice, faults float64, killAfter int, change func(*integration.Config)) *integration.Integration {
	state := &processState{rnd: rnd, left: killAfter, after: rnd.IntN(2) == 0}
	sellHTTP := &http.Client{Transport: network{w.sell.Transport(), faults, state}}
	supportHTTP := &http.Client{Transport: network{w.support.Transport(), faults, state}}
	crm := func(token string) *sell.Client {
		c, err := sell.NewClient(zendesk.Bearer(token), &sell.Config{HTTPClient: sellHTTP, Limiter: noLimit{}})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	desk, err := support.NewClient("acme", zendesk.Bearer(supporttest.DefaultToken), &support.Config{HTTPClient: supportHTTP, Limiter: noLimit{}})
	if err != nil {
		t.Fatal(err)
	}
	return w.integrate(t, func(cfg *integration.Config) {
		cfg.Support, cfg.Sell = desk, crm(selltest.DefaultToken)
		cfg.Agents = func(context.Context, int64) (*sell.Client, error) { return crm(repToken), nil }
		if change != nil {
			change(cfg)
		}
	})
}

// one asks a process for the lead of the ticket until it succeeds, or tries;
// the agent 0 is the automation.
func one(ctx context.Context, in *integration.Integration, agentID int64, tries int) (*integration.Result, error) {
	var res *integration.Result
	var err error
	for range tries {
		a := in.Automation()
		if agentID != 0 {
			if a, err = in.As(ctx, agentID); err != nil {
				continue
			}
		}
		if res, err = a.CreateLead(ctx, integration.LeadRequest{Ticket: openTicket, Note: "wants a quote"}); err == nil {
			return res, nil
		}
	}
	return res, err
}

// Two processes without shared state ask for the lead of one ticket over bad
// connections while lists and upsert lag up to two seconds; each is killed
// between any two requests in half of the runs. Then a third one asks. Whatever
// happened, there is one lead, one note, one comment and one link.
func TestOneLeadUnderFaults(t *testing.T) {
	runs := 150
	if testing.Short() {
		runs = 40
	}
	for _, mode := range []struct {
		name   string
		field  bool
		last   int64 // who asks in the end
		change func(*integration.Config)
	}{
		{"only Sell users", true, agent, nil},
		{"only Sell users, out of the agent's sight", true, 0, toAdmin},
		{"all agents", true, agent, allAgents},
		{"without the ticket field", false, agent, nil},
	} {
		t.Run(mode.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(runs) {
				synctest.Test(t, func(t *testing.T) { oneLead(t, seed, mode.field, mode.last, mode.change) })
				if t.Failed() {
					t.Fatalf("seed %d", seed)
				}
			}
		})
	}
}

func oneLead(t *testing.T, seed uint64, field bool, lastAgent int64, change func(*integration.Config)) {
	rnd := newDice(seed, 1)
	lag := rnd.below(2 * time.Second)
	w := newWorldWith(field, []selltest.Option{selltest.WithLags(lag)}, []supporttest.Option{supporttest.WithLags(lag)})
	var wg sync.WaitGroup
	for i := range uint64(2) {
		prnd := newDice(seed, 10+i)
		kill := -1
		if prnd.IntN(2) == 0 {
			kill = prnd.IntN(40)
		}
		in := w.process(t, prnd, 0.1, kill, change)
		wg.Go(func() {
			wait(t, time.Duration(prnd.IntN(6000))*time.Millisecond)
			_, _ = one(t.Context(), in, agent, 3) // what it says does not matter: it may be dead
		})
	}
	wg.Wait()
	last := w.process(t, rnd, 0, -1, change)
	res, err := one(t.Context(), last, lastAgent, 1)
	if err != nil {
		t.Fatalf("the last run: %v", err)
	}
	if len(res.Duplicates) > 0 {
		t.Errorf("duplicates %v", res.Duplicates)
	}
	if lastAgent == 0 { // the note may be in the comment
		w.assertLink(t, res.LeadID)
		return
	}
	w.assertOneLead(t, res.LeadID)
}

func (w *world) assertOneLead(t *testing.T, id int64) {
	t.Helper()
	if leads := w.leads(t); len(leads) != 1 || int64(leads[0]["id"].(float64)) != id {
		t.Errorf("lead %d; %d leads: %v", id, len(leads), leads)
	}
	if notes := w.notes(t); len(notes) != 1 {
		t.Errorf("%d notes: %v", len(notes), notes)
	}
	if comments := w.comments(t, openTicket); len(comments) != 2 {
		t.Errorf("%d comments", len(comments))
	}
	want := []string{"vip", linkTag(openTicket, id)}
	if tags := w.tags(t, openTicket); !slices.Equal(tags, want) {
		t.Errorf("tags %v, want %v", tags, want)
	}
}
