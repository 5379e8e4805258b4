package selltest_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/sell/selltest"
)

// The files of documents lie on another host, which Sell's limit knows nothing of.
func TestFilesDoNotCountForTheLimit(t *testing.T) {
	fake := selltest.New()
	fake.LimitTo(0, time.Hour, nil)
	for url, want := range map[string]int{
		"https://api.getbase.com/v2/leads":    http.StatusTooManyRequests,
		"https://files.example.com/files/404": http.StatusForbidden, // a link without its time
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		res, err := fake.Transport().RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %d, want %d", url, res.StatusCode, want)
		}
	}
}

func TestTheLimitIsOfEachToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.fake.AddToken("other", 1)
		a.fake.LimitTo(2, time.Second, http.Header{"Retry-After": {"1"}})
		for range 2 {
			for _, token := range []string{a.token, "other"} {
				a.as(token).get("leads").is(200)
				a.as(token).get("leads").is(200)
				if r := a.as(token).get("leads").is(429); r.header.Get("Retry-After") != "1" {
					t.Errorf("header = %v", r.header)
				}
			}
			time.Sleep(time.Second)
		}
	})
}
