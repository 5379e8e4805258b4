package supporttest

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// secretOf returns the secret of a webhook, which is made when it is asked for.
func (c *call) secretOf(key int64) fake.Object {
	if c.secrets[key] == "" {
		c.newSecret(key)
	}
	return object("signing_secret", object("algorithm", "SHA256", "secret", c.secrets[key]))
}

func (c *call) newSecret(key int64) {
	c.serial++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s of %d, %d", c.options.subdomain, key, c.serial))
	c.secrets[key] = base64.StdEncoding.EncodeToString(sum[:])
}

func showSecret(c *call) (any, error) {
	key, _, err := c.webhook(c.path["key"])
	if err != nil {
		return nil, err
	}
	return c.secretOf(key), nil
}

func resetSecret(c *call) (any, error) {
	key, _, err := c.webhook(c.path["key"])
	if err != nil {
		return nil, err
	}
	c.newSecret(key)
	return c.secretOf(key), nil
}

// testWebhook answers as an endpoint would that takes every call. The test of a
// webhook counts as one of its calls.
func testWebhook(c *call) (any, error) {
	c.status = http.StatusOK
	if id := c.query.Get("webhook_id"); id != "" {
		_, o, err := c.webhook(id)
		if err != nil {
			return nil, err
		}
		c.invoked(o)
	} else {
		in, err := fake.ParseObject(orNull(c.body.Raw("request")))
		if err != nil {
			return nil, badWebhook("webhook_id or request is required")
		}
		if err := checkWebhook(webhooks.blank().Merge(object("name", "test", "status", "active")).Merge(in), in, true); err != nil {
			return nil, err
		}
	}
	return object("response", object("status_code", http.StatusOK, "headers", []fake.Object{object("key", "Content-Type", "value", "text/plain")}, "payload", "ok")), nil
}

// invoked notes a call of a webhook.
func (c *call) invoked(webhook fake.Object) {
	key := c.tables["webhook_invocations"].NextID()
	id := textID(key)
	c.put("webhook_invocations", key, object("id", id, "webhook_id", webhook.Text("id"), "status_code", http.StatusOK, "status", "success",
		"latest_completed_at", c.now.Format(layout)))
	attempt := c.tables["webhook_attempts"].NextID()
	c.put("webhook_attempts", attempt, object("id", textID(attempt), "invocation_id", id, "status_code", http.StatusOK, "status", "success",
		"request", object("headers", []fake.Object{object("key", "X-Zendesk-Webhook-Id", "value", webhook.Text("id"))}, "payload", "{}")))
}

func listInvocations(c *call) (any, error) {
	if _, _, err := c.webhook(c.path["key"]); err != nil {
		return nil, err
	}
	page, members, err := c.pageOf(c.listed(webhookInvocations, func(o fake.Object) bool { return o.Text("webhook_id") == c.path["key"] }), paging{style: cursorOnly})
	if err != nil {
		return nil, err
	}
	for i, r := range page {
		page[i].object = r.object.Without("webhook_id")
	}
	return object("invocations", c.views(webhookInvocations, page)).Merge(members), nil
}

func listAttempts(c *call) (any, error) {
	for _, o := range c.all("webhook_invocations") {
		if o.Text("id") == c.path["part"] && o.Text("webhook_id") == c.path["key"] {
			return c.listAs("attempts", webhookAttempts, c.listed(webhookAttempts, func(a fake.Object) bool { return a.Text("invocation_id") == c.path["part"] }), paging{style: cursorOnly})
		}
	}
	return nil, notFound()
}

// Requests a minute to the webhook endpoints, and to the one for tests.
const (
	webhookRate     = 100
	webhookTestRate = 20
)

// tellOwnRate puts the limit of the webhook endpoints where all others tell the
// account's, and refuses what is beyond it.
func (c *call) tellOwnRate() error {
	if !strings.HasPrefix(c.route.path(), "/webhooks") {
		return nil
	}
	most, key := webhookRate, limitKey{each: "webhooks"}
	if c.route.path() == "/webhooks/test" {
		most, key.each = webhookTestRate, "webhooks/test"
	}
	u := c.spent[key]
	if window := c.now.Truncate(time.Minute); !window.Equal(u.since) {
		u = used{since: window}
	}
	u.n++
	c.spent[key] = u
	for _, name := range []string{"Ratelimit-Limit", "Ratelimit-Remaining", "Ratelimit-Reset"} {
		c.header.Del(name)
	}
	c.header["X-Rate-Limit"] = []string{strconv.Itoa(most)}
	c.header["X-Rate-Limit-Remaining"] = []string{strconv.Itoa(max(0, most-u.n))}
	if c.options.endpointLimits && u.n > most {
		c.header["Retry-After"] = []string{strconv.Itoa(secondsUntil(c.now, u.since.Add(time.Minute)))}
		return tooManyRequests()
	}
	return nil
}
