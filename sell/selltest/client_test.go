package selltest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

func TestClientWaitsAndRepeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := selltest.New()
		id := fake.Seed("leads", `{"last_name":"Ruiz","owner_id":1}`)[0]
		fake.FailNext(2, 429, http.Header{"Retry-After": {"20"}})
		start := time.Now()
		lead, err := fake.Client(nil).Leads.Get(t.Context(), id)
		if err != nil || lead.LastName != "Ruiz" {
			t.Fatalf("lead = %+v, %v", lead, err)
		}
		if took := time.Since(start); took < 40*time.Second {
			t.Errorf("took %v", took)
		}
		if n := len(fake.Requests()); n != 3 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestClientFor(t *testing.T) {
	fake := selltest.New()
	fake.Seed("users", `{"id":5}`)
	fake.AddToken("five", 5)
	id := fake.Seed("leads", `{"last_name":"Ruiz","owner_id":1}`)[0]
	own := &http.Client{Timeout: time.Minute}
	client := fake.ClientFor("five", &sell.Config{HTTPClient: own, UserAgent: "mine/1"})
	if _, err := client.Leads.Get(t.Context(), id); !errors.Is(err, zendesk.ErrNotFound) {
		t.Errorf("err = %v", err)
	}
	if agent := fake.Requests()[0].Header.Get("User-Agent"); len(agent) < 7 || agent[:7] != "mine/1 " {
		t.Errorf("User-Agent = %q", agent)
	}
	if own.Transport != nil {
		t.Error("the caller's HTTP client was changed")
	}
}

func TestLatencyEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := selltest.New()
		fake.Latency(func() time.Duration { return time.Hour })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := fake.Client(nil).Leads.Get(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("err = %v", err)
		}
	})
}

func Example() {
	fake := selltest.New()
	fake.Seed("leads", `{"id":7,"last_name":"Ruiz","owner_id":1}`)
	client := fake.Client(nil)

	lead, err := client.Leads.Update(context.Background(), 7, sell.LeadParams{Status: zendesk.Set("Working")})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(lead.LastName, lead.Status)
	fmt.Println(string(fake.Requests()[0].Body))
	// Output:
	// Ruiz Working
	// {"data":{"status":"Working"}}
}

func ExampleServer_AddPool() {
	fake := selltest.New()
	fake.Seed("users", `{"id":2,"name":"Ana"}`, `{"id":3,"name":"Ben"}`)
	pool := fake.AddPool("leads", "Inbound", 2, 3)
	client := fake.Client(nil)

	for _, name := range []string{"Ruiz", "Soto", "Vega"} {
		lead, err := client.Leads.Create(context.Background(), sell.LeadParams{LastName: zendesk.Set(name), OwnerID: zendesk.Set(pool)})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(lead.LastName, lead.OwnerID)
	}
	// Output:
	// Ruiz 2
	// Soto 3
	// Vega 2
}
