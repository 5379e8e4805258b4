package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// try sends a request and returns the status, 0 where no answer came, and the
// header.
func try(t *testing.T, method, url, token, body string) (int, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // which would hide a dropped connection
	res, err := client.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	var all bytes.Buffer
	if _, err := all.ReadFrom(res.Body); err != nil {
		return 0, res.Header
	}
	return res.StatusCode, res.Header
}

func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		odds   string
		status int
		done   bool
		header string // Retry-After of Support
	}{
		"a status":       {"422=1", 422, false, ""},
		"too many":       {"429=0.5,429=0.5", 429, false, "7"},
		"later":          {"done-504=1", 504, true, ""},
		"not now":        {"done-503=1", 503, true, "7"},
		"dropped":        {"drop=1", 0, false, ""},
		"lost":           {"lost=1", 0, true, ""},
		"cut off":        {"cut=1", 0, true, ""},
		"none":           {"500=0,drop=0.0", 0, true, ""},
		"hardly anybody": {"500=1e-12", 0, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			seed := seedFile(t, `{"sell":{"leads":[]},"support":{"organizations":[]}}`)
			o, err := parse([]string{"-seed", seed, "-faults", c.odds, "-retry-after", "7", "-sell", "127.0.0.1:0", "-support", "127.0.0.1:0"}, &bytes.Buffer{})
			if err != nil {
				t.Fatal(err)
			}
			crm, desk, err := o.accounts()
			if err != nil {
				t.Fatal(err)
			}
			sellURL, supportURL := onPort(t, crm), onPort(t, desk)
			status, header := try(t, "POST", sellURL+"/v2/leads", selltest.DefaultToken, `{"data":{"last_name":"Ruiz"}}`)
			want := c.status
			if name == "none" || name == "hardly anybody" {
				want = 200
			}
			if status != want || header.Get("Retry-After") != "" || (len(crm.Records("leads")) == 1) != c.done {
				t.Errorf("Sell: status %d, header %v, records %s; want %d", status, header, crm.Records("leads"), want)
			}
			status, header = try(t, "POST", supportURL+"/api/v2/organizations", supporttest.DefaultToken, `{"organization":{"name":"Acme"}}`)
			if want == 200 {
				want = 201
			}
			if status != want || header.Get("Retry-After") != c.header || (len(desk.Records("organizations")) == 1) != c.done {
				t.Errorf("Support: status %d, header %v, records %s; want %d", status, header, desk.Records("organizations"), want)
			}
		})
	}
}

// The same number makes the same faults.
func TestFaultSequence(t *testing.T) {
	sequence := func(seed string) (statuses []int) {
		o, err := parse([]string{"-faults", "500=0.3,429=0.3", "-fault-seed", seed}, &bytes.Buffer{})
		if err != nil {
			t.Fatal(err)
		}
		crm, _, err := o.accounts()
		if err != nil {
			t.Fatal(err)
		}
		client := &http.Client{Transport: crm.Transport()}
		for range 40 {
			req, err := http.NewRequestWithContext(t.Context(), "GET", "https://api.getbase.com/v2/users/self", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+selltest.DefaultToken)
			req.Header.Set("User-Agent", "sandbox-test")
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			statuses = append(statuses, res.StatusCode)
		}
		return statuses
	}
	first, again, other := sequence("1"), sequence("1"), sequence("2")
	count := map[int]int{}
	for _, status := range first {
		count[status]++
	}
	if len(count) != 3 || count[200] < 5 || count[429] < 5 || count[500] < 5 {
		t.Errorf("statuses %v", count)
	}
	if !slices.Equal(first, again) || slices.Equal(first, other) {
		t.Errorf("1: %v\n1: %v\n2: %v", first, again, other)
	}
}

func TestLimits(t *testing.T) {
	sell, support := start(t, "-limits", "-support-limit", "12")
	over := 0
	for range 30 {
		if status, _ := try(t, "GET", sell+"/v2/users/self", selltest.DefaultToken, ""); status == 429 {
			over++
		}
	}
	if over == 0 {
		t.Error("Sell takes more than ten requests in a second")
	}
	refused := 0
	for range 25 { // one more than two minutes have
		status, header := try(t, "GET", support+"/api/v2/users/me", supporttest.DefaultToken, "")
		if header.Get("X-Rate-Limit") != "12" || (status == 429) != (header.Get("Retry-After") != "") {
			t.Errorf("status %d, header %v", status, header)
		}
		if status == 429 {
			refused++
		}
	}
	if refused == 0 {
		t.Error("Support takes more than twelve requests in a minute")
	}
}

func TestEndpointLimits(t *testing.T) {
	_, support := start(t, "-limits")
	_, header := try(t, "GET", support+"/api/v2/incremental/tickets/cursor?start_time=0", supporttest.DefaultToken, "")
	if header.Get("X-Rate-Limit") != "400" || !strings.HasPrefix(header.Get("Zendesk-RateLimit-Incremental-Exports"), "total=10; remaining=9") {
		t.Errorf("header %v", header)
	}
}

func TestSellLimit(t *testing.T) {
	sell, _ := start(t, "-sell-limit", "1")
	statuses := map[int]int{}
	for range 5 {
		status, _ := try(t, "GET", sell+"/v2/users/self", selltest.DefaultToken, "")
		statuses[status]++
	}
	if statuses[429] == 0 || statuses[200] == 0 {
		t.Errorf("statuses %v", statuses)
	}
}

func TestLag(t *testing.T) {
	sell, support := start(t, "-lag", "50s-1m")
	_, before := ask(t, "GET", sell+"/v2/leads?email=new@example.com", selltest.DefaultToken, "")
	if status, made := ask(t, "POST", sell+"/v2/leads", selltest.DefaultToken, `{"data":{"last_name":"New","email":"new@example.com"}}`); status != 200 {
		t.Fatalf("%d %v", status, made)
	}
	_, after := ask(t, "GET", sell+"/v2/leads?email=new@example.com", selltest.DefaultToken, "")
	if at(t, before, "meta", "count") != 0.0 || at(t, after, "meta", "count") != 0.0 {
		t.Errorf("Sell lists the new lead: %v", after)
	}
	if status, made := ask(t, "POST", support+"/api/v2/organizations", supporttest.DefaultToken, `{"organization":{"name":"Late"}}`); status != 201 {
		t.Fatalf("%d %v", status, made)
	}
	if _, found := ask(t, "GET", support+"/api/v2/search?query=type:organization+Late", supporttest.DefaultToken, ""); at(t, found, "count") != 0.0 {
		t.Errorf("Support finds the new organization: %v", found)
	}
}

func TestLatency(t *testing.T) {
	var s span
	if err := s.Set("100ms-2s"); err != nil {
		t.Fatal(err)
	}
	pick, again := s.random(1), s.random(1)
	for range 100 {
		if d := pick(); d < s.from || d > s.to || d != again() {
			t.Errorf("%v", d)
		}
	}
	o, err := parse([]string{"-latency", "1ms"}, &bytes.Buffer{})
	if err != nil || o.trouble.latency.String() != "1ms" || s.String() != "100ms-2s" {
		t.Errorf("%v, %v, %v", err, o, s.String())
	}
	sell, _ := start(t, "-latency", "1ms-2ms")
	if status, _ := try(t, "GET", sell+"/v2/users/self", selltest.DefaultToken, ""); status != 200 {
		t.Errorf("status %d", status)
	}
}

func TestUserTokens(t *testing.T) {
	sell, support := start(t, "-user-tokens")
	if _, self := ask(t, "GET", sell+"/v2/users/self", "sell-user-2103", ""); at(t, self, "data", "id") != float64(demo.Ana) {
		t.Errorf("Sell: %v", self)
	}
	if _, self := ask(t, "GET", sell+"/v2/users/self", selltest.UserToken(demo.Ana), ""); at(t, self, "data", "id") != float64(demo.Ana) {
		t.Errorf("Sell: %v", self)
	}
	if status, _ := ask(t, "GET", sell+"/v2/users/self", selltest.UserToken(demo.Tom), ""); status != 401 {
		t.Errorf("an inactive user: %d", status)
	}
	for user, role := range map[string]string{"1007": "agent", "1003": "agent", "1101": "end-user"} { // restricted, a contributor, a customer
		_, me := ask(t, "GET", support+"/api/v2/users/me", "support-user-"+user, "")
		if at(t, me, "user", "role") != role {
			t.Errorf("user %s: %v", user, me)
		}
	}
	if status, _ := ask(t, "GET", support+"/api/v2/tickets", "support-user-1101", ""); status != 403 {
		t.Errorf("a customer lists tickets: %d", status)
	}
}

func TestDocuments(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "7.txt"), []byte("An offer"), 0o600); err != nil {
		t.Fatal(err)
	}
	seed := seedFile(t, `{"sell":{"leads":[{"id":1,"last_name":"a"}],"documents":[{"id":7,"resource_type":"lead","resource_id":1,"name":"offer.txt","content_type":"text/plain","size":8}]}}`)
	sell, _ := start(t, "-seed", seed, "-documents", dir)
	_, document := ask(t, "GET", sell+"/v2/documents/7", selltest.DefaultToken, "")
	link, _ := at(t, document, "data", "download_url").(string)
	if !strings.HasPrefix(link, sell+"/files/7") {
		t.Fatalf("the link is %q", link)
	}
	req, err := http.NewRequestWithContext(t.Context(), "GET", link, nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: new(http.Transport)}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var content bytes.Buffer
	if _, err := content.ReadFrom(res.Body); err != nil || content.String() != "An offer" || res.Header.Get("Content-Type") != "text/plain" {
		t.Errorf("the content is %q, %v, %v", &content, res.Header, err)
	}
}

func TestBadTrouble(t *testing.T) {
	strange := t.TempDir()
	if err := os.WriteFile(filepath.Join(strange, "offer.pdf"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		want string // in the error
	}{
		"unknown fault":      {[]string{"-faults", "dropped=0.1"}, `"dropped" is not a status`},
		"a status that is 2": {[]string{"-faults", "200=0.1"}, `"200"`},
		"no odds":            {[]string{"-faults", "500"}, "500: want its odds"},
		"odds of 2":          {[]string{"-faults", "500=2"}, "500: want its odds"},
		"odds that are none": {[]string{"-faults", "500=NaN"}, "500: want its odds"},
		"too many faults":    {[]string{"-faults", "500=0.6,drop=0.6"}, "more than 1 together"},
		"latency":            {[]string{"-latency", "slow"}, "300ms"},
		"latency backwards":  {[]string{"-latency", "2s-1s"}, "300ms"},
		"long lag":           {[]string{"-lag", "2m"}, "-lag: 2m0s is more than a minute"},
		"negative limit":     {[]string{"-sell-limit", "-1"}, "-sell-limit"},
		"limit of nothing":   {[]string{"-support-limit", "0"}, "-support-limit"},
		"negative wait":      {[]string{"-retry-after", "-1"}, "-retry-after"},
		"tokens for all":     {[]string{"-user-tokens", "-sell", "0.0.0.0:0"}, `-user-tokens: -sell is "0.0.0.0:0"`},
		"OAuth for all":      {[]string{"-oauth-secret", "hush", "-sell", ":0"}, `-oauth-secret: -sell is ":0"`},
		"no client":          {[]string{"-oauth-client", ""}, "-oauth-client"},
		"no secret":          {[]string{"-oauth-secret", ""}, "sandbox-public"},
		"plain redirect":     {[]string{"-oauth-redirect", "http://example.com/hush"}, "-oauth-redirect"},
		"no directory":       {[]string{"-documents", "nowhere"}, "-documents"},
		"no id":              {[]string{"-documents", strange}, "offer.pdf"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			var out bytes.Buffer
			if err := run(ctx, c.args, &out); !errors.Is(err, errUsage) || !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
				t.Errorf("error %v, want one of usage with %q; printed %q", err, c.want, &out)
			}
		})
	}
}
