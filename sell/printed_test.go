package sell_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

// A client and its parts can be printed while they are in use, which the race
// detector sees, and show no token; also where fmt cannot ask them how.
func TestPrintedWhileInUse(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"data":{"id":1}}`)
	}))
	defer server.Close()
	limiter := sell.NewLimiter()
	cfg := &sell.Config{BaseURL: server.URL, Limiter: limiter}
	client, err := sell.NewClient(zendesk.Bearer("SECRET-TOKEN"), cfg)
	if err != nil {
		t.Fatal(err)
	}
	type hidden struct {
		client    *sell.Client
		documents sell.DocumentsService
		leads     sell.LeadsService
		limiter   zendesk.Limiter
		config    *sell.Config
	}
	holder := hidden{client, client.Documents, client.Leads, limiter, cfg}
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 10 {
			if _, err := client.Leads.Get(t.Context(), 1); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Go(func() {
		for range 50 {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
				for _, x := range []any{client, *client, client.Documents, limiter, cfg, *cfg, holder, &holder} {
					if text := fmt.Sprintf(verb, x); strings.Contains(text, "SECRET") {
						t.Errorf("%s shows the token: %s", verb, text)
					}
				}
			}
		}
	})
	wg.Wait()
	if got := fmt.Sprint(client); got != "sell.Client("+server.URL+")" {
		t.Errorf("printed: %s", got)
	}
}
