package supporttest

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// forTriggers is the subscription of webhooks that triggers call.
const forTriggers = "conditional_ticket_events"

// webhookChoices are what some attributes must be.
var webhookChoices = map[string][]string{
	"status":         {"active", "inactive"},
	"http_method":    {"GET", "POST", "PUT", "PATCH", "DELETE"},
	"request_format": {"json", "xml", "form_encoded"},
}

// badWebhook is a webhook that is refused.
func badWebhook(text string) error {
	const code = "InvalidWebhook"
	return &failure{http.StatusBadRequest, object("errors", []fake.Object{object("code", code, "title", "Invalid webhook", "detail", text)}), code, text}
}

// textID is an id as webhooks have it.
func textID(key int64) string { return fmt.Sprintf("01HZ%022d", key) }

// webhook finds the webhook with an id.
func (c *call) webhook(id string) (key int64, o fake.Object, err error) {
	for _, key := range idsWith(c.tables["webhooks"].Current(), "id", id) {
		if o, found := c.get("webhooks", key); found && o.Text("id") == id {
			return key, o, nil
		}
	}
	return 0, nil, notFound()
}

// shownWebhook is a webhook as answers show it: its secrets are never told again.
func shownWebhook(o fake.Object) fake.Object {
	o = o.Without("signing_secret")
	auth, err := fake.ParseObject(orNull(o.Raw("authentication")))
	if err != nil {
		return o.Without("authentication")
	}
	data, _ := fake.ParseObject(orNull(auth.Raw("data")))
	return o.With("authentication", auth.With("data", append(fake.Object{}, data.Without("password", "token", "value")...)))
}

// checkWebhook refuses what Zendesk could not or would not call. Of a change
// only what it sets is looked at.
func checkWebhook(o, change fake.Object, whole bool) error {
	sets := func(names ...string) bool { return whole || slices.ContainsFunc(names, change.Has) }
	for _, name := range webhooks.required {
		if sets(name) && o.Text(name) == "" {
			return badWebhook(name + " is required")
		}
		if choices, some := webhookChoices[name]; some && sets(name) && !slices.Contains(choices, o.Text(name)) {
			return badWebhook(name + " is not valid")
		}
	}
	if headers, err := fake.ParseObject(orNull(o.Raw("custom_headers"))); sets("custom_headers") && err == nil && len(headers) > 5 {
		return badWebhook("custom_headers: there are more than 5")
	}
	if sets("subscriptions", "http_method", "request_format") {
		if err := checkSubscriptions(o); err != nil {
			return err
		}
	}
	if sets("authentication") {
		if err := checkAuthentication(o); err != nil {
			return err
		}
	}
	if sets("endpoint") {
		return checkEndpoint(o.Text("endpoint"))
	}
	return nil
}

// checkSubscriptions refuses a webhook that calls for triggers and for events,
// and one for events that does not send JSON by POST.
func checkSubscriptions(o fake.Object) error {
	subscriptions := texts(o, "subscriptions")
	isEvent := func(s string) bool { return strings.HasPrefix(s, "zen:event-type:") }
	switch {
	case len(subscriptions) == 0 || len(subscriptions) == 1 && subscriptions[0] == forTriggers:
	case slices.Contains(subscriptions, forTriggers):
		return badWebhook("subscriptions: a webhook for triggers takes no events")
	case slices.ContainsFunc(subscriptions, func(s string) bool { return !isEvent(s) }):
		return badWebhook("subscriptions: there is one that is not an event")
	case o.Text("http_method") != http.MethodPost || o.Text("request_format") != "json":
		return badWebhook("events are sent by POST, in JSON")
	}
	return nil
}

// credentials are what each way to authenticate needs.
var credentials = map[string][]string{"basic_auth": {"username", "password"}, "bearer_token": {"token"}, "api_key": {"name", "value"}}

func checkAuthentication(o fake.Object) error {
	if !o.Present("authentication") {
		return nil
	}
	auth, _ := fake.ParseObject(o.Raw("authentication"))
	data, _ := fake.ParseObject(orNull(auth.Raw("data")))
	needed, known := credentials[auth.Text("type")]
	if !known || auth.Text("add_position") != "header" {
		return badWebhook("authentication: type or add_position is not valid")
	}
	for _, name := range needed {
		if data.Text(name) == "" {
			return badWebhook("authentication: data." + name + " is required")
		}
	}
	return nil
}

// checkEndpoint refuses addresses that are not https and on the internet.
func checkEndpoint(endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" {
		return badWebhook("endpoint must be an https URL")
	}
	ip := net.ParseIP(u.Hostname())
	if u.Hostname() == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()) {
		return badWebhook("endpoint is not reachable")
	}
	return nil
}

// kindOfCalls tells webhooks for triggers and those for events apart.
func kindOfCalls(o fake.Object) string {
	switch subscriptions := texts(o, "subscriptions"); {
	case len(subscriptions) == 0:
		return ""
	case subscriptions[0] == forTriggers:
		return "triggers"
	}
	return "events"
}

// listWebhooks pages by cursor; a single page tells no cursor.
func listWebhooks(c *call) (any, error) {
	part, status := strings.ToLower(c.query.Get("filter[name_contains]")), c.query.Get("filter[status]")
	found := c.listed(webhooks, func(o fake.Object) bool {
		return strings.Contains(strings.ToLower(o.Text("name")), part) && (status == "" || status == o.Text("status"))
	})
	page, members, err := c.pageOf(found, paging{style: cursorOnly, sorts: webhooks.sorts})
	if err != nil {
		return nil, err
	}
	for i, r := range page {
		page[i].object = shownWebhook(r.object)
	}
	if meta, _ := fake.ParseObject(members.Raw("meta")); !meta.Bool("has_more") && !c.query.Has("page[after]") && !c.query.Has("page[before]") {
		members = object("meta", object("has_more", false))
	}
	return object("webhooks", c.views(webhooks, page)).Merge(members), nil
}

// createWebhook makes a webhook, or a copy of one.
func createWebhook(c *call) (any, error) {
	var o fake.Object
	if id := c.query.Get("clone_webhook_id"); id != "" {
		_, from, err := c.webhook(id)
		if err != nil {
			return nil, err
		}
		o = from.With("name", from.Text("name")+" (copy)").Without("updated_at", "updated_by")
	} else {
		in, _, err := c.envelope(webhooks.one)
		if err != nil {
			return nil, err
		}
		if in, err = c.take(webhooks, in); err != nil {
			return nil, err
		}
		o = webhooks.blank().Merge(in)
		if err := checkWebhook(o, in, true); err != nil {
			return nil, err
		}
	}
	key := c.tables["webhooks"].NextID()
	o = object("id", textID(key)).Merge(o.Without("id")).Merge(object("created_at", c.now.Format(layout), "created_by", fmt.Sprint(c.user.id)))
	c.put("webhooks", key, o)
	c.status = http.StatusCreated
	// Only this answer tells parts of the second.
	return object("webhook", shownWebhook(o).With("created_at", c.now.Format("2006-01-02T15:04:05.999999999Z"))), nil
}

func showWebhook(c *call) (any, error) {
	_, o, err := c.webhook(c.path["key"])
	if err != nil {
		return nil, err
	}
	return object("webhook", shownWebhook(o)), nil
}

// writeWebhook changes a webhook, or replaces all of it.
func writeWebhook(replace bool) func(*call) (any, error) {
	return func(c *call) (any, error) {
		key, old, err := c.webhook(c.path["key"])
		if err != nil {
			return nil, err
		}
		in, _, err := c.envelope(webhooks.one)
		if err != nil {
			return nil, err
		}
		if in, err = c.take(webhooks, in); err != nil {
			return nil, err
		}
		o := old.Merge(in)
		if replace {
			o = object("id", old.Raw("id")).Merge(webhooks.blank().Merge(in)).Merge(object("created_at", old.Raw("created_at"), "created_by", orNull(old.Raw("created_by"))))
		}
		if err := checkWebhook(o, in, replace); err != nil {
			return nil, err
		}
		if kindOfCalls(old) != kindOfCalls(o) {
			return nil, badWebhook("subscriptions: a webhook cannot change between triggers and events")
		}
		c.put("webhooks", key, o.Merge(object("updated_at", c.now.Format(layout), "updated_by", fmt.Sprint(c.user.id))))
		c.status = http.StatusNoContent
		return nil, nil
	}
}

func deleteWebhook(c *call) (any, error) {
	key, _, err := c.webhook(c.path["key"])
	if err != nil {
		return nil, err
	}
	c.remove("webhooks", key)
	return nil, nil
}
