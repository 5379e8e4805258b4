package integration_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
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

// More schedules: go test -run Schedules -schedules 30000 -seed 7
var (
	scheduleCount = flag.Int("schedules", 300, "how many random schedules of create-lead to try")
	scheduleSeed  = flag.Uint64("seed", 1, "the seed of the first one")
)

// fault is what happens to one request of one run.
type fault string

const (
	dropBefore fault = "lost on the way there"
	dropAfter  fault = "its answer lost"
	truncated  fault = "its answer cut off"
	slow       fault = "answered too late"
	stuck      fault = "never carried out nor answered"
	dieBefore  fault = "the process dies before it"
	dieAfter   fault = "the process dies after it"
	takeLink   fault = "the link taken off before it"
	takeClaim  fault = "the claim taken off before it"
)

// refused and failed are answered with a status, without and after carrying the
// request out.
func refused(status int) fault { return fault("refused " + strconv.Itoa(status)) }
func failed(status int) fault  { return fault("carried out and answered " + strconv.Itoa(status)) }

// faults are all that can happen to a request. What a status of 500 and more, or
// 408, says of a write is nothing.
var faults = slices.Concat([]fault{dropBefore, dropAfter, truncated, slow, stuck, dieBefore, dieAfter, takeLink, takeClaim},
	[]fault{refused(429), refused(400), refused(403), refused(422), refused(500), refused(503), failed(500), failed(502), failed(503), failed(504), refused(520), failed(520), failed(524), failed(408)})

// plan is what happens to one run, by the number of its request.
type plan struct {
	start  time.Duration // after the first one began, or the one before ended
	faults map[int]fault
}

// schedule is a whole story: runs one after the other or side by side, of
// processes that share nothing but the accounts, and then a clean one.
type schedule struct {
	field    fieldKind
	memory   bool // a lease in a place that all processes share
	nameless bool // the requester has no address and no number
	followUp bool // the ticket follows up another, whose tags it has
	only     bool // only Sell users have access
	beside   bool
	lag      time.Duration
	plans    []plan
}

type fieldKind int

const (
	filterable fieldKind = iota
	storeOnly
	noField
)

func (s schedule) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "field %d, memory lease %v, nameless %v, follow-up %v, only Sell users %v, beside %v, lag %v", s.field, s.memory, s.nameless, s.followUp, s.only, s.beside, s.lag)
	for i, p := range s.plans {
		fmt.Fprintf(&b, "; run %d starts at %v", i, p.start)
		for k := range 80 {
			if f, ok := p.faults[k]; ok {
				fmt.Fprintf(&b, ", request %d %s", k, f)
			}
		}
	}
	return b.String()
}

// wire is the connection of one process to both stand-ins.
type wire struct {
	world  *world
	others *support.Client
	plan   plan
	die    func()

	mu   sync.Mutex
	n    int
	dead bool
	log  []string
}

type wireTo struct {
	*wire
	inside http.RoundTripper
}

func (w wireTo) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := drain(req)
	if err != nil {
		return nil, err
	}
	// Requests of one moment arrive one after the other, always in the same order.
	h := fnv.New32a()
	fmt.Fprint(h, req.Method, req.URL.String(), string(body))
	if err := pause(req.Context(), 80*time.Millisecond+time.Duration(h.Sum32()%100_000)*time.Microsecond); err != nil {
		return nil, err
	}
	w.mu.Lock()
	f := w.plan.faults[w.n]
	w.log = append(w.log, fmt.Sprint(w.n, " ", req.Method, " ", req.URL.Path, "?", req.URL.RawQuery, " ", f))
	w.n++
	if w.dead {
		w.mu.Unlock()
		return nil, errGone
	}
	w.dead = f == dieBefore || f == dieAfter
	w.mu.Unlock()

	answer := func(status int) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("no")), Request: req}, nil
	}
	switch f {
	case dropBefore:
		return nil, errGone
	case stuck:
		<-req.Context().Done()
		return nil, req.Context().Err()
	case dieBefore:
		w.die()
		return nil, errGone
	case takeLink:
		w.world.takeOff(w.others, "sell_lead_3000_")
	case takeClaim:
		w.world.takeOff(w.others, "sell_claim_")
	}
	if status, ok := strings.CutPrefix(string(f), "refused "); ok {
		n, _ := strconv.Atoi(status)
		return answer(n)
	}
	res, err := w.inside.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	switch f {
	case dropAfter:
		return nil, errGone
	case truncated:
		all, err := io.ReadAll(res.Body)
		if err != nil {
			return nil, err
		}
		res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(all[:len(all)/2]), cutOff{}))
		res.ContentLength = -1
	case slow:
		if err := pause(req.Context(), 5*time.Minute); err != nil {
			return nil, err
		}
	case dieAfter:
		w.die()
		return nil, errGone
	}
	if status, ok := strings.CutPrefix(string(f), "carried out and answered "); ok {
		n, _ := strconv.Atoi(status)
		return answer(n)
	}
	return res, nil
}

type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func drain(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(req.Body)
	req.Body = io.NopCloser(bytes.NewReader(body))
	return body, err
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// takeOff is somebody who takes tags off the ticket.
func (w *world) takeOff(desk *support.Client, prefix string) {
	ctx := context.Background()
	ticket, err := desk.Tickets.Get(ctx, openTicket)
	if err != nil {
		return
	}
	for _, tag := range ticket.Tags {
		if strings.HasPrefix(tag, prefix) {
			_ = desk.Tickets.RemoveTags(ctx, openTicket, support.TicketTagsParams{Tags: []string{tag}})
		}
	}
}

// on makes the Integration of a process at the end of a wire.
func (w *world) on(t testing.TB, wr *wire, change func(*integration.Config)) *integration.Integration {
	crm := func(token string) *sell.Client {
		c, err := sell.NewClient(zendesk.Bearer(token), &sell.Config{HTTPClient: &http.Client{Transport: wireTo{wr, w.sell.Transport()}}, Limiter: noLimit{}})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	desk, err := support.NewClient("acme", zendesk.Bearer(supporttest.DefaultToken), &support.Config{HTTPClient: &http.Client{Transport: wireTo{wr, w.support.Transport()}}, Limiter: noLimit{}})
	if err != nil {
		t.Fatal(err)
	}
	return w.integrate(t, func(cfg *integration.Config) {
		cfg.Support, cfg.Sell = desk, crm(selltest.DefaultToken)
		cfg.Agents = func(context.Context, int64) (*sell.Client, error) { return crm(repToken), nil }
		change(cfg)
	})
}

// build makes the accounts of a schedule.
func (s schedule) build() *world {
	w := newWorldWith(s.field == filterable, []selltest.Option{selltest.WithLag(s.lag)}, []supporttest.Option{supporttest.WithLag(s.lag)})
	if s.field == storeOnly {
		w.sell.AddCustomField("leads", selltest.CustomField{Name: integration.DefaultTicketField})
	}
	w.sell.Seed("leads", `{"id":77,"first_name":"Carl van","last_name":"Castle","email":"other@example.org","owner_id":7,"description":"https://acme.zendesk.com/agent/tickets/30001"}`)
	if s.nameless {
		w.support.Seed("users", `{"id":200,"name":"Carl van Castle","role":"end-user","active":true}`)
	}
	if s.followUp {
		w.support.Seed("tickets", `{"id":3000,"subject":"Again","description":"Once more","status":"open","requester_id":200,
			"tags":["vip","sell_lead_2999_77","sell_claim_2999_107_abc_946684700_946684799"],
			"via":{"channel":"web","source":{"from":{"ticket_id":2999},"rel":"follow_up"}},
			"created_at":"1999-12-01T00:00:00Z","updated_at":"1999-12-01T00:00:00Z"}`)
	}
	return w
}

// run plays a schedule and returns what is wrong with its end.
func (s schedule) run(t *testing.T) (wrong []string, logs [][]string) {
	w := s.build()
	lease := integration.NewMemoryLease()
	change := func(cfg *integration.Config) {
		if !s.only {
			allAgents(cfg)
		}
		if s.memory {
			cfg.Lease = lease
		}
	}
	w.support.AddToken("others-token", supportAdmin)
	others := w.support.ClientFor("others-token", &support.Config{Limiter: noLimit{}})
	stranger := w.lead(t, 77)
	note := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	var mu sync.Mutex
	one := func(p plan) *wire {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		wr := &wire{world: w, others: others, plan: p, die: cancel}
		in := w.on(t, wr, change)
		wait(t, p.start)
		a, err := in.As(ctx, agent)
		if err != nil {
			return wr
		}
		res, err := a.CreateLead(ctx, integration.LeadRequest{Ticket: openTicket, Note: "wants a quote"})
		mu.Lock()
		defer mu.Unlock()
		if res.Outcome == integration.Matched {
			note("matched the ticket's own lead: %v", res.Matches)
		}
		if len(res.Duplicates) > 0 {
			note("duplicates %v", res.Duplicates)
		}
		if len(p.faults) == 0 && (err != nil || res.LeadID == 0) {
			note("a clean run: %s, %v", steps(res), err)
		}
		return wr
	}
	wires := make([]*wire, len(s.plans)+1)
	var wg sync.WaitGroup
	for i, p := range s.plans {
		if s.beside {
			wg.Go(func() { wires[i] = one(p) })
		} else {
			wires[i] = one(p)
		}
	}
	wg.Wait()
	wires[len(s.plans)] = one(plan{})
	for _, wr := range wires {
		logs = append(logs, wr.log)
	}

	leads := w.leads(t)
	if len(leads) != 2 {
		note("%d leads of the ticket", len(leads)-1)
	}
	if got := w.lead(t, 77); got != stranger {
		note("the stranger's lead was changed: %s", got)
	}
	notes := w.notes(t)
	if len(notes) != 1 || notes[0]["resource_id"] == float64(77) {
		note("%d notes: %v", len(notes), notes)
	}
	if n := len(w.comments(t, openTicket)); n != 2 {
		note("%d comments of the runs", n-1)
	}
	for _, l := range leads {
		if id := int64(l["id"].(float64)); id != 77 && !slices.Contains(w.tags(t, openTicket), linkTag(openTicket, id)) {
			note("lead %d is not linked", id)
		}
	}
	for _, tag := range w.tags(t, openTicket) {
		if strings.HasPrefix(tag, "sell_claim_3000") {
			note("a claim is left: %s", tag)
		}
	}
	return wrong, logs
}

func (w *world) lead(t testing.TB, id int64) string {
	for _, raw := range w.sell.Records("leads") {
		var l struct{ ID int64 }
		if err := json.Unmarshal(raw, &l); err != nil {
			t.Fatal(err)
		}
		if l.ID == id {
			return string(raw)
		}
	}
	return ""
}

func (s schedule) check(t *testing.T, name string) (requests int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		wrong, logs := s.run(t)
		requests = len(logs[0])
		if len(wrong) > 0 {
			t.Errorf("%s: %s\n%s", name, s, strings.Join(wrong, "\n"))
			for i, log := range logs {
				t.Logf("run %d\n  %s", i, strings.Join(log, "\n  "))
			}
		}
	})
	return requests
}

// Each fault at each request of a run, in each setting; then a clean run.
func TestSchedulesOfOneFault(t *testing.T) {
	for _, field := range []fieldKind{filterable, storeOnly, noField} {
		for _, memory := range []bool{false, true} {
			for _, nameless := range []bool{false, true} {
				s := schedule{field: field, memory: memory, nameless: nameless, only: memory, followUp: nameless, lag: 4 * time.Second}
				t.Run(fmt.Sprint(field, memory, nameless), func(t *testing.T) {
					t.Parallel()
					s.plans = []plan{{}}
					for k := range s.check(t, "none") {
						for _, f := range faults {
							s.plans = []plan{{faults: map[int]fault{k: f}}}
							s.check(t, "one")
							if t.Failed() {
								return
							}
						}
					}
				})
			}
		}
	}
}

// random makes a schedule of a seed.
func random(seed uint64) schedule {
	rnd := rand.New(rand.NewPCG(seed, 3))
	flip := func() bool { return rnd.IntN(2) == 0 }
	s := schedule{
		field: fieldKind(rnd.IntN(3)), memory: flip(), nameless: flip(), followUp: flip(), only: flip(), beside: flip(),
		lag: time.Duration(rnd.IntN(4500)) * time.Millisecond, plans: make([]plan, 1+rnd.IntN(4)),
	}
	for i := range s.plans {
		p := plan{start: time.Duration(rnd.IntN(1+2000*rnd.IntN(40))) * time.Millisecond, faults: make(map[int]fault)}
		for range 1 + rnd.IntN(4) {
			p.faults[rnd.IntN(45)] = faults[rnd.IntN(len(faults))]
		}
		if flip() { // somewhere it ends
			p.faults[rnd.IntN(45)] = []fault{dieBefore, dieAfter}[rnd.IntN(2)]
		}
		s.plans[i] = p
	}
	return s
}

// Up to four runs, one after the other or side by side, with several faults each.
func TestRandomSchedules(t *testing.T) {
	const parts = 4
	for part := range parts {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			for i := part; i < *scheduleCount; i += parts {
				seed := *scheduleSeed + uint64(i)
				random(seed).check(t, fmt.Sprint("seed ", seed))
				if t.Failed() {
					return
				}
			}
		})
	}
}
