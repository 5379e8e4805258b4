package main

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// trouble is what makes the stand-ins as inconvenient as the real APIs.
type trouble struct {
	limits                  bool
	sellLimit, supportLimit int
	faults                  faults
	seed                    uint64
	retryAfter              int // seconds
	latency, lag            span
}

// supportPlan is the limit of the plans in the middle.
const supportPlan = 400

func (tr *trouble) options() ([]selltest.Option, []supporttest.Option) {
	lag := tr.lag.random(tr.seed)
	forSell, forSupport := []selltest.Option{selltest.WithLags(lag)}, []supporttest.Option{supporttest.WithLags(lag)}
	limit := tr.supportLimit
	if tr.limits {
		forSupport = append(forSupport, supporttest.WithEndpointLimits())
		if limit == 0 {
			limit = supportPlan
		}
	}
	if limit > 0 {
		forSupport = append(forSupport, supporttest.WithRateLimit(limit))
	}
	if tr.limits && tr.sellLimit == 0 {
		forSell = append(forSell, selltest.WithRateLimit())
	}
	return forSell, forSupport
}

// apply puts the faults around the stand-ins. Sell's refusals have no header that
// says when to come again.
func (tr *trouble) apply(crm *selltest.Server, desk *supporttest.Server) {
	if tr.sellLimit > 0 {
		crm.LimitTo(tr.sellLimit, time.Second, nil)
	}
	if len(tr.faults) > 0 {
		crm.Use(tr.faults.around(tr.seed, nil))
		desk.Use(tr.faults.around(tr.seed, http.Header{"Retry-After": {strconv.Itoa(tr.retryAfter)}}))
	}
	if tr.latency.to > 0 {
		crm.Latency(tr.latency.random(tr.seed))
		desk.Latency(tr.latency.random(tr.seed))
	}
}

// span is a length of time, or two that it lies between.
type span struct{ from, to time.Duration }

func (s *span) String() string {
	switch {
	case s.to == 0:
		return ""
	case s.from == s.to:
		return s.to.String()
	}
	return s.from.String() + "-" + s.to.String()
}

// Set reads "2s" or "100ms-2s".
func (s *span) Set(text string) error {
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		last = first
	}
	from, err := time.ParseDuration(first)
	to, errTo := time.ParseDuration(last)
	if err != nil || errTo != nil || from < 0 || to < from {
		return fmt.Errorf("want a time such as 300ms, or two such as 100ms-2s")
	}
	s.from, s.to = from, to
	return nil
}

// random returns a function that picks a time of the span, the same ones in each
// run.
func (s span) random(seed uint64) func() time.Duration {
	pick := draws(seed)
	return func() time.Duration { return s.from + time.Duration(pick()*float64(s.to-s.from)) }
}

// draws returns a function that gives numbers from 0 up to 1, the same ones in
// each run.
func draws(seed uint64) func() float64 {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(seed, seed))
	return func() float64 {
		mu.Lock()
		defer mu.Unlock()
		return random.Float64()
	}
}

// fault is what becomes of a request.
type fault struct {
	odds   float64
	status int    // of the answer; 0 for the others
	done   bool   // the request is carried out first
	how    string // drop or cut, without a status
}

// faults are read from a list such as "429=0.05,drop=0.01,done-504=0.01".
type faults []fault

func (f *faults) String() string {
	parts := make([]string, len(*f))
	for i, one := range *f {
		parts[i] = fmt.Sprintf("%s=%v", one.name(), one.odds)
	}
	return strings.Join(parts, ",")
}

func (f fault) name() string {
	switch {
	case f.status == 0 && f.how == "drop" && f.done:
		return "lost"
	case f.status == 0:
		return f.how
	case f.done:
		return "done-" + strconv.Itoa(f.status)
	}
	return strconv.Itoa(f.status)
}

// Set reads a list.
func (f *faults) Set(text string) error {
	var all faults
	sum := 0.0
	for part := range strings.SplitSeq(text, ",") {
		name, number, _ := strings.Cut(strings.TrimSpace(part), "=")
		one := fault{how: name}
		switch code, done := strings.CutPrefix(name, "done-"); name {
		case "drop":
		case "lost":
			one.how, one.done = "drop", true
		case "cut":
			one.done = true
		default:
			status, err := strconv.Atoi(code)
			if err != nil || status < 400 || status > 599 {
				return fmt.Errorf("%q is not a status from 400 to 599, done- and a status, drop, lost or cut", name)
			}
			one = fault{status: status, done: done}
		}
		odds, err := strconv.ParseFloat(number, 64)
		if err != nil || !(odds >= 0 && odds <= 1) {
			return fmt.Errorf("%s: want its odds, such as 0.05", name)
		}
		one.odds = odds
		sum += odds
		all = append(all, one)
	}
	if sum > 1 {
		return fmt.Errorf("the odds are more than 1 together")
	}
	*f = all
	return nil
}

// around returns what puts the faults around a stand-in. Refusals that a wait may
// help against carry the header.
func (f faults) around(seed uint64, header http.Header) func(http.Handler) http.Handler {
	pick := draws(seed)
	return func(inside http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n := pick()
			for _, one := range f {
				if n -= one.odds; n < 0 {
					one.strike(inside, w, r, header)
					return
				}
			}
			inside.ServeHTTP(w, r)
		})
	}
}

// strike answers a request with the fault. Where it closes the connection, it
// panics as net/http has it.
func (f fault) strike(inside http.Handler, w http.ResponseWriter, r *http.Request, header http.Header) {
	answer := &buffered{header: make(http.Header), status: http.StatusOK}
	if f.done {
		inside.ServeHTTP(answer, r)
	}
	switch {
	case f.status != 0:
		if f.status == http.StatusTooManyRequests || f.status == http.StatusServiceUnavailable {
			maps.Copy(w.Header(), header)
		}
		http.Error(w, http.StatusText(f.status), f.status)
		return
	case f.how == "cut":
		maps.Copy(w.Header(), answer.header)
		w.Header().Set("Content-Length", strconv.Itoa(answer.body.Len()))
		w.WriteHeader(answer.status)
		_, _ = w.Write(answer.body.Bytes()[:answer.body.Len()/2]) // the connection is closed anyway
	}
	panic(http.ErrAbortHandler)
}

// buffered keeps an answer.
type buffered struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (b *buffered) Header() http.Header { return b.header }

func (b *buffered) WriteHeader(status int) { b.status = status }

func (b *buffered) Write(p []byte) (int, error) { return b.body.Write(p) }
