package export_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// account is a company with so many leads, and the rest in proportion.
func account(leads, deals int) *selltest.Server {
	fake := selltest.New()
	seed := func(kind string, n int, form string) {
		records := make([]string, n)
		for i := range records {
			records[i] = strings.ReplaceAll(form, "%", fmt.Sprint(i+1))
		}
		fake.Seed(kind, records...)
	}
	seed("leads", leads, `{"id":%,"owner_id":1,"last_name":"Ruiz %","updated_at":"1999-01-01T00:00:00Z","later":{"kept":[1.50,"\u00e9"]}}`)
	seed("contacts", deals/2, `{"id":%,"owner_id":1,"is_organization":true,"name":"Casa %","updated_at":"1999-01-01T00:00:00Z"}`)
	seed("deals", deals, `{"id":%,"owner_id":1,"name":"Roof %","contact_id":1,"value":"1000.50","updated_at":"1999-01-01T00:00:00Z"}`)
	seed("notes", deals/3, `{"id":%,"resource_type":"lead","resource_id":%,"content":"Called","created_at":"1999-01-01T00:00:00Z","updated_at":"1999-01-01T00:00:00Z"}`)
	seed("tasks", deals/4, `{"id":%,"owner_id":1,"content":"Call","created_at":"1999-01-01T00:00:00Z","updated_at":"1999-01-01T00:00:00Z"}`)
	seed("tags", 7, `{"id":%,"name":"tag %","resource_type":"lead"}`)
	seed("products", 3, `{"id":%,"name":"Tile %","prices":[{"amount":"1.50","currency":"EUR"}]}`)
	for i := 1; i <= deals; i += 10 {
		fake.Seed(fmt.Sprintf("deals/%d/associated_contacts", i), fmt.Sprintf(`{"contact_id":%d,"role":"involved"}`, i/2+1))
	}
	for i := 1; i <= deals/20; i++ {
		fake.Seed("orders", fmt.Sprintf(`{"id":%d,"deal_id":%d,"updated_at":"1999-01-01T00:00:00Z"}`, i, i))
		fake.Seed(fmt.Sprintf("orders/%d/line_items", i), `{"name":"Tile","value":"1.50","quantity":2}`)
	}
	for i := 1; i <= 12; i++ {
		fake.Seed("documents", fmt.Sprintf(`{"id":%d,"resource_type":"lead","resource_id":%d,"name":"Plan","updated_at":"1999-01-01T00:00:00Z"}`, i, i))
		if i != 5 {
			fake.SetFile(int64(i), bytes.Repeat([]byte{byte(i)}, 1000*i))
		}
	}
	seed("lead_conversions", 450, `{"id":%,"lead_id":%}`)
	fake.Quiet()
	return fake
}

// slow makes answers take 100 to 500 ms, the same in each run of a test.
func slow(fake *selltest.Server, seed uint64) {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(seed, seed))
	fake.Latency(func() time.Duration {
		mu.Lock()
		defer mu.Unlock()
		return time.Duration(100+random.IntN(401)) * time.Millisecond
	})
}

// traffic is what the server saw.
type traffic struct {
	mu        sync.Mutex
	requests  int // of the API; files lie elsewhere
	over      int // that were more than ten in a second
	now, most int // in flight
	arrived   []time.Time
	byPath    map[string]int
}

func watch(fake *selltest.Server) *traffic {
	w := &traffic{byPath: make(map[string]int)}
	fake.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			w.mu.Lock()
			w.now++
			w.most = max(w.most, w.now)
			w.byPath[r.URL.Path]++
			if strings.HasPrefix(r.URL.Path, "/v2/") {
				w.requests++
				now := time.Now()
				if n := len(w.arrived); n >= 10 && now.Sub(w.arrived[n-10]) < time.Second {
					w.over++
				}
				w.arrived = append(w.arrived, now)
			}
			w.mu.Unlock()
			next.ServeHTTP(rw, r)
			w.mu.Lock()
			w.now--
			w.mu.Unlock()
		})
	})
	return w
}

// intercept answers in place of the server where f does and returns true.
func intercept(fake *selltest.Server, f func(w http.ResponseWriter, r *http.Request) bool) {
	fake.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !f(w, r) {
				next.ServeHTTP(w, r)
			}
		})
	})
}

// refuse answers with a status for some paths.
func refuse(fake *selltest.Server, status int, matches func(path string) bool) {
	intercept(fake, func(w http.ResponseWriter, r *http.Request) bool {
		if !matches(r.URL.Path) {
			return false
		}
		w.WriteHeader(status)
		return true
	})
}

// link is the part of a document that each answer has anew.
var link = regexp.MustCompile(`,?"download_url":"[^"]*"`)

// equal compares a finished copy with the account, byte for byte.
func equal(t *testing.T, fake *selltest.Server, dir string) {
	t.Helper()
	m, err := export.Verify(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, res := range m.Resources {
		kind := res.Name
		for _, of := range []string{"prospect_and_customer", "lead", "contact", "deal"} {
			for _, what := range []string{"custom_fields", "industries"} {
				if kind == of+"_"+what {
					kind = of + "/" + what
				}
			}
		}
		if strings.HasSuffix(kind, "_files") || kind == "accounts" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, res.File))
		if err != nil {
			t.Fatal(err)
		}
		got := lines(data)
		var want []string
		switch kind {
		case "lead_documents", "contact_documents", "deal_documents":
			of, _, _ := strings.Cut(kind, "_")
			for _, r := range fake.Records("documents") {
				if strings.Contains(string(r), `"resource_type":"`+of+`"`) {
					want = append(want, string(r))
				}
			}
			for i := range got {
				got[i] = link.ReplaceAllString(got[i], "")
			}
		case "line_items":
			want = under(fake, "orders", "line_items", "order_id")
		case "associated_contacts":
			want = under(fake, "deals", "associated_contacts", "deal_id")
		default:
			for _, r := range fake.Records(kind) {
				want = append(want, string(r))
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%s: %d records, want %d", kind, len(got), len(want))
		}
		if kind == "lead_conversions" { // the latest first
			for i, j := 0, len(want)-1; i < j; i, j = i+1, j-1 {
				want[i], want[j] = want[j], want[i]
			}
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("%s: line %d is\n%s\nwant\n%s", kind, i+1, got[i], want[i])
			}
		}
	}
}

func lines(data []byte) []string {
	if len(data) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

func under(fake *selltest.Server, parents, kind, member string) []string {
	var want []string
	for _, raw := range fake.Records(parents) {
		var p struct{ ID int64 }
		if err := json.Unmarshal(raw, &p); err != nil {
			panic(err)
		}
		for _, r := range fake.Records(fmt.Sprintf("%s/%d/%s", parents, p.ID, kind)) {
			want = append(want, fmt.Sprintf(`{"%s":%d,"data":%s}`, member, p.ID, r))
		}
	}
	return want
}

// snapshot copies a directory as a process that dies leaves it.
func snapshot(t *testing.T, from string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return to
}

// snapshotWithTimes is [snapshot] with the times of files, as a machine that is
// switched on again has them.
func snapshotWithTimes(t *testing.T, from string) string {
	t.Helper()
	to := snapshot(t, from)
	err := filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		return os.Chtimes(filepath.Join(to, rel), info.ModTime(), info.ModTime())
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func resource(t *testing.T, m *export.Manifest, name string) export.Resource {
	t.Helper()
	for _, r := range m.Resources {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("the manifest has no %s", name)
	return export.Resource{}
}

func mustRun(t *testing.T, fake *selltest.Server, dir string, opts *export.Options) *export.Manifest {
	t.Helper()
	m, err := export.Run(t.Context(), fake.Client(nil), dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
