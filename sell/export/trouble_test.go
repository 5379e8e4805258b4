package export_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// try makes a copy that should fail.
func try(t *testing.T, fake *selltest.Server, dir string, opts *export.Options) error {
	t.Helper()
	m, err := export.Run(t.Context(), fake.Client(nil), dir, opts)
	if err == nil {
		t.Fatalf("the run succeeded, with %d resources", len(m.Resources))
	}
	return err
}

// A run that goes on with another may be stopped just as well.
func TestStoppedResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for n := 1; n < 40; n += 4 {
			dir := t.TempDir()
			fake := account(30, 3)
			slow(fake, uint64(n))
			for _, stop := range []int{20, n} {
				ctx, cancel := context.WithCancel(t.Context())
				answers := 0
				_, err := export.Run(ctx, fake.Client(nil), dir, &export.Options{Progress: func(export.Progress) {
					if answers++; answers >= stop {
						cancel()
					}
				}})
				cancel()
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Fatal(err)
				}
			}
			mustRun(t, fake, dir, nil)
			equal(t, fake, dir)
		}
	})
}

// Rights that are gone later do not empty a copy.
func TestRefusedLater(t *testing.T) {
	for _, path := range []string{"/v2/notes", "/v2/documents", "/v2/deals"} {
		for _, full := range []bool{false, true} {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				fake := account(20, 12)
				before := mustRun(t, fake, dir, nil)
				refuse(fake, http.StatusForbidden, func(p string) bool { return p == path })
				if err := try(t, fake, dir, &export.Options{Full: full}); !strings.Contains(err.Error(), "403") {
					t.Errorf("%s: %v", path, err)
				}
				after, err := export.Verify(t.Context(), dir)
				if err != nil || !after.FinishedAt.Equal(before.FinishedAt) {
					t.Errorf("%s: the older copy: %v", path, err)
				}
			})
		}
	}
}

// What is refused for one record is counted, and the others are copied.
func TestRefusedForOne(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(20, 60)
		withoutIncludes(fake, ignored)
		refuse(fake, http.StatusForbidden, func(p string) bool {
			return p == "/v2/deals/1/associated_contacts" || p == "/v2/deals/31/associated_contacts"
		})
		r := resource(t, mustRun(t, fake, dir, nil), "associated_contacts")
		if r.Count != 4 || r.Refused != 2 || r.Unavailable != 0 {
			t.Errorf("%+v, want the 4 of the other deals", r)
		}
	})
}

func TestRefusedForAll(t *testing.T) {
	for _, deals := range []int{3, 60} {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			fake := account(20, deals)
			withoutIncludes(fake, refused)
			refuse(fake, http.StatusForbidden, func(p string) bool { return strings.HasSuffix(p, "/associated_contacts") })
			w := watch(fake)
			r := resource(t, mustRun(t, fake, dir, nil), "associated_contacts")
			asked := 0
			for path, n := range w.byPath {
				if strings.HasSuffix(path, "/associated_contacts") {
					asked += n
				}
			}
			if r.Count != 0 || r.Unavailable != http.StatusForbidden || asked > 16 {
				t.Errorf("%+v after %d requests", r, asked)
			}
		})
	}
}

// A token or an address that reaches nothing makes no copy.
func TestNothingIsReached(t *testing.T) {
	for _, status := range []int{http.StatusForbidden, http.StatusNotFound} {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			fake := account(20, 2)
			refuse(fake, status, func(string) bool { return true })
			if err := try(t, fake, dir, nil); !strings.Contains(err.Error(), strconv.Itoa(status)) {
				t.Error(err)
			}
		})
	}
}

// An order that is not the expected one loses nothing.
func TestUnsorted(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(0, 0)
		for _, path := range []string{"/v2/leads", "/v2/lead_conversions"} {
			intercept(fake, func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path == path {
					fmt.Fprint(w, `{"items":[{"data":{"id":5}},{"data":{"id":3}},{"data":{"id":4}},{"data":{"id":7}}],"meta":{"links":{}}}`)
				}
				return r.URL.Path == path
			})
		}
		m := mustRun(t, fake, dir, nil)
		for _, name := range []string{"leads", "lead_conversions"} {
			if r := resource(t, m, name); r.Count != 4 {
				t.Errorf("%s: %d records, want 4", name, r.Count)
			}
		}
	})
}

// A listing that never ends is given up.
func TestWithoutEnd(t *testing.T) {
	for path, next := range map[string]string{
		"/v2/lead_statuses":    "https://api.getbase.com/v2/lead_statuses?page=%d&per_page=100",
		"/v2/lead_conversions": "https://api.getbase.com/v2/lead_conversions?cursor=c%d&per_page=200",
		"/v2/documents":        "https://api.getbase.com/v2/documents?page=%d&per_page=25",
	} {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			fake := account(20, 2)
			n := 0
			intercept(fake, func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path == path {
					n++
					fmt.Fprintf(w, `{"items":[{"data":{"id":5}},{"data":{"id":3}}],"meta":{"links":{"next_page":%q}}}`, fmt.Sprintf(next, 2+n%2))
				}
				return r.URL.Path == path
			})
			if err := try(t, fake, dir, nil); !errors.Is(err, zendesk.ErrNoProgress) || n > 100 {
				t.Errorf("%s: %v after %d requests", path, err, n)
			}
		})
	}
}

// Pages are read ahead, also beyond the end; how these are answered is no matter.
func TestBeyondTheEnd(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(450, 2)
		intercept(fake, func(w http.ResponseWriter, r *http.Request) bool {
			page, _ := strconv.Atoi(r.URL.Query().Get("page"))
			size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
			beyond := r.URL.Path == "/v2/leads" && (page-1)*size >= 450
			if beyond {
				w.WriteHeader(http.StatusNotFound)
			}
			return beyond
		})
		mustRun(t, fake, dir, nil)
		equal(t, fake, dir)
	})
}

// What is damaged on the disk is fetched again.
func TestDamageIsMended(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(150, 60)
		mustRun(t, fake, dir, nil)
		for _, name := range []string{"leads.ndjson", "associated_contacts.ndjson", "lead_files.ndjson", "files/1", "files/2"} {
			path := filepath.Join(dir, filepath.FromSlash(name))
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte("{\"id\":1}\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // the second has the lines of the files to compare with
			mustRun(t, fake, dir, nil)
			equal(t, fake, dir)
		}
		if err := os.WriteFile(filepath.Join(dir, "files", "3"), []byte("short"), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
		if err := os.Chtimes(filepath.Join(dir, "files", "3"), at, at); err != nil {
			t.Fatal(err)
		}
		mustRun(t, fake, dir, &export.Options{Full: true})
		equal(t, fake, dir)
	})
}

// Files that cannot be had are counted, and so are documents that are refused.
func TestContentsRefused(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(20, 2)
		refuse(fake, http.StatusForbidden, func(p string) bool { return p == "/files/3" || p == "/files/4" })
		m := mustRun(t, fake, dir, nil)
		if r := resource(t, m, "lead_files"); r.Missing != 3 || r.Count != 12 { // and 5, which the server has lost
			t.Errorf("%+v", r)
		}
		data, err := os.ReadFile(filepath.Join(dir, "lead_files.ndjson"))
		if err != nil || lines(data)[2] != `{"id":3,"size":0,"unavailable":403}` || lines(data)[4] != `{"id":5,"size":0,"unavailable":404}` {
			t.Errorf("%s, %v", data, err)
		}
	})

	dir = t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(20, 2)
		refuse(fake, http.StatusForbidden, func(p string) bool { return p == "/files/3" || p == "/v2/documents/3" })
		if r := resource(t, mustRun(t, fake, dir, nil), "lead_files"); r.Missing != 1 || r.Refused != 1 || r.Count != 11 {
			t.Errorf("%+v", r)
		}
	})
}

// A parent that is new to the copy brings its children, however old it is.
func TestLaterParent(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(20, 40)
		mustRun(t, fake, dir, nil)
		fake.Seed("orders", `{"id":900,"deal_id":9,"updated_at":"1999-01-01T00:00:00Z"}`)
		fake.Seed("orders/900/line_items", `{"name":"Tile","value":"1.50","quantity":2}`)
		mustRun(t, fake, dir, nil)
		equal(t, fake, dir)
	})
}

// A copy whose account is not known is not gone on with by a token of another.
func TestUnknownAccount(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(20, 2)
		hidden := true
		intercept(fake, func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/v2/accounts/self" && hidden {
				w.WriteHeader(http.StatusForbidden)
				return true
			}
			return false
		})
		mustRun(t, fake, dir, nil)
		m := mustRun(t, fake, dir, nil)
		if r := resource(t, m, "accounts"); m.Account.ID != 0 || r.Unavailable != http.StatusForbidden {
			t.Errorf("%+v, %+v", m.Account, r)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		slow(fake, 1)
		if _, err := export.Run(ctx, fake.Client(nil), dir, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		hidden = false
		if err := try(t, fake, dir, nil); !strings.Contains(err.Error(), "profile") {
			t.Error(err)
		}
		if m := mustRun(t, fake, dir, &export.Options{Full: true}); m.Account.ID == 0 {
			t.Errorf("%+v", m.Account)
		}
	})
}

// The contents of documents that are gone do not stay.
func TestFilesOfDeletedDocumentsGo(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(20, 2)
		mustRun(t, fake, dir, nil)
		if err := fake.Client(nil).Leads.Delete(t.Context(), 9); err != nil {
			t.Fatal(err)
		}
		mustRun(t, fake, dir, &export.Options{Full: true})
		for id, want := range map[int]bool{8: true, 9: false} {
			if _, err := os.Stat(filepath.Join(dir, "files", strconv.Itoa(id))); (err == nil) != want {
				t.Errorf("file %d: %v", id, err)
			}
		}
	})
}

// Each resource is reported once as complete.
func TestEachIsFinishedOnce(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		finished, total := make(map[string]int), 0
		mustRun(t, account(0, 0), dir, &export.Options{Progress: func(p export.Progress) {
			total = p.Total
			if p.Finished {
				finished[p.Resource]++
			}
		}})
		for name, n := range finished {
			if n != 1 {
				t.Errorf("%s was reported %d times", name, n)
			}
		}
		if len(finished) != total {
			t.Errorf("%d of %d were reported", len(finished), total)
		}
	})
}

func TestVerifyStops(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		mustRun(t, account(20, 2), dir, nil)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := export.Verify(ctx, dir); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}
