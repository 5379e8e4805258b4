package main

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
)

func none(string) string { return "" }

func TestDryRun(t *testing.T) {
	dir := t.TempDir()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-progress", filepath.Join(dir, "p.jsonl")}, none, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(out.String(), "\n6 tickets, 2 planned, 4 matched\n") || !strings.Contains(out.String(), "[###                 ] 1/6 ticket 35436: would create a lead for user:2101\n") {
		t.Errorf("output\n%s", out.String())
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
		t.Errorf("a dry run wrote %v, %v", files, err)
	}
}

// Stopped at each request, and started again: each ticket ends with one lead, and
// what is done is not done again.
func TestStopAndResume(t *testing.T) {
	dir := t.TempDir()
	for k := int64(1); ; k += 3 {
		path := filepath.Join(dir, "p.jsonl")
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		stopped := false
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))) // the company lives in 2026
			crm, desk := demo.Company()
			settings := integration.DefaultSettings()
			settings.Routing.Access = leadrouting.AllAgents
			in, err := integration.New(integration.Config{Sell: crm.Client(nil), Support: desk.Client(nil), Settings: settings})
			if err != nil {
				t.Fatal(err)
			}
			leads := len(crm.Records("leads"))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var sent atomic.Int64
			stop := func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if sent.Add(1) == k {
						cancel()
					}
					next.ServeHTTP(w, r)
				})
			}
			crm.Use(stop)
			desk.Use(stop)
			try := func(ctx context.Context) (string, error) {
				j, err := openJournal(path)
				if err != nil {
					t.Fatal(err)
				}
				defer func() {
					if err := j.Close(); err != nil {
						t.Error(err)
					}
				}()
				var out bytes.Buffer
				b := &backfill{in: in, out: &out, write: true, journal: j}
				err = b.search(ctx, "status<solved")
				return out.String(), err
			}
			out, err := try(ctx)
			stopped = err != nil
			if stopped && sent.Load() > 1 && !strings.Contains(err.Error(), "run it again") && !strings.Contains(err.Error(), "context canceled") {
				t.Errorf("stopped: %v\n%s", err, out)
			}
			if _, err := try(t.Context()); err != nil {
				t.Errorf("resumed: %v", err)
			}
			if n := len(crm.Records("leads")) - leads; n != 2 {
				t.Errorf("%d leads, want 2", n)
			}
			again, err := try(t.Context())
			if err != nil || again != "6 tickets, 6 of them done before\n" {
				t.Errorf("again: %v\n%s", err, again)
			}
		})
		if t.Failed() {
			t.Fatalf("stopped at request %d", k)
		}
		if !stopped {
			if k < 20 {
				t.Errorf("only %d requests", k)
			}
			return
		}
	}
}

// The tickets of a view are taken as well.
func TestView(t *testing.T) {
	crm, desk := demo.Company()
	desk.Seed("views", `{"id":25,"title":"Open","active":true,"conditions":{"all":[{"field":"status","operator":"less_than","value":"solved"}],"any":[]}}`)
	settings := integration.DefaultSettings()
	settings.Routing.Access = leadrouting.AllAgents
	in, err := integration.New(integration.Config{Sell: crm.Client(nil), Support: desk.Client(nil), Settings: settings})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	b := &backfill{in: in, out: &out}
	if err := b.view(t.Context(), 25); err != nil || !strings.HasSuffix(out.String(), "\n6 tickets, 2 planned, 4 matched\n") {
		t.Errorf("%v\n%s", err, out.String())
	}
	if err := b.view(t.Context(), 26); err == nil || !strings.Contains(err.Error(), "stopped") {
		t.Errorf("no such view: %v", err)
	}
}

// The journal takes up a last line that was cut short, and refuses another file.
func TestJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.jsonl")
	if err := os.WriteFile(path, []byte(`{"ticket":1,"outcome":"created","lead":5}`+"\n"+`{"ticket":2,"out`), 0o600); err != nil {
		t.Fatal(err)
	}
	j, err := openJournal(path)
	if err != nil || !j.has(1) || j.has(2) {
		t.Fatalf("%v, %v", err, j)
	}
	if err := j.note(2, "matched", 0); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if want := "{\"ticket\":1,\"outcome\":\"created\",\"lead\":5}\n{\"ticket\":2,\"outcome\":\"matched\"}\n"; err != nil || string(text) != want {
		t.Errorf("%v, %s", err, text)
	}
	if err := os.WriteFile(path, []byte("my notes\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openJournal(path); err == nil || !strings.Contains(err.Error(), "my notes") {
		t.Errorf("another file: %v", err)
	}
	if err := run(t.Context(), []string{"-write", "-progress", path}, none, new(bytes.Buffer)); err == nil {
		t.Error("another file is taken")
	}
}
