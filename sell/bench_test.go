package sell_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

// The benchmarks stand beside the same work done by hand with net/http and
// encoding/json, into the same struct, over the same in-memory transport.
//
//	go test -run '^$' -bench . -benchmem ./sell

// leadsPage returns a page of n leads from id first on, as Sell sends it.
func leadsPage(first, n int, next string) []byte {
	var b bytes.Buffer
	b.WriteString(`{"items":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"data":{"id":%d,"creator_id":1,"owner_id":2,"first_name":"Ada","last_name":"Lovelace %d","organization_name":"Analytical Engines",`+
			`"status":"New","source_id":10,"title":"CEO","description":"met at the fair","industry":"Computing","website":"https://www.example.com",`+
			`"email":"ada%d@example.com","phone":"+47 22 00 00 00","mobile":null,"fax":null,"twitter":null,"facebook":null,"linkedin":null,"skype":null,`+
			`"address":{"line1":"1 Main St","city":"Oslo","postal_code":"0150","state":null,"country":"NO"},"tags":["fair","vip"],`+
			`"custom_fields":{"Tier":"Gold","Seats":12,"Budget":"1000.50"},"created_at":"2026-03-02T10:00:00Z","updated_at":"2026-03-02T11:00:00Z"},"meta":{"type":"lead","version":3}}`,
			first+i, i, i)
	}
	fmt.Fprintf(&b, `],"meta":{"type":"collection","count":%d,"links":{"self":"https://api.getbase.com/v2/leads?page=1"%s}}}`, n, next)
	return b.Bytes()
}

// shelf answers with bodies by path and query, without a network.
type shelf map[string][]byte

func (s shelf) RoundTrip(req *http.Request) (*http.Response, error) {
	key := req.URL.Path
	if p := req.URL.Query().Get("page"); p != "" {
		key += "?" + p
	}
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Request: req,
		Body: io.NopCloser(bytes.NewReader(s[key])), ContentLength: int64(len(s[key]))}, nil
}

func (s shelf) client(b *testing.B) *sell.Client {
	c, err := sell.NewClient(zendesk.Bearer("token"), &sell.Config{Limiter: unlimited{}, HTTPClient: &http.Client{Transport: s}})
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// byHand is what a program without this library does.
func byHand(ctx context.Context, hc *http.Client, url string, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer token")
	req.Header.Set("Accept", "application/json")
	res, err := hc.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	return json.NewDecoder(res.Body).Decode(out)
}

type handOne struct {
	Data *sell.Lead `json:"data"`
}

type handPage struct {
	Items []handOne `json:"items"`
	Meta  struct {
		Links struct {
			NextPage string `json:"next_page"`
		} `json:"links"`
	} `json:"meta"`
}

func BenchmarkGet(b *testing.B) {
	s := shelf{"/v2/leads/7": []byte(`{"data":{"id":7,"last_name":"Lovelace","email":"ada@example.com"},"meta":{"type":"lead"}}`)}
	b.Run("client", func(b *testing.B) {
		c := s.client(b)
		b.ReportAllocs()
		for b.Loop() {
			if lead, err := c.Leads.Get(b.Context(), 7); err != nil || lead.ID != 7 {
				b.Fatal(lead, err)
			}
		}
	})
	b.Run("byhand", func(b *testing.B) {
		hc := &http.Client{Transport: s}
		b.ReportAllocs()
		for b.Loop() {
			var out handOne
			if err := byHand(b.Context(), hc, sell.DefaultBaseURL+"/v2/leads/7", &out); err != nil || out.Data.ID != 7 {
				b.Fatal(out, err)
			}
		}
	})
}

func BenchmarkPage(b *testing.B) {
	s := shelf{"/v2/leads": leadsPage(1, 100, "")}
	b.Run("client", func(b *testing.B) {
		c := s.client(b)
		b.ReportAllocs()
		b.SetBytes(int64(len(s["/v2/leads"])))
		for b.Loop() {
			if got, err := c.Leads.List(b.Context(), sell.LeadQuery{}, ""); err != nil || len(got.Items) != 100 {
				b.Fatal(got, err)
			}
		}
	})
	b.Run("byhand", func(b *testing.B) {
		hc := &http.Client{Transport: s}
		b.ReportAllocs()
		b.SetBytes(int64(len(s["/v2/leads"])))
		for b.Loop() {
			var out handPage
			if err := byHand(b.Context(), hc, sell.DefaultBaseURL+"/v2/leads?per_page=100&sort_by=id", &out); err != nil || len(out.Items) != 100 {
				b.Fatal(out, err)
			}
		}
	})
}

func BenchmarkAll(b *testing.B) {
	s := shelf{}
	for n := 1; n <= 100; n++ {
		key, next := "/v2/leads", ""
		if n > 1 {
			key += "?" + strconv.Itoa(n)
		}
		if n < 100 {
			next = fmt.Sprintf(`,"next_page":"https://api.getbase.com/v2/leads?page=%d&per_page=100"`, n+1)
		}
		s[key] = leadsPage(100*n, 100, next)
	}
	b.Run("client", func(b *testing.B) {
		c := s.client(b)
		b.ReportAllocs()
		for b.Loop() {
			n := 0
			for lead, err := range c.Leads.All(b.Context(), sell.LeadQuery{}) {
				if err != nil || lead.ID == 0 {
					b.Fatal(lead, err)
				}
				n++
			}
			if n != 10_000 {
				b.Fatal(n)
			}
		}
	})
	b.Run("byhand", func(b *testing.B) {
		hc := &http.Client{Transport: s}
		b.ReportAllocs()
		for b.Loop() {
			n := 0
			for url := sell.DefaultBaseURL + "/v2/leads?per_page=100&sort_by=id"; url != ""; {
				var out handPage
				if err := byHand(b.Context(), hc, url, &out); err != nil {
					b.Fatal(err)
				}
				n += len(out.Items)
				url = out.Meta.Links.NextPage
			}
			if n != 10_000 {
				b.Fatal(n)
			}
		}
	})
}
