package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// browse asks as a browser does.
func browse(t *testing.T, url string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
	client := &http.Client{Transport: new(http.Transport)}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(page)
}

// expect fails unless all texts are on the page.
func expect(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Errorf("%q is not on the page:\n%s", text, page)
		}
	}
}

func TestPageShowsRecordsByKind(t *testing.T) {
	sell, support := start(t)
	_, page := browse(t, sell+"/")
	expect(t, page, `<a href="/?kind=leads"`, "/v2/users/self", "sell.NewClient", selltest.DefaultToken, sell)
	status, page := browse(t, support+"/?kind=tickets")
	if status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	expect(t, page, `<a href="/?kind=tickets&amp;id=35436"><span>35436</span><span>Two machines for our kiosks</span></a>`)
	_, page = browse(t, support+"/?kind=tickets&id=35436")
	expect(t, page, "&#34;subject&#34;: &#34;Two machines for our kiosks&#34;")
}

func TestPageOfALongList(t *testing.T) {
	_, support := start(t, "-size", "150")
	_, first := browse(t, support+"/?kind=tickets")
	if n := strings.Count(first, "<li><a href"); n != pageLength {
		t.Errorf("%d tickets on the first page, want %d", n, pageLength)
	}
	expect(t, first, `<a href="/?kind=tickets&amp;page=2" rel="next">`)
	if strings.Contains(first, `rel="prev"`) {
		t.Error("the first page has a previous one")
	}
	_, second := browse(t, support+"/?kind=tickets&page=2")
	expect(t, second, `<a href="/?kind=tickets&amp;page=1" rel="prev">`)
	if n := strings.Count(second, "<li><a href"); n < 50 || n > pageLength {
		t.Errorf("%d tickets on the second page", n)
	}
}

func TestPageOfNothing(t *testing.T) {
	sell, _ := start(t)
	for _, query := range []string{"?kind=ledas", "?kind=leads&id=1", "?kind=leads&id="} {
		if status, page := browse(t, sell+"/"+query); status != http.StatusNotFound || !strings.Contains(page, "There is no such") {
			t.Errorf("%s: %d", query, status)
		}
	}
}

func TestPageListsTheLastRequests(t *testing.T) {
	sell, _ := start(t)
	ask(t, "POST", sell+"/v2/leads", selltest.DefaultToken, `{"data":{"last_name":"<b>Berg</b>"}}`)
	ask(t, "POST", sell+"/oauth2/token", "", `{"client_secret":"hush"}`)
	for range journalLength - 2 {
		ask(t, "GET", sell+"/v2/leads/1?secret=1", "wrong-token", "")
	}
	_, page := browse(t, sell+"/")
	expect(t, page, `<span class="status">200</span> POST /v2/leads`, "&lt;b&gt;Berg&lt;/b&gt;",
		`<span class="status bad">401</span> GET /v2/leads/1?secret=1`, "POST /oauth2/token")
	for _, hidden := range []string{"wrong-token", "hush", "<b>"} {
		if strings.Contains(page, hidden) {
			t.Errorf("%q is on the page", hidden)
		}
	}
	ask(t, "GET", sell+"/v2/leads/1", "wrong-token", "")
	if _, page := browse(t, sell+"/"); strings.Contains(page, "POST /v2/leads") {
		t.Error("more requests are listed than are remembered")
	}
}

func TestRootStaysWhatTheAPIAnswers(t *testing.T) {
	sell, support := start(t)
	for url, handler := range map[string]http.Handler{sell: selltest.New(), support: supporttest.New()} {
		want := httptest.NewRecorder()
		handler.ServeHTTP(want, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
		if status, _ := ask(t, "GET", url+"/", "", ""); status != want.Code {
			t.Errorf("GET / of %s: %d, and %d without the page", url, status, want.Code)
		}
	}
}

func TestWhoGetsThePage(t *testing.T) {
	for accept, want := range map[string]bool{
		"text/html": true, "text/html;q=0.9, */*;q=0.1": true,
		"": false, "*/*": false, "application/json": false, "application/json, text/html": false, "text/plain": false,
	} {
		if got := wantsPage([]string{accept}); got != want {
			t.Errorf("Accept %q: %t, want %t", accept, got, want)
		}
	}
	s := &site{title: "Zendesk Sell", api: selltest.New()}
	for _, c := range []struct {
		peer, host string
		want       int
	}{
		{"127.0.0.1:50000", "127.0.0.1:7001", 200},
		{"[::1]:50000", "[::1]:7001", 200},
		{"127.0.0.1:50000", "localhost:7001", 200},
		{"192.0.2.7:50000", "127.0.0.1:7001", 403},
		{"127.0.0.1:50000", "rebound.example.com:7001", 403},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.RemoteAddr, r.Host = c.peer, c.host
		r.Header.Set("Accept", "text/html")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("from %s to %s: %d, want %d", c.peer, c.host, w.Code, c.want)
		}
	}
}

func TestAChosenTokenIsNotShown(t *testing.T) {
	sell, support := start(t, "-sell-token", "sell-hush", "-support-token", "support-hush")
	for _, url := range []string{sell, support} {
		_, page := browse(t, url+"/")
		expect(t, page, "Bearer YOUR_TOKEN")
		if strings.Contains(page, "-hush") {
			t.Errorf("%s shows its token", url)
		}
	}
}

func TestSubdomainOfTheSnippet(t *testing.T) {
	_, support := start(t)
	_, page := browse(t, support+"/")
	expect(t, page, "support.NewClient(&#34;"+demo.Subdomain+"&#34;")
}
