package support

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// WebhooksService reads and writes webhooks: requests that Support sends to an
// endpoint of yours. Only admins may use it. It has its own limits, 100 requests per
// minute and 20 tests, which the client learns from the responses.
//
// A webhook is called either by triggers and automations or for events; this cannot be
// changed after it is created. A trial account can have ten.
//
// API page: Webhooks (webhooks/webhooks-api/webhooks).
//
//zendesk:resource Webhook /api/v2/webhooks id=string Get(unlisted;limit=webhooks:100/min) List(unlisted;limit=webhooks:100/min) Create(unlisted;limit=webhooks:100/min) Delete(unlisted;limit=webhooks:100/min)
type WebhooksService struct{ rc *rest.Client }

// Update changes the attributes of a webhook that p sets and leaves the others
// as they are.
//
// API page: Webhooks (webhooks/webhooks-api/webhooks).
//
//zendesk:op PATCH /api/v2/webhooks/{id} class=idempotent sends=webhook limit=webhooks:100/min unlisted
func (s WebhooksService) Update(ctx context.Context, id string, p WebhookParams, opts ...zendesk.CallOption) error {
	return do(ctx, s.rc, opWebhooksUpdate.Request(id).With(p), opts)
}

// Replace replaces a webhook as a whole: what p leaves out is removed, including the
// authentication. It needs everything that a new webhook needs.
//
// API page: Webhooks (webhooks/webhooks-api/webhooks).
//
//zendesk:op PUT /api/v2/webhooks/{id} sends=webhook limit=webhooks:100/min unlisted
func (s WebhooksService) Replace(ctx context.Context, id string, p WebhookParams, opts ...zendesk.CallOption) error {
	return do(ctx, s.rc, opWebhooksReplace.Request(id).With(p), opts)
}

// Clone creates a copy of a webhook and returns it. " (copy)" is added to its name.
//
// API page: Webhooks (webhooks/webhooks-api/webhooks).
//
//zendesk:op POST /api/v2/webhooks class=create returns=webhook limit=webhooks:100/min unlisted
func (s WebhooksService) Clone(ctx context.Context, id string, opts ...zendesk.CallOption) (*Webhook, error) {
	req, err := named(opWebhooksClone, "clone_webhook_id", id)
	if err != nil {
		return nil, err
	}
	return one[Webhook](ctx, s.rc, req, opts)
}

// SigningSecret returns the secret with which the calls of a webhook are signed.
//
// API page: Webhooks (webhooks/webhooks-api/webhooks).
//
//zendesk:op GET /api/v2/webhooks/{id}/signing_secret returns=signing_secret limit=webhooks:100/min unlisted
func (s WebhooksService) SigningSecret(ctx context.Context, id string, opts ...zendesk.CallOption) (*WebhookSigningSecret, error) {
	return one[WebhookSigningSecret](ctx, s.rc, opWebhooksSigningSecret.Request(id), opts)
}

// ResetSigningSecret creates a new secret and returns it. Calls are signed with it from
// now on, so receivers that know only the old secret reject them.
//
// API page: Webhooks (webhooks/webhooks-api/webhooks).
//
//zendesk:op POST /api/v2/webhooks/{id}/signing_secret class=append returns=signing_secret limit=webhooks:100/min unlisted
func (s WebhooksService) ResetSigningSecret(ctx context.Context, id string, opts ...zendesk.CallOption) (*WebhookSigningSecret, error) {
	return one[WebhookSigningSecret](ctx, s.rc, opWebhooksResetSigningSecret.Request(id), opts)
}

// WebhookStatus says whether a webhook is active.
type WebhookStatus string

// Statuses of webhooks.
const (
	WebhookActive   WebhookStatus = "active"
	WebhookInactive WebhookStatus = "inactive"
)

// WebhookFormat is the format in which a webhook sends its data.
type WebhookFormat string

// Formats of webhooks.
const (
	WebhookJSON WebhookFormat = "json"
	WebhookXML  WebhookFormat = "xml"
	WebhookForm WebhookFormat = "form_encoded"
)

// WebhookForTriggers is the subscription of a webhook that triggers and
// automations call. All other subscriptions are types of events, such as
// "zen:event-type:ticket.created".
const WebhookForTriggers = "conditional_ticket_events"

// Webhook is a request that Support sends when something happens.
type Webhook struct {
	ID             string                 `json:"id"`
	Name           string                 `json:"name,omitzero"`
	Description    string                 `json:"description,omitzero"`
	Status         WebhookStatus          `json:"status,omitzero"`
	Endpoint       string                 `json:"endpoint,omitzero"`
	HTTPMethod     string                 `json:"http_method,omitzero"`
	RequestFormat  WebhookFormat          `json:"request_format,omitzero"`
	Subscriptions  []string               `json:"subscriptions,omitzero"`
	Authentication *WebhookAuthentication `json:"authentication,omitzero"` // without its secrets; nil if there is none
	CustomHeaders  map[string]string      `json:"custom_headers,omitzero"`
	SigningSecret  *WebhookSigningSecret  `json:"signing_secret,omitzero"`  // mostly absent: see [WebhooksService.SigningSecret]
	ExternalSource json.RawMessage        `json:"external_source,omitzero"` // the app that created it
	CreatedBy      string                 `json:"created_by,omitzero"`      // the id of a user; "-1" is the system
	CreatedAt      time.Time              `json:"created_at,omitzero"`
	UpdatedBy      string                 `json:"updated_by,omitzero"` // "" before the first update
	UpdatedAt      time.Time              `json:"updated_at,omitzero"` // likewise

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// WebhookAuthentication is how a webhook authenticates itself.
type WebhookAuthentication struct {
	Type        string              `json:"type,omitzero"`         // basic_auth, bearer_token or api_key
	AddPosition string              `json:"add_position,omitzero"` // header
	Data        *WebhookCredentials `json:"data,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// WebhookCredentials are Username and Password for basic_auth, Token for bearer_token,
// or the Name and Value of a header for api_key. Support never returns the secrets
// among them. From 2027-04-30, API tokens of Support are no longer accepted.
type WebhookCredentials struct {
	Username string `json:"username,omitzero"`
	Password Secret `json:"password,omitzero"`
	Token    Secret `json:"token,omitzero"`
	Name     string `json:"name,omitzero"`
	Value    Secret `json:"value,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// LogValue keeps the secrets out of logs.
func (c WebhookCredentials) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

// WebhookSigningSecret is the secret of a webhook. The signature of a call is
// the base64 of HMAC-SHA256 over its timestamp and its body.
type WebhookSigningSecret struct {
	Algorithm string `json:"algorithm,omitzero"` // SHA256
	Secret    Secret `json:"secret,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// LogValue keeps the secret out of logs.
func (s WebhookSigningSecret) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(s)) }

// WebhookParams are the attributes of a webhook to write. A new webhook needs
// Name, Status, Endpoint, HTTPMethod and RequestFormat; one for events uses POST and
// JSON.
type WebhookParams struct {
	Name           zendesk.Opt[string]                `json:"name,omitzero"`
	Description    zendesk.Opt[string]                `json:"description,omitzero"`
	Status         zendesk.Opt[WebhookStatus]         `json:"status,omitzero"`
	Endpoint       zendesk.Opt[string]                `json:"endpoint,omitzero"` // https
	HTTPMethod     zendesk.Opt[string]                `json:"http_method,omitzero"`
	RequestFormat  zendesk.Opt[WebhookFormat]         `json:"request_format,omitzero"`
	Subscriptions  zendesk.Opt[[]string]              `json:"subscriptions,omitzero"` // only [WebhookForTriggers], or types of events
	Authentication zendesk.Opt[WebhookAuthentication] `json:"authentication,omitzero"`
	CustomHeaders  zendesk.Opt[map[string]string]     `json:"custom_headers,omitzero"` // at most five (unconfirmed)

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// LogValue keeps the secrets out of logs.
func (p WebhookParams) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(p)) }

// WebhookQuery filters and sorts a listing of webhooks.
type WebhookQuery struct {
	NameContains string        `query:"filter[name_contains]"`
	Status       WebhookStatus `query:"filter[status]"` // unconfirmed
	Sort         string        `query:"sort"`           // a member; which ones is unconfirmed
	PerPage      int           `query:"page[size],max=100"`
}
