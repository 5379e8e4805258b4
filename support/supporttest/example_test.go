package supporttest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

func Example() {
	fake := supporttest.New()
	fake.Seed("users", `{"id":5,"name":"Ana Ruiz","email":"ana@example.com","role":"end-user"}`)
	fake.Seed("tickets", `{"id":35,"subject":"Printer on fire","status":"closed","requester_id":5}`)

	desk := fake.Client(nil)
	ticket, err := desk.Tickets.Get(context.Background(), 35)
	fmt.Println(ticket.Subject, err)

	_, err = desk.Tickets.Update(context.Background(), 35, support.TicketParams{Priority: zendesk.Set(support.TicketPriorityHigh)})
	fmt.Println(errors.Is(err, zendesk.ErrInvalid))
	fmt.Println(len(fake.Requests()), "requests")
	// Output:
	// Printer on fire <nil>
	// true
	// 2 requests
}

// A server for programs in other languages.
func ExampleServer_ServeHTTP() {
	fake := supporttest.New(supporttest.WithToken("secret"))
	server := httptest.NewServer(fake)
	defer server.Close()

	req, err := http.NewRequest(http.MethodGet, server.URL+"/api/v2/users/me.json", http.NoBody)
	if err != nil {
		fmt.Println(err)
		return
	}
	req.Header.Set("Authorization", "Bearer secret")
	res, err := server.Client().Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer res.Body.Close()
	fmt.Println(res.StatusCode)
	// Output: 200
}

// A contributor sees the tickets of their groups only.
func ExampleServer_ClientFor() {
	fake := supporttest.New()
	fake.Seed("groups", `{"id":60,"name":"Sales"}`)
	fake.Seed("users", `{"id":15,"name":"Rep","role":"agent","role_type":3,"default_group_id":60}`)
	fake.Seed("tickets", `{"id":1,"group_id":60,"status":"new"}`, `{"id":2,"status":"new"}`)
	fake.AddToken("rep", 15)

	for ticket, err := range fake.ClientFor("rep", nil).Tickets.All(context.Background(), support.TicketQuery{}) {
		fmt.Println(ticket.ID, err)
	}
	// Output: 1 <nil>
}
