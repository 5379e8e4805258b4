package supporttest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// hook is a webhook as it is written, with further members or others.
func hook(members string) string {
	return `{"webhook":{"name":"Leads","status":"active","endpoint":"https://leads.example.com/hook","http_method":"POST","request_format":"json"` + members + `}}`
}

func TestWebhooks(t *testing.T) {
	clock := newClock()
	fake := supporttest.New(supporttest.WithClock(clock.Now))
	const id = "01HZ0000000000000000000001"
	const auth = `,"authentication":{"type":"basic_auth","add_position":"header","data":{"username":"leads","password":"hush"}}`
	made := run(t, fake,
		step{call: "POST /webhooks", body: hook(auth + `,"subscriptions":["conditional_ticket_events"]`), status: 201,
			want: want{"webhook.id": `"` + id + `"`, "webhook.created_at": `"2026-05-04T10:00:00.5Z"`, "webhook.updated_at": "", "webhook.created_by": `"900001"`, "webhook.signing_secret": "",
				"webhook.authentication": `{"add_position":"header","data":{"username":"leads"},"type":"basic_auth"}`, "webhook.url": ""}})
	if strings.Contains(made.text, "hush") {
		t.Error(made.text)
	}
	run(t, fake,
		step{call: "GET /webhooks/" + id, want: want{"webhook.created_at": `"2026-05-04T10:00:00Z"`}},
		step{call: "GET /webhooks", want: want{"#webhooks": "1", "meta": `{"has_more":false}`, "links": ""}},
		step{call: "PATCH /webhooks/" + id, body: `{"webhook":{"status":"inactive"}}`, status: 204},
		step{call: "GET /webhooks/" + id, want: want{"webhook.status": `"inactive"`, "webhook.authentication.type": `"basic_auth"`, "webhook.updated_at": `"2026-05-04T10:00:00Z"`, "webhook.updated_by": `"900001"`}},

		// A webhook is for triggers or for events, for ever.
		step{call: "PATCH /webhooks/" + id, body: `{"webhook":{"subscriptions":["zen:event-type:ticket.created"]}}`, status: 400, want: want{"errors.0.code": `"InvalidWebhook"`}},
		step{call: "PUT /webhooks/" + id, body: `{"webhook":{"name":"Short"}}`, status: 400},
		step{call: "PUT /webhooks/" + id, body: hook(`,"subscriptions":["conditional_ticket_events"]`), status: 204},
		step{call: "GET /webhooks/" + id, want: want{"webhook.authentication": "", "webhook.status": `"active"`, "webhook.created_by": `"900001"`}},

		step{call: "POST /webhooks?clone_webhook_id=" + id, status: 201, want: want{"webhook.name": `"Leads (copy)"`, "webhook.id": `"01HZ0000000000000000000002"`, "webhook.updated_at": ""}},
		step{call: "POST /webhooks?clone_webhook_id=nosuch", status: 404},
		step{call: "GET /webhooks?page[size]=1", want: want{"#webhooks": "1", "meta.has_more": "true"}},
		step{call: "GET /webhooks?filter[name_contains]=COPY", want: want{"#webhooks": "1"}},
		step{call: "DELETE /webhooks/" + id, status: 204},
		step{call: "GET /webhooks/" + id, status: 404},
		step{call: "GET /webhooks/" + id + "/signing_secret", status: 404},
	)
}

func TestWebhooksAreRefused(t *testing.T) {
	fake := supporttest.New()
	for _, members := range []string{
		`,"endpoint":"http://leads.example.com"`, `,"endpoint":"https://localhost/hook"`, `,"endpoint":"https://10.0.0.7/hook"`, `,"endpoint":"https://[::1]/hook"`, `,"endpoint":"leads"`,
		`,"status":"on"`, `,"http_method":"HEAD"`, `,"request_format":"yaml"`, `,"name":""`,
		`,"subscriptions":["conditional_ticket_events","zen:event-type:ticket.created"]`, `,"subscriptions":["ticket.created"]`,
		`,"subscriptions":["zen:event-type:ticket.created"],"http_method":"GET"`, `,"subscriptions":["zen:event-type:ticket.created"],"request_format":"xml"`,
		`,"authentication":{"type":"basic_auth","add_position":"header","data":{"username":"leads"}}`, `,"authentication":{"type":"hmac","add_position":"header","data":{}}`,
		`,"custom_headers":{"a":"1","b":"2","c":"3","d":"4","e":"5","f":"6"}`,
	} {
		run(t, fake, step{call: "POST /webhooks", body: hook(members), status: 400, want: want{"errors.0.code": `"InvalidWebhook"`}})
	}
	fake.Seed("users", `{"id":5,"name":"Bea","role":"agent","role_type":0}`)
	fake.AddToken("bea", 5)
	fake.AddToken("narrow", 900001, "webhooks:read")
	run(t, fake,
		step{call: "GET /webhooks", as: "bea", status: 403},
		step{call: "GET /webhooks", as: "narrow"},
		step{call: "POST /webhooks", as: "narrow", body: hook(""), status: 403},
	)
}

// The secret stays until it is reset.
func TestWebhookSecrets(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("webhooks", `{"id":"01HA","name":"Seeded","status":"active"}`, `{"id":"01HB","name":"Other"}`)
	secret := func(call string, status int) string {
		return run(t, fake, step{call: call, status: status, want: want{"signing_secret.algorithm": `"SHA256"`}}).at("signing_secret.secret")
	}
	first := secret("GET /webhooks/01HA/signing_secret", 200)
	if len(first) < 40 || secret("GET /webhooks/01HA/signing_secret", 200) != first || secret("GET /webhooks/01HB/signing_secret", 200) == first {
		t.Error("each webhook has a secret of its own that stays")
	}
	reset := secret("POST /webhooks/01HA/signing_secret", 201)
	if reset == first || secret("GET /webhooks/01HA/signing_secret", 200) != reset {
		t.Error("a reset makes another secret")
	}
	run(t, fake,
		step{call: "PATCH /webhooks/01HA", body: `{"webhook":{"description":"seeded ones stay writable"}}`, status: 204},
		step{call: "GET /webhooks/01HA", want: want{"webhook.url": "", "webhook.description": `"seeded ones stay writable"`}},
		step{call: "GET /webhooks/01ha", status: 404},
	)
}

// A test is one of the calls of a webhook.
func TestWebhookCalls(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("webhooks", `{"id":"01HA"}`, `{"id":"01HB"}`)
	run(t, fake,
		step{call: "GET /webhooks/01HA/invocations", want: want{"#invocations": "0", "meta.has_more": "false"}},
		step{call: "POST /webhooks/test?webhook_id=01HA", want: want{"response.status_code": "200"}},
		step{call: "POST /webhooks/test?webhook_id=01HA"},
		step{call: "POST /webhooks/test?webhook_id=nosuch", status: 404},
		step{call: "POST /webhooks/test", body: `{}`, status: 400},
		step{call: "POST /webhooks/test", body: `{"request":{"endpoint":"http://a.example.com","http_method":"POST","request_format":"json"}}`, status: 400},
		step{call: "POST /webhooks/test", body: `{"request":{"endpoint":"https://a.example.com","http_method":"POST","request_format":"json"}}`},
		step{call: "GET /webhooks/01HA/invocations?page[size]=1", want: want{"#invocations": "1", "meta.has_more": "true", "invocations.0.webhook_id": ""}},
		step{call: "GET /webhooks/01HB/invocations", want: want{"#invocations": "0"}},
		step{call: "GET /webhooks/01HA/invocations/01HZ0000000000000000000002/attempts", want: want{"#attempts": "1", "attempts.0.invocation_id": `"01HZ0000000000000000000002"`, "attempts.0.status_code": "200"}},
		step{call: "GET /webhooks/01HB/invocations/01HZ0000000000000000000002/attempts", status: 404},
	)
}

// Their answers tell a limit of their own where others tell the account's.
func TestWebhookRates(t *testing.T) {
	clock := newClock()
	fake := supporttest.New(supporttest.WithClock(clock.Now), supporttest.WithRateLimit(700), supporttest.WithEndpointLimits())
	fake.Seed("webhooks", `{"id":"01HA"}`)
	run(t, fake,
		step{call: "GET /webhooks", header: want{"X-Rate-Limit": "100", "X-Rate-Limit-Remaining": "99", "Ratelimit-Limit": "", "Ratelimit-Reset": ""}},
		step{call: "GET /webhooks/01HA", header: want{"X-Rate-Limit-Remaining": "98"}},
		step{call: "POST /webhooks/test?webhook_id=01HA", header: want{"X-Rate-Limit": "20", "X-Rate-Limit-Remaining": "19"}},
		step{call: "GET /users/me", header: want{"X-Rate-Limit": "700", "Ratelimit-Limit": "700"}},
	)
	for range 19 {
		run(t, fake, step{call: "POST /webhooks/test?webhook_id=01HA"})
	}
	run(t, fake,
		step{call: "POST /webhooks/test?webhook_id=01HA", status: 429, header: want{"X-Rate-Limit-Remaining": "0", "Retry-After": "60"}},
		step{call: "GET /webhooks"},
	)
	clock.advance(time.Minute)
	run(t, fake, step{call: "POST /webhooks/test?webhook_id=01HA"})
}
