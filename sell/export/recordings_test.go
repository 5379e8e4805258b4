package export_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// Recordings are copied from either link, beside documents of the same id, and
// what cannot be had is counted and ends no run.
func TestRecordings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := selltest.New()
		fake.Seed("leads", `{"id":1,"last_name":"Ruiz"}`)
		fake.Seed("calls",
			`{"id":1,"phone_number":"1","recording_url":"https://voice.example.com/1","made_at":"2025-01-01T00:00:00Z","updated_at":"1999-01-01T00:00:00Z"}`,
			`{"id":2,"phone_number":"1","recording_url":"https://voice.example.com/gone","public_api_recording_url":"https://voice.example.com/2","updated_at":"1999-01-01T00:00:00Z"}`,
			`{"id":3,"phone_number":"1","recording_url":"https://voice.example.com/gone","updated_at":"1999-01-01T00:00:00Z"}`,
			`{"id":4,"phone_number":"1","recording_url":"http://voice.example.com/plain","updated_at":"1999-01-01T00:00:00Z"}`,
			`{"id":5,"phone_number":"1","recording_url":"https://voice.example.com/down","updated_at":"1999-01-01T00:00:00Z"}`,
			`{"id":6,"phone_number":"1"}`)
		fake.Seed("documents", `{"id":1,"resource_type":"lead","resource_id":1,"name":"Plan","updated_at":"1999-01-01T00:00:00Z"}`)
		fake.SetFile(1, []byte("a plan"))
		down, asked := true, 0
		intercept(fake, func(w http.ResponseWriter, r *http.Request) bool {
			if r.Host != "voice.example.com" {
				return false
			}
			asked++
			switch {
			case r.Header.Get("Authorization") != "":
				t.Error("the host was sent the token")
			case r.URL.Path == "/gone":
				w.WriteHeader(http.StatusNotFound)
			case r.URL.Path == "/down" && down:
				w.WriteHeader(http.StatusBadGateway)
			default:
				_, _ = w.Write([]byte("sound of " + r.URL.Path))
			}
			return true
		})
		dir := filepath.Join(t.TempDir(), "copy")
		m := mustRun(t, fake, dir, nil)
		if res := resource(t, m, "call_files"); res.Count != 5 || res.Missing != 3 {
			t.Errorf("%d recordings, %d missing; want 5 and 3", res.Count, res.Missing)
		}
		lines := contents(t, dir, "call_files.ndjson")
		for _, want := range []string{`{"id":3,"size":0,"unavailable":404}`, `{"id":4,"size":0,"unavailable":-1}`, `{"id":5,"size":0,"unavailable":502}`} {
			if !strings.Contains(lines, want) {
				t.Errorf("no %s in\n%s", want, lines)
			}
		}
		for name, want := range map[string]string{"recordings/1": "sound of /1", "recordings/2": "sound of /2", "files/1": "a plan"} {
			if got := contents(t, dir, name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if _, err := export.Verify(t.Context(), dir); err != nil {
			t.Error(err)
		}

		// The next run fetches what was missing, and nothing twice.
		down, asked = false, 0
		m = mustRun(t, fake, dir, nil)
		if res := resource(t, m, "call_files"); res.Missing != 2 || contents(t, dir, "recordings/5") != "sound of /down" || asked != 2 {
			t.Errorf("again: %d missing, %d requests", res.Missing, asked)
		}
		if err := os.WriteFile(filepath.Join(dir, "recordings", "1"), []byte("Sound of /1"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := export.Verify(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "file 1") {
			t.Errorf("a damaged recording: %v", err)
		}
	})
}

func contents(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
