package export_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// What Sell may make of a parameter that is not documented.
const (
	ignored = "ignored"
	refused = "refused"
)

// withoutIncludes makes a server not know what deals can bring along.
func withoutIncludes(fake *selltest.Server, how string) {
	fake.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			if q.Has("includes") {
				if how == refused {
					http.Error(w, `{"errors":[{"error":{"code":"invalid_param"}}]}`, http.StatusBadRequest)
					return
				}
				q.Del("includes")
				r.URL.RawQuery = q.Encode()
			}
			next.ServeHTTP(w, r)
		})
	})
}

// askedTogether counts the requests for the contacts of many deals.
func askedTogether(fake *selltest.Server) *atomic.Int64 {
	n := new(atomic.Int64)
	intercept(fake, func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Has("includes") {
			n.Add(1)
		}
		return false
	})
	return n
}

// nestedRequests counts those for the contacts of single deals.
func nestedRequests(w *traffic) (n int) {
	for path, asked := range w.byPath {
		if strings.HasSuffix(path, "/associated_contacts") {
			n += asked
		}
	}
	return n
}

// The associated contacts of a hundred deals cost one request. Those of a deal with
// more than a page of them are listed.
func TestContactsOfManyDeals(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(20, 250)
		for i := range 40 {
			fake.Seed("deals/7/associated_contacts", fmt.Sprintf(`{"contact_id":%d,"role":"involved","odd":[1.50]}`, i+1))
		}
		w, together := watch(fake), askedTogether(fake)
		mustRun(t, fake, dir, nil)
		equal(t, fake, dir)
		if n := nestedRequests(w); n != 1 || w.byPath["/v2/deals/7/associated_contacts"] != 1 || together.Load() != 3 {
			t.Errorf("%d requests for single deals, %d for many; want one for the deal with forty, and one for a hundred", n, together.Load())
		}

		// Of those that changed alone.
		time.Sleep(time.Hour)
		for _, id := range []int64{3, 120} {
			if _, err := fake.Client(nil).Deals.Update(t.Context(), id, sell.DealParams{Hot: zendesk.Set(true)}); err != nil {
				t.Fatal(err)
			}
			fake.Seed(fmt.Sprintf("deals/%d/associated_contacts", id), `{"contact_id":9,"role":"involved"}`)
		}
		fake.Seed("deals", `{"id":251,"owner_id":1,"name":"Last"}`)
		w = watch(fake)
		mustRun(t, fake, dir, nil)
		equal(t, fake, dir)
		if n := nestedRequests(w); n != 3 || together.Load() != 3 {
			t.Errorf("an update: %d requests for single deals, %d for many", n, together.Load()-3)
		}
	})
}

// Where Sell does not know the parameter, each deal is asked for by itself.
func TestContactsWithoutIncludes(t *testing.T) {
	for _, how := range []string{ignored, refused} {
		t.Run(how, func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				fake := account(20, 250)
				withoutIncludes(fake, how)
				w, together := watch(fake), askedTogether(fake)
				mustRun(t, fake, dir, nil)
				equal(t, fake, dir)
				if n := nestedRequests(w); n != 250 || together.Load() != 3 {
					t.Errorf("%d requests for single deals, %d for many", n, together.Load())
				}
			})
		})
	}
}

// A deal whose contacts are refused does not take those of others along.
func TestContactsOfOneDealRefused(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(10, 60)
		for i := range 40 {
			fake.Seed("deals/7/associated_contacts", fmt.Sprintf(`{"contact_id":%d,"role":"involved"}`, i+1))
		}
		refuse(fake, http.StatusForbidden, func(p string) bool { return p == "/v2/deals/7/associated_contacts" })
		r := resource(t, mustRun(t, fake, dir, nil), "associated_contacts")
		if r.Count != 6 || r.Refused != 1 || r.Unavailable != 0 {
			t.Errorf("%+v, want the 6 of the other deals", r)
		}
	})
}

// Industries come in pages. So might the definitions of custom fields, which
// nobody documents.
func TestManyDefinitions(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(20, 10)
		for i := range 230 {
			fake.Seed("lead/industries", fmt.Sprintf(`{"name":"Trade %03d"}`, i))
			fake.Seed("deal/custom_fields", fmt.Sprintf(`{"id":%d,"name":"Field %[1]d"}`, i+1))
		}
		fake.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if q := r.URL.Query(); r.URL.Path == "/v2/deal/custom_fields" && !q.Has("page") {
					q.Set("page", "1")
					r.URL.RawQuery = q.Encode()
				}
				next.ServeHTTP(w, r)
			})
		})
		mustRun(t, fake, dir, nil)
		equal(t, fake, dir)
	})
	synctest.Test(t, func(t *testing.T) {
		fake := account(20, 10)
		intercept(fake, func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/v2/lead/industries" {
				return false
			}
			_, _ = w.Write([]byte(`{"items":[{"data":{"name":"Retail"}}],"meta":{"links":{"next_page":"https://api.getbase.com/v2/lead/industries?page=2"}}}`))
			return true
		})
		if _, err := export.Run(t.Context(), fake.Client(nil), t.TempDir(), nil); !errors.Is(err, zendesk.ErrNoProgress) {
			t.Errorf("a listing without an end: %v", err)
		}
	})
}
