package selltest_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/sell/selltest"
)

func TestLinksOfDocuments(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 15, 30, 0, time.UTC)
	a := newAPI(t, selltest.WithClock(func() time.Time { return now }))
	a.fake.Seed("leads", `{"id":7,"last_name":"Ruiz"}`)
	a.fake.Seed("documents", `{"id":5,"resource_type":"lead","resource_id":7,"content_type":"text/plain"}`, `{"id":6,"resource_type":"lead","resource_id":7,"download_url":"https://files.example.com/own"}`)
	a.get("documents/6").want("data.download_url", "https://files.example.com/own")

	link := a.get("documents/5").at("data.download_url")
	a.get("documents?resource_type=lead&resource_id=7").want("items.0.data.download_url", link)
	parsed, err := url.Parse(link)
	if err != nil || parsed.Host != "files.example.com" || parsed.Scheme != "https" {
		t.Fatalf("the link %s: %v", link, err)
	}
	open := func(header http.Header) reply { return a.request("GET", parsed.RequestURI(), "", header) }
	open(nil).is(http.StatusNotFound) // it has no content
	a.fake.SetFile(5, []byte("Fifty bikes"))
	if r := open(nil).is(http.StatusOK); r.body != "Fifty bikes" || r.header.Get("Content-Type") != "text/plain" {
		t.Errorf("%q of the type %s", r.body, r.header.Get("Content-Type"))
	}
	open(http.Header{"Authorization": {"Bearer " + selltest.DefaultToken}}).is(http.StatusBadRequest)
	now = now.Add(90 * time.Minute)
	open(nil).is(http.StatusOK)
	now = now.Add(time.Second)
	open(nil).is(http.StatusForbidden)
	if again := a.get("documents/5").at("data.download_url"); again == link {
		t.Error("the link that expired is given again")
	}

	server := httptest.NewServer(a.fake)
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/v2/documents/5", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+selltest.DefaultToken)
	res, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var b strings.Builder
	if err := res.Write(&b); err != nil || !strings.Contains(b.String(), `"download_url":"`+server.URL+`/files/5`) {
		t.Errorf("the link of a port is in %s, %v", b.String(), err)
	}
}

func TestSearchMapping(t *testing.T) {
	a := newAPI(t)
	region := a.fake.AddCustomField("contacts", selltest.CustomField{Name: "Region"})
	header := http.Header{"Authorization": {"Bearer " + selltest.DefaultToken}, "User-Agent": {"test"}}
	r := a.request("GET", "/v3/contacts/custom_fields", "", header).is(http.StatusOK)
	r.want("items.1.data.name", "Region").want("items.1.data.search_api_id", "custom_fields.contact:"+strconv.FormatInt(region, 10)).want("items.1.data.resource_type", "contact")
	r.want("items.2.data.search_api_id", "custom_fields.sales_account:"+r.at("items.2.data.id")).want("items.2.data.resource_type", "sales_account")
	r = a.request("GET", "/v3/deals/custom_fields", "", header).is(http.StatusOK)
	r.want("items.0.data.search_api_id", "custom_fields."+r.at("items.0.data.id")).want("items.0.data.name", "Tier").want("meta.count", "1")
	a.request("GET", "/v3/deals/custom_fields?page=2", "", header).is(http.StatusBadRequest)
}
