package leave_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/export/leave"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// copyOf copies an account.
func copyOf(t testing.TB, fake *selltest.Server) string {
	t.Helper()
	dir := t.TempDir()
	if _, err := export.Run(t.Context(), fake.Client(&sell.Config{Limiter: unlimited{}}), dir, nil); err != nil {
		t.Fatal(err)
	}
	return dir
}

func open(t testing.TB, dir string) *leave.Copy {
	t.Helper()
	c, err := leave.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

type unlimited struct{}

func (unlimited) Wait(context.Context, zendesk.Op) error              { return nil }
func (unlimited) Report(context.Context, zendesk.Op, zendesk.Outcome) {}

// demoFolder holds the records of the demo company.
const demoFolder = "../../../examples/internal/demo/"

// company is the demo company with what a move stumbles over.
func company(t testing.TB) *selltest.Server {
	t.Helper()
	var products struct{ Sell json.RawMessage }
	read(t, demoFolder+"company.json", &products)
	fake := selltest.New()
	if err := fake.SeedDocument(products.Sell); err != nil {
		t.Fatal(err)
	}
	if id := fake.AddPool("leads", "Inbound leads", 2103); id != 2107 {
		t.Fatalf("the pool is %d", id)
	}
	var more map[string][]json.RawMessage
	read(t, demoFolder+"leaving.json", &more)
	for _, deep := range []int{0, 1, 2} {
		for _, kind := range slices.Sorted(maps.Keys(more)) {
			if strings.Count(kind, "/") == deep {
				for _, record := range more[kind] {
					fake.Seed(kind, string(record))
				}
			}
		}
	}
	fake.SetFile(9401, []byte("first"))
	fake.SetFile(9402, []byte("second"))
	fake.SetFile(9403, []byte("picture"))
	return fake
}

func read(t testing.TB, path string, v any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}
