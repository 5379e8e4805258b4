package export_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// size is how many leads the simulation has; EXPORT_LEADS asks for more.
func size() int {
	if n, err := strconv.Atoi(os.Getenv("EXPORT_LEADS")); err == nil {
		return n
	}
	return 20_000
}

// A copy uses the whole rate and no more, holds little, and is the account.
func TestFullRate(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(size(), size()/5)
		slow(fake, 1)
		w := watch(fake)
		most := 0
		start := time.Now()
		mustRun(t, fake, dir, &export.Options{Progress: func(p export.Progress) { most = max(most, p.Buffered) }})
		elapsed := time.Since(start)
		used := float64(w.requests) / (elapsed.Seconds() * 10)
		t.Logf("%d leads: %d requests in %v, %.1f %% of the budget, %d at once, %d records buffered", size(), w.requests, elapsed, 100*used, w.most, most)
		if used < 0.97 {
			t.Errorf("used %.3f of the budget, want 0.97", used)
		}
		if w.over != 0 || w.most > 8 {
			t.Errorf("%d requests were beyond ten in a second, %d were in flight; want 0 and 8 at most", w.over, w.most)
		}
		if most > 8*100 {
			t.Errorf("%d records were held, want 8 pages at most", most)
		}
		equal(t, fake, dir)
	})
}

// What a run holds in memory does not grow with the account.
func TestFlatMemory(t *testing.T) {
	peak := func(leads int, seed uint64) (most int64) {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			fake := account(0, 0)
			slow(fake, seed)
			boundless(fake, leads, leads/20)
			before, answers := live(), 0
			m := mustRun(t, fake, dir, &export.Options{Progress: func(export.Progress) {
				if answers++; answers%10 == 0 {
					most = max(most, live()-before)
				}
			}})
			if got := resource(t, m, "leads").Count; got != int64(leads) {
				t.Errorf("%d leads in the copy, want %d", got, leads)
			}
		})
		return most
	}
	few, many := 10_000, max(40_000, size())
	small, large := max(peak(few, 1), peak(few, 2)), peak(many, 3)
	t.Logf("at most %d KiB at %d leads, %d KiB at %d", small>>10, few, large>>10, many)
	// Which pages wait at the worst moment differs by some 200 KiB; two numbers
	// kept for each lead would be twice that.
	if each := float64(large-small) / float64(many-few); each > 16 {
		t.Errorf("each lead more holds %.1f bytes more", each)
	}
}

// boundless answers for leads and deals that the server need not hold.
func boundless(fake *selltest.Server, leads, deals int) {
	many := map[string]int{"/v2/leads": leads, "/v2/deals": deals}
	intercept(fake, func(w http.ResponseWriter, r *http.Request) bool {
		n, ok := many[r.URL.Path]
		if !ok && !strings.HasSuffix(r.URL.Path, "/associated_contacts") {
			return false
		}
		page, _ := strconv.Atoi(cmp.Or(r.URL.Query().Get("page"), "1"))
		per, _ := strconv.Atoi(cmp.Or(r.URL.Query().Get("per_page"), "25"))
		var items []string
		for id := (page-1)*per + 1; id <= min(page*per, n); id++ {
			items = append(items, fmt.Sprintf(`{"data":{"id":%d,"name":"%0200[1]d"}}`, id))
		}
		more := ""
		if page*per < n {
			more = fmt.Sprintf(`,"next_page":"https://api.getbase.com%s?page=%d&per_page=%d"`, r.URL.Path, page+1, per)
		}
		fmt.Fprintf(w, `{"items":[%s],"meta":{"type":"collection","count":%d,"links":{"self":"https://api.getbase.com%s"%s}}}`,
			strings.Join(items, ","), len(items), r.URL.Path, more)
		return true
	})
}

// live is how many bytes are in use.
func live() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// A run that is stopped anywhere, or dies, is gone on with.
func TestResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := account(500, 30)
		slow(fake, 2)
		random := rand.New(rand.NewPCG(3, 3))
		whole := time.Now()
		mustRun(t, fake, t.TempDir(), nil)
		took := time.Since(whole)
		for i := range 20 {
			dir := t.TempDir()
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(random.Int64N(int64(took)*9/10))) // runs differ in length
			dead := ""
			_, err := export.Run(ctx, fake.Client(nil), dir, &export.Options{Progress: func(export.Progress) {
				if i%2 == 0 && random.IntN(20) == 0 {
					dead = snapshot(t, dir) // a checkpoint, and files that are longer or not
				}
			}})
			cancel()
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("stopped run: %v", err)
			}
			if dead != "" {
				dir = dead
			}
			mustRun(t, fake, dir, nil)
			equal(t, fake, dir)
		}
	})
}

// While a copy is made, records are deleted and made: all that stay are in it.
func TestDrift(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(2_000, 10)
		slow(fake, 4)
		ctx, stop := context.WithCancel(t.Context())
		var writers sync.WaitGroup
		var deleted atomic.Int64
		for seed := range uint64(4) {
			writers.Go(func() {
				writer := fake.Client(nil) // at a rate of its own
				random := rand.New(rand.NewPCG(seed, 5))
				for ctx.Err() == nil {
					if writer.Leads.Delete(ctx, random.Int64N(1_000)+1) == nil {
						deleted.Add(1)
					}
					_ = writer.Notes.Delete(ctx, random.Int64N(3)+1) // there or not
				}
			})
		}
		m := mustRun(t, fake, dir, nil)
		stop()
		writers.Wait()
		if deleted.Load() < 20 {
			t.Fatalf("only %d leads were deleted meanwhile", deleted.Load())
		}
		if _, err := export.Verify(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, resource(t, m, "leads").File))
		if err != nil {
			t.Fatal(err)
		}
		have := make(map[string]bool)
		for _, l := range lines(data) {
			have[l] = true
		}
		for _, r := range fake.Records("leads") {
			if !have[string(r)] {
				t.Errorf("the copy misses %s", r)
			}
		}
	})
}

// A second run asks for what changed only, and a full one finds deletions.
func TestUpdate(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(1_000, 100)
		client := fake.Client(nil)
		mustRun(t, fake, dir, nil)
		time.Sleep(time.Hour)
		w := watch(fake)
		mustRun(t, fake, dir, nil)
		equal(t, fake, dir)
		nested := 0
		for path, n := range w.byPath {
			if strings.HasSuffix(path, "/associated_contacts") || strings.HasSuffix(path, "/line_items") {
				nested += n
			}
		}
		if nested != 0 || w.byPath["/v2/leads"] != 1 || w.byPath["/files/1"] != 0 {
			t.Errorf("an unchanged account was read again: leads %d times, %d nested", w.byPath["/v2/leads"], nested)
		}

		for _, id := range []int64{3, 500, 999} {
			if _, err := client.Leads.Update(t.Context(), id, sell.LeadParams{Status: zendesk.Set("Working")}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := client.Leads.Create(t.Context(), sell.LeadParams{LastName: zendesk.Set("New")}); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Deals.Update(t.Context(), 2, sell.DealParams{Hot: zendesk.Set(true)}); err != nil {
			t.Fatal(err)
		}
		fake.Seed("deals/2/associated_contacts", `{"contact_id":3,"role":"involved"}`)
		mustRun(t, fake, dir, nil)
		equal(t, fake, dir)

		if err := client.Leads.Delete(t.Context(), 77); err != nil {
			t.Fatal(err)
		}
		m := mustRun(t, fake, dir, nil)
		if got := resource(t, m, "leads").Count; got != 1_001 {
			t.Errorf("an update has %d leads, want the deleted one too", got)
		}
		mustRun(t, fake, dir, &export.Options{Full: true})
		equal(t, fake, dir)
	})
}

// What the plan does not have is noted, and no error.
func TestUnavailable(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(20, 1)
		refuse(fake, http.StatusForbidden, func(p string) bool { return p == "/v2/sequences" || p == "/v2/documents" })
		m := mustRun(t, fake, dir, nil)
		for _, name := range []string{"sequences", "lead_documents"} {
			if r := resource(t, m, name); r.Unavailable != http.StatusForbidden || r.Count != 0 {
				t.Errorf("%s: %+v", name, r)
			}
		}
		if len(m.NotExportable) == 0 || m.Account.ID == 0 {
			t.Errorf("the manifest is %+v", m)
		}
		if _, err := export.Verify(t.Context(), dir); err != nil {
			t.Error(err)
		}
	})
}

// A copy of another account is left alone.
func TestOtherAccount(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(20, 1)
		mustRun(t, fake, dir, nil)
		other := selltest.New()
		other.Seed("accounts", `{"id":424242,"name":"Other"}`)
		if _, err := export.Run(t.Context(), other.Client(nil), dir, nil); err == nil || !strings.Contains(err.Error(), "424242") {
			t.Errorf("error = %v, want one that names both accounts", err)
		}
		equal(t, fake, dir)
		mustRun(t, fake, dir, nil)
	})
}

func TestVerifyFindsDamage(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) { mustRun(t, account(20, 2), dir, nil) })
	for _, name := range []string{"leads.ndjson", filepath.Join("files", "1")} {
		hurt := snapshot(t, dir)
		data, err := os.ReadFile(filepath.Join(hurt, name))
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 1
		if err := os.WriteFile(filepath.Join(hurt, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := export.Verify(t.Context(), hurt); err == nil {
			t.Errorf("a changed byte in %s went unnoticed", name)
		}
	}
	if _, err := export.Verify(t.Context(), t.TempDir()); err == nil {
		t.Error("an empty directory passed for a copy")
	}
}

// A run that dies while it puts files in place has fetched all.
func TestCommitGoesOn(t *testing.T) {
	dir := t.TempDir()
	block := filepath.Join(dir, "manifest.json.tmp") // in the way of the last file
	if err := os.Mkdir(block, 0o700); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		fake := account(20, 2)
		if _, err := export.Run(t.Context(), fake.Client(nil), dir, nil); err == nil {
			t.Fatal("the run succeeded without a manifest")
		}
		if err := os.RemoveAll(block); err != nil {
			t.Fatal(err)
		}
		w := watch(fake)
		mustRun(t, fake, dir, nil)
		if w.requests != 0 {
			t.Errorf("%d requests for what was there", w.requests)
		}
		equal(t, fake, dir)
	})
}

// A stopped update leaves the older copy as it was.
func TestStoppedUpdate(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(300, 20)
		before := mustRun(t, fake, dir, nil)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		if _, err := export.Run(ctx, fake.Client(nil), dir, &export.Options{Full: true}); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("error = %v, want the deadline", err)
		}
		after, err := export.Verify(t.Context(), dir)
		if err != nil || !after.FinishedAt.Equal(before.FinishedAt) {
			t.Errorf("the older copy: %v", err)
		}
		mustRun(t, fake, dir, nil)
		equal(t, fake, dir)
	})
}

// Records whose id is odd are copied, too, and again by an update.
func TestOddIDs(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(450, 20)
		fake.Seed("leads", `{"id":null,"last_name":"A"}`, `{"id":"x2","last_name":"B"}`, `{"id":"2","last_name":"B"}`, `{"last_name":"C"}`)
		fake.Seed("notes", `{"id":null,"content":"a","created_at":"1999-01-01T00:00:00Z","updated_at":"1999-01-01T00:00:00Z"}`)
		fake.Seed("lead_conversions", `{"id":"x","lead_id":1}`)
		m := mustRun(t, fake, dir, nil)
		equal(t, fake, dir)
		if r := resource(t, m, "leads"); r.Count != 453 || r.FirstID != 1 || r.LastID < 450 {
			t.Errorf("%+v", r)
		}
		mustRun(t, fake, dir, nil)
		equal(t, fake, dir)
	})
}

// A record that Sell sends over several lines is one line.
func TestLineBreaks(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(20, 2)
		fake.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/v2/leads" {
					next.ServeHTTP(w, r)
					return
				}
				answer := httptest.NewRecorder()
				next.ServeHTTP(answer, r)
				var pretty bytes.Buffer
				if err := json.Indent(&pretty, answer.Body.Bytes(), "\r", "  "); err != nil {
					t.Error(err)
				}
				_, _ = w.Write(pretty.Bytes())
			})
		})
		m := mustRun(t, fake, dir, nil)
		if got := resource(t, m, "leads"); got.Count != 20 {
			t.Errorf("%d leads, want 20", got.Count)
		}
		if _, err := export.Verify(t.Context(), dir); err != nil {
			t.Error(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, "leads.ndjson"))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(lines(data)); n != 20 || !strings.Contains(string(data), `  "id": 1,`) {
			t.Errorf("%d lines, want 20 with the blanks that were sent:\n%.300s", n, data)
		}
	})
}
