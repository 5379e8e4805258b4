package leave_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/export/leave"
)

// bigCopy writes a copy of an account with so many leads and deals, without a
// server: what is measured is the way out.
func bigCopy(t testing.TB, leads, deals int) string {
	t.Helper()
	dir := t.TempDir()
	m := export.Manifest{Version: 1, Account: export.Account{ID: 1, Name: "Big"}, StartedAt: time.Unix(1_750_000_000, 0).UTC(), FinishedAt: time.Unix(1_750_000_600, 0).UTC()}
	add := func(name string, n int, record func(i int) string) { addResource(t, dir, &m, name, n, record) }
	const at = `"created_at":"2025-01-01T00:00:00Z","updated_at":"2025-02-01T00:00:00Z"`
	add("users", 20, func(i int) string {
		return fmt.Sprintf(`{"id":%d,"name":"User %[1]d","email":"user-%[1]d@example.com","status":"active","role":"user",%[2]s}`, i, at)
	})
	add("pipelines", 1, func(i int) string { return fmt.Sprintf(`{"id":%d,"name":"Sales","disabled":false,%s}`, i, at) })
	add("stages", 3, func(i int) string {
		return fmt.Sprintf(`{"id":%d,"name":"Stage %[1]d","category":%[2]q,"active":true,"position":%[1]d,"likelihood":50,"pipeline_id":1,%[3]s}`, i, []string{"incoming", "won", "lost"}[i-1], at)
	})
	add("lead_custom_fields", 5, func(i int) string { return fmt.Sprintf(`{"id":%d,"name":"Field %[1]d","type":"string"}`, i) })
	add("contacts", deals, func(i int) string {
		return fmt.Sprintf(`{"id":%d,"owner_id":%d,"creator_id":1,"is_organization":%v,"contact_id":%s,"name":"Contact %[1]d","first_name":"Con","last_name":"Tact %[1]d","email":"contact-%[1]d@example.com","tags":["a"],"custom_fields":{},%[5]s}`,
			i, 1+i%20, i%2 == 0, []string{"null", fmt.Sprint(i - 1)}[i%2*min(i-1, 1)], at)
	})
	add("leads", leads, func(i int) string {
		return fmt.Sprintf(`{"id":%d,"owner_id":%d,"creator_id":1,"first_name":"Le","last_name":"Ad %[1]d","organization_name":"Casa %[1]d","status":"New","email":"lead-%[1]d@example.com","phone":"+34600%06[1]d","description":"Asked for a quote, twice; \"soon\"","address":{"line1":"Street %[1]d","city":"Sevilla","postal_code":"41001","state":null,"country":"ES"},"tags":["one","two"],"custom_fields":{"Field 1":"x","Field 2":"y","Field 3":null},%[3]s}`,
			i, 1+i%20, at)
	})
	add("deals", deals, func(i int) string {
		return fmt.Sprintf(`{"id":%d,"owner_id":%d,"creator_id":1,"contact_id":%[1]d,"organization_id":%d,"name":"Deal %[1]d","value":"%[1]d.50","currency":"EUR","hot":false,"stage_id":%[4]d,"estimated_close_date":"2025-09-30","tags":[],"custom_fields":{},%[5]s}`,
			i, 1+i%20, i-i%2+2*(1-min(i/2, 1)), 1+i%3, at)
	})
	add("notes", deals, func(i int) string {
		return fmt.Sprintf(`{"id":%d,"creator_id":1,"resource_type":"lead","resource_id":%[1]d,"content":"Called, nobody there. Called again.","is_important":false,"tags":[],"type":"regular",%[2]s}`, i, at)
	})
	writeManifest(t, dir, m)
	return dir
}

// addResource writes the file of a resource, and adds it to the manifest.
func addResource(t testing.TB, dir string, m *export.Manifest, name string, n int, record func(i int) string) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, name+".ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	res := export.Resource{Name: name, File: name + ".ndjson", Count: int64(n), FirstID: min(1, int64(n)), LastID: int64(n)}
	h, w := sha256.New(), bufio.NewWriter(f)
	for i := 1; i <= n; i++ {
		line := record(i) + "\n"
		_, _ = h.Write([]byte(line))
		_, _ = w.WriteString(line)
		res.Bytes += int64(len(line))
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	res.SHA256 = hex.EncodeToString(h.Sum(nil))
	m.Resources = append(m.Resources, res)
}

func writeManifest(t testing.TB, dir string, m export.Manifest) {
	t.Helper()
	data, err := json.Marshal(m)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "manifest.json"), data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// peak runs f and returns how far the live heap grew, at most.
func peak(f func()) uint64 {
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	stop, most := make(chan bool), make(chan uint64)
	go func() {
		var high uint64
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			select {
			case <-tick.C:
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				high = max(high, now.HeapAlloc)
			case <-stop:
				tick.Stop()
				most <- high
				return
			}
		}
	}()
	f()
	close(stop)
	return max(<-most, before.HeapAlloc) - before.HeapAlloc
}

// BenchmarkNeutral converts 100,000 leads and 20,000 deals with their contacts
// and notes.
func BenchmarkNeutral(b *testing.B) {
	dir := bigCopy(b, 100_000, 20_000)
	b.ReportAllocs()
	for b.Loop() {
		high := peak(func() {
			c, err := leave.Open(b.Context(), dir)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := c.WriteNeutral(b.Context(), b.TempDir(), nil); err != nil {
				b.Fatal(err)
			}
			_ = c.Close()
		})
		if b.ReportMetric(float64(high)/1e6, "MB-heap"); high > 200e6 {
			b.Errorf("%d bytes were held", high)
		}
	}
}

// BenchmarkTarget converts the same account for a target.
func BenchmarkTarget(b *testing.B) {
	dir := bigCopy(b, 100_000, 20_000)
	b.ReportAllocs()
	for b.Loop() {
		high := peak(func() {
			c, err := leave.Open(b.Context(), dir)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := c.Write(b.Context(), b.TempDir(), target(b, "salesforce"), nil); err != nil {
				b.Fatal(err)
			}
			_ = c.Close()
		})
		if b.ReportMetric(float64(high)/1e6, "MB-heap"); high > 200e6 {
			b.Errorf("%d bytes were held", high)
		}
	}
}
