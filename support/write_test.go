package support_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// TestLostAnswers breaks the connection after each kind of write: what could be
// done twice is not repeated, and says that it is unclear.
func TestLostAnswers(t *testing.T) {
	comment := &support.CommentParams{Body: "Hello", Public: zendesk.Set(false)}
	group := support.GroupParams{Name: zendesk.Set("Sales")}
	first := func(_ any, err error) error { return err }
	for name, c := range map[string]struct {
		body   string
		write  func(context.Context, *support.Client) error
		repeat bool
		least  time.Duration // before the repeat
	}{
		"create": {write: func(ctx context.Context, d *support.Client) error { return first(d.Groups.Create(ctx, group)) }},
		"create ticket": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Create(ctx, support.TicketParams{Comment: comment}))
		}},
		"create ticket with a key": {`{"ticket":{"id":1}}`, func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Create(ctx, support.TicketParams{Comment: comment}, zendesk.IdempotencyKey("k")))
		}, true, 250 * time.Millisecond},
		"update": {`{"group":{"id":1}}`, func(ctx context.Context, d *support.Client) error {
			return first(d.Groups.Update(ctx, 1, group))
		}, true, 250 * time.Millisecond},
		"update ticket": {`{"ticket":{"id":1}}`, func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Update(ctx, 1, support.TicketParams{Subject: zendesk.Set("A")}))
		}, true, 250 * time.Millisecond},
		"update ticket with a comment": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Update(ctx, 1, support.TicketParams{Comment: comment}))
		}},
		"update ticket safely": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Update(ctx, 1, support.TicketParams{SafeUpdate: someTime}))
		}},
		"update ticket and mail collaborators": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Update(ctx, 1, support.TicketParams{AdditionalCollaborators: []any{7}}))
		}},
		"update ticket with a call": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Update(ctx, 1, support.TicketParams{VoiceComment: []byte(`{"from":"+15550100"}`)}))
		}},
		"update ticket with a requester": {`{"ticket":{"id":1}}`, func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Update(ctx, 1, support.TicketParams{Requester: &support.RequesterParams{Email: "ana@example.com"}}))
		}, true, 250 * time.Millisecond},
		"update ticket with a requester without address": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Update(ctx, 1, support.TicketParams{Requester: &support.RequesterParams{Name: "Ana"}}))
		}},
		"update ticket with a comment of its own form": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Update(ctx, 1, extra("comment", `{"body":"Hello"}`)))
		}},
		"update ticket with collaborators of their own form": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Update(ctx, 1, extra("additional_collaborators", `[7]`)))
		}},
		"update ticket with a call of its own form": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Update(ctx, 1, extra("voice_comment", `{}`)))
		}},
		"update ticket safely in a form of its own": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Update(ctx, 1, extra("safe_update", `true`)))
		}},
		"update ticket with a requester of its own form": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Update(ctx, 1, extra("requester", `{"name":"Ana"}`)))
		}},
		"update ticket with another member": {`{"ticket":{"id":1}}`, func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Update(ctx, 1, extra("colour", `"red"`)))
		}, true, 250 * time.Millisecond},
		"add tags": {`{"tags":[]}`, func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.AddTags(ctx, 1, support.TicketTagsParams{Tags: []string{"a"}}))
		}, true, 250 * time.Millisecond},
		"set tags": {`{"tags":[]}`, func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.SetTags(ctx, 1, support.TicketTagsParams{}))
		}, true, 250 * time.Millisecond},
		"remove tags": {``, func(ctx context.Context, d *support.Client) error {
			return d.Tickets.RemoveTags(ctx, 1, support.TicketTagsParams{Tags: []string{"a"}})
		}, true, 250 * time.Millisecond},
		"add tags safely": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.AddTags(ctx, 1, support.TicketTagsParams{Tags: []string{"a"}, SafeUpdate: someTime}))
		}},
		"delete": {``, func(ctx context.Context, d *support.Client) error { return d.Groups.Delete(ctx, 1) }, true, 250 * time.Millisecond},
		"upsert": {`{"user":{"id":1}}`, func(ctx context.Context, d *support.Client) error {
			return first(d.Users.CreateOrUpdate(ctx, support.UserParams{Email: zendesk.Set("ana@example.com")}))
		}, true, 5 * time.Second},
		"make default": {`{"group_memberships":[]}`, func(ctx context.Context, d *support.Client) error {
			return first(d.GroupMemberships.MakeDefault(ctx, 1, 2))
		}, true, 250 * time.Millisecond},
		"write an option": {`{"custom_field_option":{"id":1}}`, func(ctx context.Context, d *support.Client) error {
			return first(d.TicketFields.Options(1).CreateOrUpdate(ctx, support.TicketFieldOptionParams{ID: 1, Name: "A", Value: "a"}))
		}, true, 250 * time.Millisecond},
		"make an option": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.TicketFields.Options(1).CreateOrUpdate(ctx, support.TicketFieldOptionParams{Name: "A", Value: "a"}))
		}},
		"mail a verification": {write: func(ctx context.Context, d *support.Client) error {
			return d.Users.Identities(1).RequestVerification(ctx, 2)
		}},
		"restore": {write: func(ctx context.Context, d *support.Client) error { return d.DeletedTickets.Restore(ctx, 1) }},
		"restore many": {write: func(ctx context.Context, d *support.Client) error {
			return d.DeletedTickets.RestoreMany(ctx, []int64{1})
		}},
		"delete for good": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.DeletedTickets.Delete(ctx, 1))
		}},
		"merge": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.Merge(ctx, 1, support.TicketMergeParams{IDs: []int64{2}}))
		}},
		"create many": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Users.CreateMany(ctx, []support.UserParams{{Name: zendesk.Set("A")}}))
		}},
		"update many": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Users.UpdateMany(ctx, []int64{1}, support.UserParams{Name: zendesk.Set("A")}))
		}},
		"update many tickets": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.UpdateMany(ctx, []int64{1}, support.TicketParams{Comment: comment}))
		}},
		"update each ticket": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.UpdateEach(ctx, []support.TicketUpdate{{ID: 1, TicketParams: support.TicketParams{Comment: comment}}}))
		}},
		"delete many": {write: func(ctx context.Context, d *support.Client) error {
			return first(d.Tickets.DeleteMany(ctx, []int64{1}))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := &canned{replies: []reply{{lost: true}, {status: 200, body: c.body}}}
				start := time.Now()
				err := c.write(t.Context(), connect(t, server))
				if !c.repeat {
					equal(t, "requests", len(server.lines()), 1)
					if !errors.Is(err, zendesk.ErrUnclear) {
						t.Errorf("error %v", err)
					}
					return
				}
				equal(t, "requests", len(server.lines()), 2)
				if took := time.Since(start); err != nil || took < c.least || took > 2*c.least {
					t.Errorf("error %v after %v", err, took)
				}
			})
		})
	}
}

func extra(name, value string) support.TicketParams {
	return support.TicketParams{Extra: map[string]json.RawMessage{name: json.RawMessage(value)}}
}

func TestSafeUpdate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := seeded()
		desk := connect(t, fake.Transport())
		ctx := t.Context()
		read := must(desk.Tickets.Get(ctx, 100))
		must(desk.Tickets.Update(ctx, 100, support.TicketParams{Subject: zendesk.Set("Changed by someone else")}))
		fake.ForgetRequests()

		_, err := desk.Tickets.Update(ctx, 100, support.TicketParams{Subject: zendesk.Set("Mine"), SafeUpdate: read.UpdatedAt})
		if !errors.Is(err, zendesk.ErrConflict) {
			t.Errorf("error %v", err)
		}
		equal(t, "requests", len(fake.Requests()), 1)
		for _, tag := range []func() error{
			func() error {
				_, err := desk.Tickets.AddTags(ctx, 100, support.TicketTagsParams{Tags: []string{"a"}, SafeUpdate: read.UpdatedAt})
				return err
			},
			func() error {
				_, err := desk.Tickets.SetTags(ctx, 100, support.TicketTagsParams{Tags: []string{"a"}, SafeUpdate: read.UpdatedAt})
				return err
			},
			func() error {
				return desk.Tickets.RemoveTags(ctx, 100, support.TicketTagsParams{Tags: []string{"vip"}, SafeUpdate: read.UpdatedAt})
			},
		} {
			fake.ForgetRequests()
			if err := tag(); !errors.Is(err, zendesk.ErrConflict) {
				t.Errorf("error %v", err)
			}
			equal(t, "requests", len(fake.Requests()), 1)
		}
		now := must(desk.Tickets.Get(ctx, 100))
		equal(t, "ticket", []any{now.Subject, now.Tags}, []any{"Changed by someone else", []string{"vip"}})
		elsewhere := now.UpdatedAt.In(time.FixedZone("", 3600)) // the stamp is one whatever its zone
		must(desk.Tickets.Update(ctx, 100, support.TicketParams{Subject: zendesk.Set("Mine"), SafeUpdate: elsewhere}))
		requests := fake.Requests()
		if body, want := string(requests[len(requests)-1].Body), now.UpdatedAt.Format(`"updated_stamp":"2006-01-02T15:04:05Z"`); !strings.Contains(body, want) {
			t.Errorf("sent %s, want %s", body, want)
		}
	})
}

// The audit of a write tells the id of its comment.
func TestAuditOfAWrite(t *testing.T) {
	fake := supporttest.New()
	desk := connect(t, fake.Transport())
	comment := func(body string) support.TicketParams {
		return support.TicketParams{Comment: &support.CommentParams{Body: body, Public: zendesk.Set(false)}}
	}
	made := must(desk.Tickets.Create(t.Context(), comment("One")))
	changed := must(desk.Tickets.Update(t.Context(), made.ID, comment("Two")))
	comments := must(zendesk.Collect(desk.Tickets.Comments(made.ID).All(t.Context(), support.CommentQuery{}), 0))
	for i, ticket := range []*support.Ticket{made, changed} {
		events := slices.DeleteFunc(ticket.Audit.Events, func(e support.AuditEvent) bool { return e.Type != "Comment" })
		equal(t, "comment", []int64{events[0].ID, ticket.Audit.ID, ticket.Audit.TicketID}, []int64{comments[i].ID, comments[i].AuditID, made.ID})
	}
	equal(t, "audit of one that was read", must(desk.Tickets.Get(t.Context(), made.ID)).Audit, nil)

	// What is odd about it does not fail the write, which is done.
	for body, want := range map[string][]string{
		`{"ticket":{"id":1}}`: nil, `{"ticket":{"id":1},"audit":null}`: nil,
		`{"ticket":{"id":1},"audit":{"id":"x"}}`: {"/audit"}, `{"ticket":{"id":1},"audit":7}`: {"/audit"},
		`{"ticket":{"id":1,"subject":2},"audit":{"id":3,"events":4}}`: {"/ticket/subject", "/audit/events"},
	} {
		var meta zendesk.Meta
		ticket := must(connect(t, ok(body)).Tickets.Update(t.Context(), 1, comment("Three"), zendesk.Into(&meta)))
		equal(t, body, []any{ticket.ID, ticket.Audit != nil, meta.Odd}, []any{int64(1), len(want) > 1, want})
	}
}

func TestIdempotencyKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := supporttest.New()
		desk := connect(t, fake.Transport())
		order := support.TicketParams{Subject: zendesk.Set("Order 7"), Comment: &support.CommentParams{Body: "One bike", Public: zendesk.Set(false)}}
		count := func() int64 { return must(desk.Tickets.Count(t.Context())).Value }

		fake.DropAnswers(1)
		var meta zendesk.Meta
		ticket := must(desk.Tickets.Create(t.Context(), order, zendesk.IdempotencyKey("order-7"), zendesk.Into(&meta)))
		equal(t, "result", []any{ticket.Subject, meta.Attempts, meta.Header.Get("X-Idempotency-Lookup"), count()}, []any{"Order 7", 2, "hit", int64(1)})

		fake.DropAnswers(1)
		_, err := desk.Tickets.Create(t.Context(), order)
		if !errors.Is(err, zendesk.ErrUnclear) {
			t.Errorf("error %v", err)
		}
		equal(t, "tickets", count(), int64(2)) // it was made: hence unclear

		order.Subject = zendesk.Set("Order 8")
		_, err = desk.Tickets.Create(t.Context(), order, zendesk.IdempotencyKey("order-7"))
		if e, ok := errors.AsType[*zendesk.Error](err); !ok || e.Code != "IdempotentRequestError" {
			t.Errorf("error %v", err)
		}
	})
}

func TestErrorShapes(t *testing.T) {
	const private = "ana@example.com"
	for name, c := range map[string]struct {
		status int
		body   string
		code   string
		fields []zendesk.FieldError
		is     error
	}{
		"text and description": {404, `{"error":"RecordNotFound","description":"Not found"}`, "RecordNotFound",
			[]zendesk.FieldError{{Code: "RecordNotFound", Message: "Not found"}}, zendesk.ErrNotFound},
		"details": {422, `{"error":"RecordInvalid","description":"Record validation errors","details":{
				"status":[{"description":"closed prevents ticket update","error":"Closed"}],"base":[{"description":"` + private + `"}],"odd":"` + private + `"}}`,
			"RecordInvalid", []zendesk.FieldError{
				{Code: "RecordInvalid", Message: "Record validation errors"},
				{Field: "base", Message: private}, {Field: "odd", Message: `"` + private + `"`},
				{Field: "status", Code: "Closed", Message: "closed prevents ticket update"},
			}, zendesk.ErrInvalid},
		"object": {403, `{"error":{"title":"Forbidden","message":"You do not have access"}}`, "Forbidden",
			[]zendesk.FieldError{{Code: "Forbidden", Message: "You do not have access"}}, zendesk.ErrForbidden},
		"list": {400, `{"errors":[{"code":"InvalidPaginationDepth","title":"Too deep","detail":"No page ` + private + `","source":{"parameter":"page"}},7]}`,
			"InvalidPaginationDepth", []zendesk.FieldError{{Field: "page", Pointer: "page", Code: "InvalidPaginationDepth", Message: "No page " + private}}, zendesk.ErrInvalid},
		"text alone":                  {401, `{"error":"Couldn't authenticate you"}`, "Couldn't authenticate you", nil, zendesk.ErrUnauthorized},
		"free text":                   {403, `{"error":"User ` + private + ` is suspended"}`, "", []zendesk.FieldError{{Message: "User " + private + " is suspended"}}, zendesk.ErrForbidden},
		"free text and a description": {403, `{"error":"` + private + ` is out","description":"Ask"}`, "", []zendesk.FieldError{{Message: private + " is out: Ask"}}, zendesk.ErrForbidden},
		"a title that quotes":         {422, `{"error":{"title":"` + private + ` is taken"}}`, "", []zendesk.FieldError{{Message: private + " is taken"}}, zendesk.ErrInvalid},
		"a title of words":            {400, `{"error":{"title":"Invalid attribute","message":"No"}}`, "Invalid attribute", []zendesk.FieldError{{Code: "Invalid attribute", Message: "No"}}, zendesk.ErrInvalid},
		"a long code":                 {400, `{"error":"` + strings.Repeat("a", 65) + `"}`, "", []zendesk.FieldError{{Message: strings.Repeat("a", 65)}}, zendesk.ErrInvalid},
		"a list that quotes": {422, `{"errors":[{"title":"` + private + ` is taken"},{"title":"` + private + `","code":"Taken","source":{"pointer":"/users/` + private + `"}},"` + private + `"]}`,
			"Taken", []zendesk.FieldError{{Message: private + " is taken"}, {Pointer: "/users/" + private, Code: "Taken", Message: "users/" + private + ": " + private}, {Message: private}}, zendesk.ErrInvalid},
		"details that quote": {422, `{"error":"RecordInvalid","details":{"` + private + `":[{"error":"Taken"}],"email":[{"error":"` + private + ` is taken"}]}}`,
			"RecordInvalid", []zendesk.FieldError{{Code: "Taken", Message: private}, {Field: "email", Message: private + " is taken"}}, zendesk.ErrInvalid},
		"jobs":          {429, `{"error":"TooManyJobs","description":"Wait","current_job_ids":["V3-1"]}`, "TooManyJobs", []zendesk.FieldError{{Code: "TooManyJobs", Message: "Wait"}}, zendesk.ErrRateLimited},
		"values":        {400, `{"error":"TooManyValues","description":"At most 100","max_count":100}`, "TooManyValues", []zendesk.FieldError{{Code: "TooManyValues", Message: "At most 100"}}, zendesk.ErrInvalid},
		"plain text":    {429, "Number of allowed API requests per minute exceeded", "", nil, zendesk.ErrRateLimited},
		"nothing":       {404, "", "", nil, zendesk.ErrNotFound},
		"HTML":          {502, "<html>" + private, "", nil, nil},
		"a list":        {500, `[1]`, "", nil, nil},
		"cut off":       {409, `{"error":"UpdateConf`, "", nil, zendesk.ErrConflict},
		"locked":        {423, `{"error":"AccountLocked","message":"Later"}`, "AccountLocked", []zendesk.FieldError{{Code: "AccountLocked", Message: "Later"}}, nil},
		"a redirection": {302, "", "", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			server := &canned{replies: []reply{{status: c.status, body: c.body, header: http.Header{"X-Zendesk-Request-Id": {"r-1"}, "Location": {"https://elsewhere.example"}}}}}
			_, err := connect(t, server).Tickets.Get(t.Context(), 1, zendesk.MaxAttempts(1))
			e, ok := errors.AsType[*zendesk.Error](err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			equal(t, "error", []any{e.Status, e.Code, e.Fields, e.RequestID, string(e.Body)}, []any{c.status, c.code, c.fields, "r-1", c.body})
			if c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("%v is not %v", err, c.is)
			}
			var log strings.Builder
			slog.New(slog.NewTextHandler(&log, nil)).Error("failed", "err", e)
			if strings.Contains(e.Error()+log.String(), private) {
				t.Errorf("the error quotes the answer: %v, %s", e, log.String())
			}
			equal(t, "requests", len(server.lines()), 1)
		})
	}
}

func TestCallReachesOtherEndpoints(t *testing.T) {
	server := ok(`{"brands":[{"subdomain":"acme"}]}`)
	var out struct {
		Brands []struct {
			Subdomain string `json:"subdomain"`
		} `json:"brands"`
	}
	desk := connect(t, server)
	err := desk.Call(t.Context(), zendesk.Request{Op: "support.Brands.List", Method: "GET", Route: "/api/v2/{kind}", Args: []any{"brands"}}, &out)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "subdomains", []string{out.Brands[0].Subdomain, desk.Subdomain()}, []string{"acme", "acme"})
	equal(t, "requests", server.lines(), []string{"GET /api/v2/brands"})
	equal(t, "host", server.sent[0].path, "https://acme.zendesk.com/api/v2/brands")
}

func TestClientsThatCannotBe(t *testing.T) {
	token := zendesk.Bearer("t")
	for name, subdomain := range map[string]string{"empty": "", "a host": "acme.zendesk.com", "upper case": "Acme", "a path": "acme/", "a dash first": "-acme"} {
		if _, err := support.NewClient(subdomain, token, nil); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for name, cfg := range map[string]*support.Config{
		"plain http": {BaseURL: "http://acme.zendesk.com"}, "credentials": {BaseURL: "https://a:b@acme.zendesk.com"}, "no host": {BaseURL: "/api"},
	} {
		if _, err := support.NewClient("acme", token, cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := support.NewClient("acme", nil, nil); err == nil {
		t.Error("no token source: no error")
	}
	if _, err := support.NewClient("acme", zendesk.Bearer(""), nil); err == nil {
		t.Error("empty token: no error")
	}
	if _, err := support.NewClient("acme", token, &support.Config{BaseURL: "http://127.0.0.1:7002"}); err != nil {
		t.Error(err)
	}
}
