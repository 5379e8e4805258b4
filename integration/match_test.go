package integration_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
)

// asked counts the requests to Sell since they were forgotten last: searches,
// lists and single records.
func (w *world) asked() (searches, lists, others int) {
	for _, r := range w.sell.Requests() {
		switch {
		case strings.HasSuffix(r.Path, "/search"):
			searches++
		case r.Path == "/v2/leads" || r.Path == "/v2/contacts":
			lists++
		default:
			others++
		}
	}
	return searches, lists, others
}

// emptySearch is an index that has nothing yet.
func emptySearch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/search") {
			_, _ = w.Write([]byte(`{"items":[{"successful":true,"items":[],"meta":{"type":"collection","count":0,"total_count":0,"links":{}}}]}`))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// spelledOut are spellings of the customer's number, which is +49 171 2345678.
var spelledOut = []string{
	"+49 171 2345678", "+491712345678", "+49 (0)171 2345678", "+49-171-234-5678", "0049 171 2345678", "491712345678",
	"0171 2345678", "(0171) 234-5678", "0171/2345678", "171 2345678", "01712345678", "+49.171.2345678",
}

// Search finds a number in whatever spelling it stands in Sell, and in whatever
// spelling Support has it.
func TestRecordsBySearchInAllSpellings(t *testing.T) {
	for i, stored := range spelledOut {
		for _, kind := range []string{"leads", "contacts"} {
			w := newWorld(nil, nil)
			member := []string{"phone", "mobile"}[i%2]
			w.sell.Seed(kind, fmt.Sprintf(`{"id":900,"last_name":"Castle","name":"Castle","owner_id":7,%q:%q}`, member, stored),
				`{"id":901,"last_name":"Other","name":"Other","owner_id":7,"phone":"+49 171 2345679"}`,
				`{"id":902,"last_name":"Other","name":"Other","owner_id":7,"phone":"+43 171 2345678"}`)
			want := []string{strings.TrimSuffix(kind, "s") + " 900 by phone"}
			if got := refs(recordsOf(t, as(t, w.integrate(t, nil), agent))); !slices.Equal(got, want) {
				t.Errorf("%s as %s: found %q", stored, kind, got)
			}
		}
	}
	for _, number := range spelledOut {
		w := newWorld(nil, nil)
		w.support.Seed("users", fmt.Sprintf(`{"id":200,"name":"Carl","phone":%q,"role":"end-user","active":true}`, number))
		w.sell.Seed("leads", `{"id":900,"last_name":"Castle","owner_id":7,"phone":"+49 171 2345678"}`)
		if got := refs(recordsOf(t, as(t, w.integrate(t, nil), agent))); !slices.Equal(got, []string{"lead 900 by phone"}) {
			t.Errorf("asked for %s: found %q", number, got)
		}
	}
}

// manyKeys gives the customer 25 addresses and 25 numbers.
func (w *world) manyKeys() {
	var identities []string
	for i := range 24 {
		identities = append(identities, fmt.Sprintf(`"type":"email","value":"c%02d@example.com"`, i),
			fmt.Sprintf(`"type":"phone_number","value":"+49 30 555010%02d"`, i))
	}
	w.identities(identities...)
}

// What a look-up costs, with and without Search.
func TestRecordsRequests(t *testing.T) {
	type cost struct{ searches, lists, others int }
	for name, test := range map[string]struct {
		keys  bool // 25 + 25 instead of 1 + 1
		lead  string
		plan  func(http.Handler) http.Handler
		first cost // of the first look-up, when the plan is not known
		then  cost
	}{
		"Search finds":          {false, `"phone":"0171 2345678"`, nil, cost{2, 1, 0}, cost{2, 1, 0}},
		"Search finds nothing":  {false, ``, nil, cost{2, 2, 0}, cost{2, 2, 0}},
		"many keys":             {true, `"email":"c20@example.com"`, nil, cost{2, 1, 0}, cost{2, 1, 0}},
		"many keys, nothing":    {true, ``, nil, cost{2, 2, 0}, cost{2, 2, 0}},
		"lists":                 {false, `"phone":"+491712345678"`, withoutSearch(http.StatusForbidden), cost{2, 14, 0}, cost{0, 14, 0}},
		"many keys, lists only": {true, ``, withoutSearch(http.StatusForbidden), cost{2, 350, 0}, cost{0, 350, 0}},
	} {
		w := newWorld(nil, nil)
		if test.plan != nil {
			w.sell.Use(test.plan)
		}
		if test.keys {
			w.manyKeys()
		}
		var want []string
		if test.lead != "" {
			w.sell.Seed("leads", `{"id":900,"last_name":"Castle","owner_id":7,`+test.lead+`}`)
			want = []string{"lead 900"}
		}
		a := as(t, w.integrate(t, nil), agent)
		for i, most := range []cost{test.first, test.then} {
			w.sell.ForgetRequests()
			got := refs(recordsOf(t, a))
			if len(got) != len(want) || len(got) > 0 && !strings.HasPrefix(got[0], want[0]) {
				t.Errorf("%s: found %q", name, got)
			}
			searches, lists, others := w.asked()
			if is := (cost{searches, lists, others}); is != most && (i > 0 || is.lists != most.lists) { // the first refusal ends both searches
				t.Errorf("%s, look-up %d: %+v, want %+v", name, i+1, is, most)
			}
		}
	}
}

// The index of Search lags: what it does not have is found by lists, also where
// a great many records were changed since, and where there is something older.
func TestRecordsBeforeTheIndex(t *testing.T) {
	for name, test := range map[string]struct {
		others  int
		changed string // when
		lists   int
	}{
		"few records":                  {20, "2000-01-01T00:00:00Z", 2},
		"many old ones":                {150, "1999-01-01T00:00:00Z", 2},
		"many changed just now":        {150, "2000-01-01T00:30:00Z", 16},
		"many changed, by their clock": {150, "2000-01-01T00:00:01Z", 16},
	} {
		synctest.Test(t, func(t *testing.T) { // it is 2000-01-01
			w := newWorld(nil, nil)
			w.sell.Use(emptySearch)
			var others []string
			for i := range test.others {
				others = append(others, fmt.Sprintf(`{"id":%d,"last_name":"Other","owner_id":7,"updated_at":%q}`, 1000+i, test.changed))
			}
			w.sell.Seed("leads", append(others, `{"id":900,"last_name":"Castle","owner_id":7,"email":"carl@example.com","updated_at":"2000-01-01T00:00:00Z"}`)...)
			a := as(t, w.integrate(t, nil), agent)
			w.sell.ForgetRequests()
			if got := refs(recordsOf(t, a)); !slices.Equal(got, []string{"lead 900 by email"}) {
				t.Errorf("%s: found %q", name, got)
			}
			if _, lists, _ := w.asked(); lists != test.lists {
				t.Errorf("%s: %d lists", name, lists)
			}
		})
	}
}

// A run that makes a lead does not take an old record that Search finds for all
// there is.
func TestCreateLeadSeesWhatSearchMisses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.sell.Use(emptySearch)
		a := as(t, w.integrate(t, nil), agent)
		w.sell.Seed("leads", `{"id":900,"last_name":"Castle","owner_id":7,"email":"carl@example.com"}`)
		for i := range 2 { // the second knows that there is a Search
			res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
			if err != nil || res.Outcome != integration.Matched || res.Matches[0].ID != 900 {
				t.Errorf("run %d: %v, %v", i, res.Outcome, err)
			}
		}
		if len(w.leads(t)) != 1 {
			t.Errorf("%d leads", len(w.leads(t)))
		}
	})
}

// Whether there is a Search is asked once a token and hour.
func TestSearchIsRemembered(t *testing.T) {
	for _, status := range []int{400, 402, 403, 404, 422, 501} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(nil, nil)
			w.sell.Use(withoutSearch(status))
			w.sell.Seed("leads", `{"id":900,"last_name":"Castle","owner_id":7,"email":"carl@example.com"}`)
			in := w.integrate(t, nil)
			look := func(in *integration.Integration) int {
				w.sell.ForgetRequests()
				if got := refs(recordsOf(t, as(t, in, agent))); !slices.Equal(got, []string{"lead 900 by email"}) {
					t.Errorf("%d: found %q", status, got)
				}
				searches, _, _ := w.asked()
				return searches
			}
			if n := look(in); n == 0 {
				t.Errorf("%d: nothing was searched", status)
			}
			if n := look(in); n != 0 {
				t.Errorf("%d: searched again, %d times", status, n)
			}
			if _, err := in.Automation().Records(t.Context(), openTicket); err != nil {
				t.Error(err)
			}
			if searches, _, _ := w.asked(); searches == 0 {
				t.Errorf("%d: the verdict on one token counted for another", status)
			}
			wait(t, time.Hour+time.Second)
			if n := look(in); n == 0 {
				t.Errorf("%d: never searched again", status)
			}
		})
	}
}

// A Search that is down costs no more than its time; lists answer.
func TestSearchIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, status := range []int{429, 500, 502, 503} {
			w := newWorld(nil, nil)
			w.sell.Use(withoutSearch(status))
			w.sell.Seed("leads", `{"id":900,"last_name":"Castle","owner_id":7,"email":"carl@example.com"}`)
			a := as(t, w.integrate(t, nil), agent)
			for range 2 {
				w.sell.ForgetRequests()
				if got := refs(recordsOf(t, a)); !slices.Equal(got, []string{"lead 900 by email"}) {
					t.Errorf("%d: found %q", status, got)
				}
				if searches, _, _ := w.asked(); searches == 0 || searches > 4 {
					t.Errorf("%d: %d searches", status, searches)
				}
			}
		}
		w := newWorld(nil, nil)
		a := as(t, w.integrate(t, nil), agent)
		w.sell.Use(withoutSearch(http.StatusUnauthorized))
		if _, err := a.Records(t.Context(), openTicket); !errors.Is(err, zendesk.ErrUnauthorized) {
			t.Errorf("401: %v", err)
		}
	})
}

// What Search finds is compared again, and read from the lists: an index that
// ignores the filter, or is behind, makes nobody a match.
func TestSearchIsNotTrusted(t *testing.T) {
	w := newWorld(nil, nil)
	var leads []string
	for i := range 450 {
		leads = append(leads, fmt.Sprintf(`{"id":%d,"last_name":"Other","email":"o%d@example.com","owner_id":7}`, 1000+i, i))
	}
	w.sell.Seed("leads", leads...)
	pages := 0
	w.sell.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/v3/leads/search" && pages > 0: // strangers without end
				pages++
				_, _ = fmt.Fprintf(rw, `{"items":[{"successful":true,"items":[{"data":{"id":1001,"version":1,"email":"o1@example.com"}}],"meta":{"type":"collection","links":{"next_page":"%d"}}}]}`, pages)
			case r.URL.Path == "/v3/leads/search": // some belong to others by now, and one is gone
				pages++
				_, _ = rw.Write([]byte(`{"items":[{"successful":true,"items":[
					{"data":{"id":1000,"version":1,"email":"carl@example.com"}},{"data":{"id":1001,"version":1,"email":"o1@example.com"}},
					{"data":{"id":1002,"version":1,"email":{"odd":true}}},{"data":{"id":5,"version":1,"email":"carl@example.com"}}],
					"meta":{"type":"collection","links":{"next_page":"more"}}}]}`))
			default:
				next.ServeHTTP(rw, r)
			}
		})
	})
	w.sell.Seed("leads", `{"id":1002,"last_name":"Castle","email":"carl@example.com","owner_id":7}`)
	a := as(t, w.integrate(t, nil), agent)
	w.sell.ForgetRequests()
	if got := refs(recordsOf(t, a)); !slices.Equal(got, []string{"lead 1002 by email"}) {
		t.Errorf("found %q", got)
	}
	if pages != 2 {
		t.Errorf("%d pages of hits were read", pages)
	}
	for _, r := range w.sell.Requests() {
		if r.Path == "/v2/leads" && r.Query.Get("ids") != "1000,1002,5" {
			t.Errorf("asked for %s", r.Query)
		}
	}
}

// Look-ups run side by side, and not all at once.
func TestLookUpsSideBySide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.sell.Use(withoutSearch(http.StatusForbidden))
		w.sell.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				wait(t, time.Second)
				next.ServeHTTP(rw, r)
			})
		})
		a := as(t, w.integrate(t, nil), agent)
		recordsOf(t, a)
		began := time.Now()
		recordsOf(t, a) // 14 lists
		if took := time.Since(began); took < 2*time.Second || took > 3*time.Second {
			t.Errorf("14 lists took %v", took)
		}
	})
}
