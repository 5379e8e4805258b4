package selltest_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/sell/selltest"
)

func TestSeedDocument(t *testing.T) {
	a := newAPI(t)
	err := a.fake.SeedDocument([]byte(`{
		"associated_contacts":[{"contact_id":1,"role":"involved"},{"contact_id":2,"role":"involved","deal_id":6}],
		"line_items":[{"id":1,"order_id":4,"name":"Pen"}],
		"deals":[{"id":5,"name":"A"},{"id":6,"name":"B"}],
		"orders":[{"id":3,"deal_id":5},{"id":4,"deal_id":6}],
		"users":[{"id":40,"role":"user"},{"id":41,"role":"admin","status":"inactive"},{"id":42,"role":"admin"}],
		"lead_statuses":[{"id":1,"name":"Fresh"}],
		"account":[{"id":9,"name":"Real"}],
		"lead_custom_fields":[{"id":1,"name":"A"}],
		"custom_fields":[{"id":2,"name":"B","resource_type":"deal"}],
		"contact_industries":[{"name":"Mining"}],
		"leads":[]
	}`))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"users": "40 41 42", "lead_statuses": "1", "deals": "5 6", "lead/custom_fields": "1", "deal/custom_fields": "2", "orders/4/line_items": "1", "orders/3/line_items": "", "pipelines": "1",
	} {
		if got := a.get(path).is(200).each("id"); got != want {
			t.Errorf("%s = %q, want %q", path, got, want)
		}
	}
	if got := a.get("deals/5/associated_contacts").each("contact_id") + "|" + a.get("deals/6/associated_contacts").each("contact_id"); got != "1|2" {
		t.Errorf("associated contacts = %q", got)
	}
	a.get("users/self").want("data.id", "42")
	a.get("accounts/self").want("data.id", "9")
	if got := a.get("contact/industries").each("name"); got != "Mining" {
		t.Errorf("industries = %q", got)
	}
	a.post("leads", `{"last_name":"a","status":"New"}`).is(422)
}

func TestSeedDocumentWithoutAnAdmin(t *testing.T) {
	a := newAPI(t)
	if err := a.fake.SeedDocument([]byte(`{"users":[{"id":1,"role":"user"}],"leads":[{"id":1,"owner_id":null}]}`)); err != nil {
		t.Fatal(err)
	}
	a.get("users/self").want("data.role", "admin").want("data.name", "Olivia Owner")
	a.get("users/1").want("data.role", "user")
	a.get("leads").want("meta.count", "1")
}

func TestSeedDocumentErrors(t *testing.T) {
	for document, problem := range map[string]string{
		`{"leads":`:                           "",
		`[]`:                                  "JSON object",
		`{"leads":{"id":1}}`:                  "leads",
		`{"users":[{"id":5}],"leads":[{},5]}`: "leads: record 1",
		`{"users":[{"id":5}],"pets":[{}]}`:    "pets: record 0",
	} {
		a := newAPI(t)
		if err := a.fake.SeedDocument([]byte(document)); err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("%s: %v", document, err)
		}
		if got := a.get("users").each("id"); got != "1" {
			t.Errorf("%s: users = %s", document, got)
		}
	}
}

// BenchmarkSeedDocument shows that a record costs the same in large documents.
func BenchmarkSeedDocument(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		var document bytes.Buffer
		for i := range n {
			fmt.Fprintf(&document, `,{"id":%d,"last_name":"L%d","owner_id":1,"tags":["a"]}`, i+1, i)
		}
		leads := append([]byte(`{"leads":[`), document.Bytes()[1:]...)
		leads = append(leads, `]}`...)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if err := selltest.New().SeedDocument(leads); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/record")
		})
	}
}
