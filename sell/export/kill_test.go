package export_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/selltest"
)

var errKilled = errors.New("killed")

// dying returns options of a run that dies at a step: that one and all after it
// are not done.
func dying(at int, full bool) *export.Options {
	var mu sync.Mutex // contents are written beside each other
	steps := 0
	opts := &export.Options{Full: full}
	opts.Stop(func(string) error {
		mu.Lock()
		defer mu.Unlock()
		if steps++; steps > at {
			return errKilled
		}
		return nil
	})
	return opts
}

// living returns options of a run that does not die.
func living() *export.Options { return dying(1<<30, false) }

// work changes something of all kinds: records, contents that are replaced, lost,
// found, new and gone.
func work(t *testing.T, fake *selltest.Server) {
	t.Helper()
	client := fake.Client(nil)
	for _, id := range []int64{2, 9} {
		if _, err := client.Leads.Update(t.Context(), id, sell.LeadParams{Status: zendesk.Set("Working")}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.Deals.Update(t.Context(), 2, sell.DealParams{Hot: zendesk.Set(true)}); err != nil {
		t.Fatal(err)
	}
	if err := client.Tags.Delete(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	for id, content := range map[int64]string{1: "another plan", 2: "", 5: "found again", 13: "new"} {
		fake.Change("documents", fmt.Sprintf(`{"id":%d,"resource_type":"lead","resource_id":%d,"name":"Plan","updated_at":"2000-01-01T00:00:00Z"}`, id, min(id, 12)))
		fake.SetFile(id, nil) // lost
		if content != "" {
			fake.SetFile(id, []byte(content))
		}
	}
	fake.Change("documents", `{"id":3,"resource_type":"contact","resource_id":1,"updated_at":"2000-01-01T00:00:00Z"}`)
}

// intact checks a copy as one does who knows nothing of this package but the
// manifest, and returns when the copy was begun.
func intact(t *testing.T, dir, at string) string {
	t.Helper()
	m, err := export.Verify(t.Context(), dir)
	if err != nil {
		t.Fatalf("killed at %s: %v", at, err)
	}
	for _, res := range m.Resources {
		data, err := os.ReadFile(filepath.Join(dir, res.File))
		if err != nil || int64(len(data)) != res.Bytes {
			t.Fatalf("killed at %s: %s has %d bytes, %v; the manifest says %d", at, res.File, len(data), err, res.Bytes)
		}
		if !strings.HasSuffix(res.Name, "_files") {
			continue
		}
		for _, line := range lines(data) {
			var c struct {
				ID, Size int64
				SHA256   string
				File     string
			}
			if err := json.Unmarshal([]byte(line), &c); err != nil {
				t.Fatal(err)
			}
			if c.File == "" {
				c.File = fmt.Sprint(c.ID)
			}
			info, err := os.Stat(filepath.Join(dir, "files", c.File))
			if c.SHA256 != "" && (err != nil || info.Size() != c.Size) {
				t.Fatalf("killed at %s: the content of document %d: %v, %v", at, c.ID, info, err)
			}
		}
	}
	return m.StartedAt.String()
}

// stride is how many steps lie between two kills, in the mean; EXPORT_STRIDE=1
// makes it all steps.
func stride() int {
	if n, err := strconv.Atoi(os.Getenv("EXPORT_STRIDE")); err == nil && n > 0 {
		return n
	}
	return 12
}

// At every instant the older copy is whole, until the new one is: a run that is
// killed leaves one of the two, and so does one that goes on with it and is killed
// too. The run after them makes the new one.
func TestKilledAtEveryStep(t *testing.T) {
	for _, full := range []bool{false, true} {
		base := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			fake := account(12, 3)
			mustRun(t, fake, base, nil)
			equal(t, fake, base)
			older := intact(t, base, "the start")
			work(t, fake)

			// Once with a look at every instant, which also counts the steps.
			watched := snapshotWithTimes(t, base)
			var mu sync.Mutex
			var steps []string
			states := make(map[string]int)
			opts := &export.Options{Full: full}
			opts.Stop(func(step string) error {
				mu.Lock()
				defer mu.Unlock()
				steps = append(steps, strings.TrimPrefix(step, watched))
				states[intact(t, watched, step)]++
				return nil
			})
			mustRun(t, fake, watched, opts)
			equal(t, fake, watched)
			if len(states) != 2 || states[older] < len(steps)/2 {
				t.Fatalf("of %d instants, the copies were %v", len(steps), states)
			}
			tidy(t, watched)
			t.Logf("%d steps", len(steps))

			random := rand.New(rand.NewPCG(7, 7))
			for n := 0; n < len(steps) && !full; n += 1 + random.IntN(2*stride()-1) {
				dir := snapshotWithTimes(t, base)
				if _, err := export.Run(t.Context(), fake.Client(nil), dir, dying(n, full)); !errors.Is(err, errKilled) {
					t.Fatalf("killed at %s: %v", steps[n], err)
				}
				intact(t, dir, steps[n])
				if again := random.IntN(len(steps)); again%3 == 0 {
					_, err := export.Run(t.Context(), fake.Client(nil), dir, dying(again, full))
					if err != nil && !errors.Is(err, errKilled) {
						t.Fatalf("gone on with, and killed at step %d: %v", again, err)
					}
					intact(t, dir, fmt.Sprint(steps[n], ", then at step ", again))
				}
				mustRun(t, fake, dir, living())
				equal(t, fake, dir)
				tidy(t, dir)
				if err := os.RemoveAll(dir); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// tidy checks that nothing is left of a run.
func tidy(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		ext := filepath.Ext(path)
		if ext == ".part" || ext == ".new" || ext == ".tmp" || e.Name() == "checkpoint.json" || e.Name() == "2" {
			t.Errorf("%s is left", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// The first copy is none until it is complete.
func TestFirstCopyKilled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := account(12, 3)
		for n := 0; ; n += stride() {
			dir := t.TempDir()
			_, err := export.Run(t.Context(), fake.Client(nil), dir, dying(n, false))
			if err == nil {
				return
			}
			if _, none := os.Stat(filepath.Join(dir, "manifest.json")); none == nil {
				intact(t, dir, fmt.Sprint("step ", n))
			}
			mustRun(t, fake, dir, living())
			equal(t, fake, dir)
		}
	})
}

// Not every disk has links.
func TestWithoutLinks(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		fake := account(12, 3)
		opts := new(export.Options)
		opts.NoLinks()
		mustRun(t, fake, dir, opts)
		equal(t, fake, dir)
		work(t, fake)
		mustRun(t, fake, dir, opts)
		equal(t, fake, dir)
		w := watch(fake)
		mustRun(t, fake, dir, nil)
		equal(t, fake, dir)
		if n := w.byPath["/files/7"]; n != 0 {
			t.Errorf("a content that did not change was fetched %d times", n)
		}
	})
}
